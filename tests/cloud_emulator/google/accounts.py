# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Users, registered applications and service accounts."""

import json
import zlib
from fnmatch import fnmatchcase

_TABLES = """
CREATE TABLE IF NOT EXISTS user (
    email TEXT PRIMARY KEY, name TEXT NOT NULL, quota INTEGER,
    service INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS client (
    id TEXT PRIMARY KEY, secret TEXT NOT NULL, redirect_uris TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS service_account (
    email TEXT PRIMARY KEY REFERENCES user, public_key TEXT NOT NULL);
"""

DEFAULT_USER = ("demo@example.com", "Demo User")
DEFAULT_CLIENT = ("demo-client", "demo-secret")
LOCAL_ADDRESSES = [
    f"{scheme}://{host}{port}/*"
    for scheme in ("http", "https")
    for host in ("localhost", "127.0.0.1")
    for port in ("", ":*")
]


class Accounts:
    """Everyone and everything that may ask for tokens."""

    def __init__(self, database):
        self._database = database
        database.define(_TABLES)
        if not database.one("SELECT 1 FROM user"):
            self.add_user(*DEFAULT_USER)
            self.add_client(*DEFAULT_CLIENT, LOCAL_ADDRESSES)

    def clear(self):
        for table in ("service_account", "client", "user"):
            self._database.execute(f"DELETE FROM {table}")
        self.add_user(*DEFAULT_USER)
        self.add_client(*DEFAULT_CLIENT, LOCAL_ADDRESSES)

    def add_user(self, email, name=None, quota=None, service=False):
        """:param quota: bytes, None for unlimited"""
        self._database.execute(
            "INSERT INTO user (email, name, quota, service) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (email) DO UPDATE SET name = excluded.name,"
            " quota = excluded.quota, service = excluded.service",
            [email, name or email.partition("@")[0], quota, int(service)],
        )

    def user(self, email):
        return self._database.one("SELECT * FROM user WHERE email = ?", [email])

    def users(self):
        """Users people can sign in as, the default one first."""
        return self._database.all("SELECT * FROM user WHERE NOT service ORDER BY rowid")

    def resolve(self, email=None):
        """The user of that e-mail, or the first one.

        :raises LookupError: when there is no such user
        """
        user = self.user(email) if email else self.users()[0]
        if user is None:
            raise LookupError(f"There is no user {email}; add the user first.")
        return user

    def set_quota(self, email, limit):
        self._database.update("user", {"email": email}, quota=limit)

    def add_client(self, client_id, secret, redirect_uris):
        self._database.execute(
            "INSERT OR REPLACE INTO client VALUES (?, ?, ?)",
            [client_id, secret, json.dumps(redirect_uris)],
        )

    def client(self, client_id):
        return self._database.one("SELECT * FROM client WHERE id = ?", [client_id])

    def redirect_allowed(self, client, address):
        """Whether the address is registered (registered ones may be globs)."""
        patterns = json.loads(client["redirect_uris"])
        return any(fnmatchcase(address, pattern) for pattern in patterns)

    def add_service_account(self, email, public_key):
        """:param public_key: PEM text of its RSA key"""
        self.add_user(email, email, service=True)
        self._database.execute(
            "INSERT OR REPLACE INTO service_account VALUES (?, ?)", [email, public_key]
        )

    def service_account(self, email):
        return self._database.one(
            "SELECT * FROM service_account WHERE email = ?", [email]
        )


def permission_id(email):
    """The number Drive calls a user by; the same on every start."""
    return f"{zlib.crc32(email.encode()):010d}{zlib.adler32(email.encode()):010d}"
