# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Client of the control operations only Google's cloud has."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ..cloud_control import CloudControl


class GoogleCloud(CloudControl):
    """Acts in Google Drive like its users and its administrator."""

    cloud = "google"

    def authorize(self, user=None, client_id=None, scope=None):
        granted = super().authorize(user, client_id, scope)
        return {**granted, "token_uri": f"{self._transport.url}/token"}

    def create_drive(self, name, members=None):
        """Create a shared drive.

        :param members: e-mail -> role (organizer, fileOrganizer, writer, reader);
            default: everybody is organizer
        :return: its id
        """
        return self._do("create_drive", name=name, members=members)

    def set_members(self, drive, members):
        """Replace the members of a shared drive; the others lose access."""
        self._do("set_members", drive=drive, members=members)

    def rename_drive(self, drive, name):
        self._do("rename_drive", drive_id=drive, name=name)

    def delete_drive(self, drive):
        """Delete a shared drive with everything in it."""
        self._do("delete_drive", drive_id=drive)

    def share(self, file, email, role="writer", user=None):
        """Give another user access (role None: take it away)."""
        values = {"file": file, "email": email, "user": user}
        if role is None:
            self._do("unshare", **values)
        else:
            self._do("share", role=role, **values)

    def create_native(self, parent, name, kind="document", text="", user=None):
        """Create a document of Google's own editors.

        :param kind: document, spreadsheet, presentation, drawing, form or script
        :param text: its content, cells separated by commas; it shows in exports
        :return: its id
        """
        return self._do(
            "create_native", parent=parent, name=name, kind=kind, text=text, user=user
        )

    def create_shortcut(self, parent, name, target, user=None):
        return self._do(
            "create_shortcut", parent=parent, name=name, target=target, user=user
        )

    def touch(self, file, user=None):
        """Raise the version of an item without a visible change."""
        self._do("touch", file=file, user=user)

    def flag_abusive(self, file, abusive=True, user=None):
        """Mark a file as malware: downloads want ``acknowledgeAbuse``."""
        self._do("flag_abusive", file=file, abusive=abusive, user=user)

    def channels(self):
        """id, user, address, expires (ms) and number of messages of all channels."""
        return self._do("channels")

    def expire_channels(self):
        """All notification channels have ended."""
        self._do("expire_channels")

    def add_service_account(self, email, public_key):
        """Register a service account by the PEM text of its public RSA key."""
        self._do("add_service_account", email=email, public_key=public_key)

    def create_service_account(self, email):
        """Make a key pair, register it, and return the key file as a dict."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM,
            serialization.PublicFormat.SubjectPublicKeyInfo,
        )
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        self.add_service_account(email, public.decode())
        return {
            "type": "service_account",
            "project_id": "emulated",
            "private_key_id": "emulated",
            "private_key": private.decode(),
            "client_email": email,
            "client_id": email,
            "token_uri": f"{self._transport.url}/token",
        }
