# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Client of the control operations only Microsoft's cloud has."""

from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from ..cloud_control import CloudControl


class MicrosoftCloud(CloudControl):
    """Acts in OneDrive and SharePoint like their users and administrators.

    Items are named by id, by a path in the OneDrive of the (first) user, or by
    ``<drive id>:/path`` in any drive.
    """

    cloud = "microsoft"

    def tree(self, user=None, drive=None):
        """Everything there is, as a list of dicts, sorted by path.

        Paths in libraries begin with the names of site and library, unless ``drive``
        (an id) asks for one drive only: path, id, parent, name, folder, size,
        quickXorHash, sha256, mimeType, trashed, eTag, version, modified,
        fileModified, owner, drive
        """
        return self._do("tree", user=user, drive=drive)

    def bin(self, user=None, drive=None):
        """The recycle bin, newest first: id, name, folder, size, place, deleted."""
        return self._do("bin", user=user, drive=drive)

    def empty_bin(self, user=None, older_than_days=0, drive=None):
        self._do("empty_bin", user=user, older_than_days=older_than_days, drive=drive)

    def drives(self):
        """id, kind, name, owner, site, root, used and quota of all drives."""
        return self._do("drives")

    def sites(self):
        """id, name, path, group and libraries (name -> drive id) of all sites."""
        return self._do("sites")

    def add_site(self, name, path=None):
        """Create a SharePoint site with its document library.

        :param path: on the server; default: ``sites/`` and the name
        :return: dict with ``id`` and ``drive``
        """
        return self._do("add_site", name=name, path=path)

    def add_library(self, site, name):
        """:return: the id of the new library's drive"""
        return self._do("add_library", site=site, name=name)

    def add_user(self, email, name=None, quota=None, personal=False, licensed=True):
        """Add a user of the organisation, or the owner of a personal account.

        :param licensed: False: without a OneDrive
        """
        self._do(
            "add_user",
            email=email,
            name=name,
            quota=quota,
            personal=personal,
            licensed=licensed,
        )

    def create_package(self, parent, name, kind="oneNote", user=None):
        """Create a OneNote notebook, which is neither file nor folder."""
        return self._do(
            "create_package", parent=parent, name=name, kind=kind, user=user
        )

    def lock(self, file, locked=True, user=None):
        """Somebody has the file open (or closed it again): changes answer 423."""
        self._do("lock", file=file, locked=locked, user=user)

    def flag_malware(self, file, malware=True, user=None):
        self._do("flag_malware", file=file, malware=malware, user=user)

    def set_quota(self, limit, user=None, drive=None):
        """Limit a drive in bytes; None: no limit, its quota reads zero."""
        values = {"user": user, "drive": drive}
        values = {name: value for name, value in values.items() if value is not None}
        self._transport.operate(self.cloud, "set_quota", limit=limit, **values)

    def expire_delta_tokens(self, user=None, drive=None):
        """All delta links of a drive answer 410 from now on."""
        self._do("expire_delta_tokens", user=user, drive=drive)

    def expire_upload_sessions(self):
        self._do("expire_upload_sessions")

    def expire_download_urls(self):
        self._do("expire_download_urls")

    def subscriptions(self):
        """id, account, address, resource and expires of all subscriptions."""
        return self._do("subscriptions")

    def expire_subscriptions(self):
        """All subscriptions have ended."""
        self._do("expire_subscriptions")

    def end_throttling(self):
        """No account has to wait any longer."""
        self._do("end_throttling")

    def throttled(self):
        """Account -> requests it sent although it was told to wait."""
        return self._do("throttled")

    def authorize_app(self, client_id=None):
        """A token of an application for itself: access_token, expires_in."""
        return self._do("authorize_app", client_id=client_id)

    def set_permissions(self, client_id, permissions, sites=()):
        """Replace the permissions (separated by spaces) of an application.

        :param sites: ids of the sites it sees with ``Sites.Selected``
        """
        self._do(
            "set_permissions",
            client_id=client_id,
            permissions=permissions,
            sites=list(sites),
        )

    def add_secret(self, secret, client_id=None):
        self._do("add_secret", secret=secret, client_id=client_id)

    def expire_secrets(self, client_id=None):
        """Token requests with known secrets answer AADSTS7000222 from now on."""
        self._do("expire_secrets", client_id=client_id)

    def add_certificate(self, certificate, client_id=None):
        """Register a certificate (PEM text); :return: its SHA-1 thumbprint"""
        return self._do("add_certificate", certificate=certificate, client_id=client_id)

    def create_certificate(self, client_id=None):
        """Make a key pair, register its certificate, and return what MSAL wants.

        :return: dict with private_key, thumbprint and public_certificate
        """
        private_key, certificate = _self_signed("Cloud Connector")
        thumbprint = self.add_certificate(certificate, client_id)
        return {
            "private_key": private_key,
            "thumbprint": thumbprint,
            "public_certificate": certificate,
        }

    def require_mfa(self, user=None, required=True):
        """Refreshing answers AADSTS50076 until the next sign-in in the browser."""
        self._do("require_mfa", user=user, required=required)

    def withdraw_consent(self, user=None, client_id=None):
        """Refreshing answers AADSTS65001 until the user consents again."""
        self._do("withdraw_consent", user=user, client_id=client_id)

    def expire_refresh_tokens(self, user=None):
        """Refreshing answers AADSTS700082 with the tokens given out so far."""
        self._do("expire_refresh_tokens", user=user)


def _self_signed(name):
    """PEM texts of a new RSA key and of a certificate for it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    moment = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    return private.decode(), public.decode()
