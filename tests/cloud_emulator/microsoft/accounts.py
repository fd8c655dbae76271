# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The directory: users, registered applications, their secrets and certificates."""

import hashlib
import json
import time
from fnmatch import fnmatchcase

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from . import ids

_TABLES = """
CREATE TABLE IF NOT EXISTS entra_user (
    email TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    personal INTEGER NOT NULL, licensed INTEGER NOT NULL, mfa INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS entra_app (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, redirect_uris TEXT NOT NULL,
    permissions TEXT NOT NULL, sites TEXT NOT NULL DEFAULT '[]');
CREATE TABLE IF NOT EXISTS entra_secret (
    app TEXT NOT NULL, secret TEXT NOT NULL, expires REAL,
    PRIMARY KEY (app, secret));
CREATE TABLE IF NOT EXISTS entra_certificate (
    app TEXT NOT NULL, thumbprint TEXT NOT NULL, public_key TEXT NOT NULL,
    PRIMARY KEY (app, thumbprint));
"""

DEFAULT_USER = ("demo@example.com", "Demo User")
DEFAULT_APP = ("7d0a2c5e-5f1b-4c3a-9b1e-0d5c8a7e4f21", "demo-secret")
PERMISSIONS = "Files.ReadWrite.All Sites.ReadWrite.All User.Read"
LOCAL_ADDRESSES = [
    f"{scheme}://{host}{port}/*"
    for scheme in ("http", "https")
    for host in ("localhost", "127.0.0.1")
    for port in ("", ":*")
]
#: names of the emulated organisation in addresses
TENANT_NAMES = (ids.TENANT, "example.com", "example.onmicrosoft.com")
#: names that stand for more than one organisation
SHARED_TENANTS = ("common", "organizations", "consumers", ids.CONSUMERS)


class Accounts:
    """Everyone and everything that may ask for tokens."""

    def __init__(self, database):
        self._database = database
        database.define(_TABLES)
        if not database.one("SELECT 1 FROM entra_user"):
            self._add_defaults()

    def _add_defaults(self):
        self.add_user(*DEFAULT_USER)
        self.add_app(*DEFAULT_APP, LOCAL_ADDRESSES)

    def clear(self):
        for table in ("certificate", "secret", "app", "user"):
            self._database.execute(f"DELETE FROM entra_{table}")
        self._add_defaults()

    def add_user(self, email, name=None, personal=False, licensed=True):
        """:param licensed: False: there is no OneDrive for this user"""
        self._database.execute(
            "INSERT INTO entra_user VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT (email)"
            " DO UPDATE SET name = excluded.name, licensed = excluded.licensed",
            [
                email,
                ids.of_name(email),
                name or email.partition("@")[0],
                int(personal),
                int(licensed),
            ],
        )

    def user(self, key):
        """The user of an e-mail address or id, or None."""
        return self._database.one(
            "SELECT * FROM entra_user WHERE email = ? OR id = ?", [key, key]
        )

    def users(self, tenant="common"):
        """Users who can sign in there, the default one first."""
        personal = tenant in ("consumers", ids.CONSUMERS)
        rows = self._database.all("SELECT * FROM entra_user ORDER BY rowid")
        if tenant == "common":
            return rows
        return [row for row in rows if bool(row["personal"]) == personal]

    def resolve(self, email=None):
        """The user of that e-mail, or the first one.

        :raises LookupError: when there is no such user
        """
        user = self.user(email) if email else self.users()[0]
        if user is None:
            raise LookupError(f"There is no user {email}; add the user first.")
        return user

    def require_mfa(self, email, required):
        self._database.update("entra_user", {"email": email}, mfa=int(required))

    def tenant_of(self, user):
        return ids.CONSUMERS if user["personal"] else ids.TENANT

    def add_app(self, app_id, secret, redirect_uris, name=None, permissions=None):
        """:param permissions: of application access, separated by spaces"""
        self._database.execute(
            "INSERT OR REPLACE INTO entra_app (id, name, redirect_uris, permissions)"
            " VALUES (?, ?, ?, ?)",
            [
                app_id,
                name or "Cloud Connector",
                json.dumps(redirect_uris),
                PERMISSIONS if permissions is None else permissions,
            ],
        )
        if secret:
            self.add_secret(app_id, secret)

    def app(self, app_id):
        return self._database.one("SELECT * FROM entra_app WHERE id = ?", [app_id])

    def resolve_app(self, app_id=None):
        """:raises LookupError: when there is no such application"""
        app = self.app(app_id or DEFAULT_APP[0])
        if app is None:
            raise LookupError(f"There is no application {app_id}; add it first.")
        return app

    def set_permissions(self, app_id, permissions, sites):
        """:param sites: ids of the sites an application with Sites.Selected sees"""
        self._database.update(
            "entra_app",
            {"id": app_id},
            permissions=permissions,
            sites=json.dumps(sites),
        )

    def redirect_allowed(self, app, address):
        """Whether the address is registered (registered ones may be globs)."""
        patterns = json.loads(app["redirect_uris"])
        return any(fnmatchcase(address, pattern) for pattern in patterns)

    def add_secret(self, app_id, secret):
        self._database.execute(
            "INSERT OR REPLACE INTO entra_secret VALUES (?, ?, NULL)", [app_id, secret]
        )

    def expire_secrets(self, app_id):
        """All secrets of an application are past their date."""
        self._database.update("entra_secret", {"app": app_id}, expires=0)

    def secret(self, app_id, secret):
        """:return: ``valid``, ``expired`` or None when it is another application's"""
        row = self._database.one(
            "SELECT * FROM entra_secret WHERE app = ? AND secret = ?", [app_id, secret]
        )
        if row is None:
            return None
        live = row["expires"] is None or row["expires"] > time.time()
        return "valid" if live else "expired"

    def secrets(self, app_id):
        rows = self._database.all(
            "SELECT secret FROM entra_secret WHERE app = ? ORDER BY rowid", [app_id]
        )
        return [row["secret"] for row in rows]

    def add_certificate(self, app_id, pem):
        """Register the certificate (PEM) an application signs its assertions with.

        :return: its SHA-1 thumbprint in hexadecimal digits
        """
        certificate = x509.load_pem_x509_certificate(pem.encode())
        public = certificate.public_key().public_bytes(
            serialization.Encoding.PEM,
            serialization.PublicFormat.SubjectPublicKeyInfo,
        )
        data = certificate.public_bytes(serialization.Encoding.DER)
        thumbprints = [hashlib.sha1(data).hexdigest(), hashlib.sha256(data).hexdigest()]
        for thumbprint in thumbprints:
            self._database.execute(
                "INSERT OR REPLACE INTO entra_certificate VALUES (?, ?, ?)",
                [app_id, thumbprint, public.decode()],
            )
        return thumbprints[0]

    def certificate_key(self, app_id, thumbprint):
        """PEM text of the public key, or None."""
        return self._database.value(
            "SELECT public_key FROM entra_certificate WHERE app = ? AND thumbprint = ?",
            [app_id, thumbprint],
        )
