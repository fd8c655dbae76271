# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may come in by SFTP, and the one file that is there."""

import os

import paramiko


class Account(paramiko.ServerInterface):
    """Lets in the user of a request with a key that the request knows."""

    def __init__(self, provider):
        self._provider = provider
        self.row = None

    def get_allowed_auths(self, username):
        return "publickey"

    def check_auth_publickey(self, username, key):
        row = self._provider.requests.get(username.removeprefix("user_"))
        lines = (row["ssh_keys"] or "").splitlines() if row else []
        known = [line.split()[1] for line in lines if len(line.split()) > 1]
        if key.get_base64() not in known:
            return paramiko.AUTH_FAILED
        self.row = row
        return paramiko.AUTH_SUCCESSFUL

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED


class Folder(paramiko.SFTPServerInterface):
    """Shows the file that is shared in the state of the request."""

    def __init__(self, server, sftp, account, *_arguments):
        super().__init__(server)
        self._sftp = sftp
        self._number = account.row["id"]

    def _row(self):
        return self._sftp.provider.requests.get(self._number)

    def _shared(self):
        """:return: (name, path, writable)"""
        row, provider = self._row(), self._sftp.provider
        if provider.requests.state(row) == "draft":
            return row["filename"], self._sftp.incoming(row["id"]), True
        sha256, _size = provider.result_of(row)
        name = f"upgraded_{row['filename']}"
        if provider.result_kind(row) == "zip":
            # A result with a filestore is a zip, whatever was uploaded.
            name = f"{name.partition('.')[0]}.zip"
        return name, provider.blobs.path(sha256), False

    def list_folder(self, path):
        name, file, _writable = self._shared()
        if not file.exists():
            return []
        return [paramiko.SFTPAttributes.from_stat(file.stat(), name)]

    def stat(self, path):
        name, file, _writable = self._shared()
        if path.strip("/") != name or not file.exists():
            return paramiko.SFTP_NO_SUCH_FILE
        return paramiko.SFTPAttributes.from_stat(file.stat(), name)

    lstat = stat

    def open(self, path, flags, attr):
        name, file, writable = self._shared()
        writing = flags & (os.O_WRONLY | os.O_RDWR)
        if path.strip("/") != name or (writing and not writable):
            return paramiko.SFTP_PERMISSION_DENIED
        if writing:
            return _Incoming(self, file, bool(flags & os.O_TRUNC))
        handle = paramiko.SFTPHandle(flags)
        handle.readfile = file.open("rb")
        return handle

    def arrived(self, file):
        """A writer was closed: the dump is as long as it is now."""
        with file.open("rb") as source:
            self._sftp.provider.store_dump(self._row(), source)


class _Incoming(paramiko.SFTPHandle):
    def __init__(self, folder, path, truncate):
        super().__init__()
        self._folder, self._path = folder, path
        self._file = path.open("wb" if truncate else "ab", buffering=0)

    def stat(self):
        return paramiko.SFTPAttributes.from_stat(os.fstat(self._file.fileno()))

    def write(self, offset, data):
        # appended in order, whatever the offset of a client in append mode says
        self._file.write(data)
        return paramiko.SFTP_OK

    def close(self):
        super().close()
        self._file.close()
        self._folder.arrived(self._path)
