# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a user does in any of the clouds, as a client of the control API."""


class CloudControl:
    """Acts in one cloud without its API, like a person in the browser.

    Files and folders are named by id or by a path: ``/Odoo/Sales`` in the files of
    the first user. ``user`` (e-mail) says whose files, and who did it.
    """

    cloud = ""

    def __init__(self, transport):
        self._transport = transport

    def _do(self, operation, content=None, **values):
        values = {name: value for name, value in values.items() if value is not None}
        return self._transport.operate(self.cloud, operation, content, **values)

    def create_folder(self, parent, name, user=None):
        """:return: the id of the new folder"""
        return self._do("create_folder", parent=parent, name=name, user=user)

    def put_file(self, parent, name, content, mime_type=None, user=None):
        """Create a file, or give the file of that name there a new content.

        :param content: bytes or a binary file
        :return: the id of the file
        """
        return self._do(
            "put_file",
            content,
            parent=parent,
            name=name,
            mime_type=mime_type,
            user=user,
        )

    def put_files(self, parent, names, text="", user=None):
        """Put many files into a folder at once.

        :param text: the content of each of them
        :return: their ids, in the order of the names
        """
        return self._do("put_files", parent=parent, names=names, text=text, user=user)

    def replace_content(self, file, content, user=None):
        return self._do("replace_content", content, file=file, user=user)

    def read_file(self, file, user=None):
        """:return: the bytes of a file"""
        values = {"file": file} if user is None else {"file": file, "user": user}
        return self._transport.content(self.cloud, "read_file", **values)

    def rename(self, file, name, user=None):
        self._do("rename", file=file, name=name, user=user)

    def move(self, file, parent, name=None, user=None):
        self._do("move", file=file, parent=parent, name=name, user=user)

    def trash(self, file, user=None):
        """Put a file or folder into the bin."""
        self._do("trash", file=file, user=user)

    def restore(self, file, user=None):
        """Take a file or folder (by id) out of the bin."""
        self._do("restore", file=file, user=user)

    def delete(self, file, user=None):
        """Delete for ever, with everything in it."""
        self._do("delete", file=file, user=user)

    def empty_bin(self, user=None, older_than_days=0):
        self._do("empty_bin", user=user, older_than_days=older_than_days)

    def tree(self, user=None):
        """Everything there is, as a list of dicts, sorted by path.

        path, id, parent, name, folder, size, md5, sha256, mimeType, trashed,
        appProperties, version, modified, owner
        """
        return self._do("tree", user=user)

    def authorize(self, user=None, client_id=None, scope=None):
        """Give consent without a browser.

        :return: access_token, refresh_token, client_id, client_secret, token_uri,
            scopes, expires_in
        """
        return self._do("authorize", user=user, client_id=client_id, scope=scope)

    def add_user(self, email, name=None, quota=None):
        self._do("add_user", email=email, name=name, quota=quota)

    def add_client(self, client_id, secret, redirect_uris):
        """Register an application; redirect addresses may be globs."""
        values = {"secret": secret, "redirect_uris": redirect_uris}
        self._do("add_client", client_id=client_id, **values)

    def expire_access_tokens(self, user=None):
        """All access tokens given out so far are expired from now on."""
        self._do("expire_access_tokens", user=user)

    def revoke_refresh_tokens(self, user=None):
        """The user withdraws access: refreshing answers ``invalid_grant``."""
        self._do("revoke_refresh_tokens", user=user)

    def set_quota(self, limit, user=None):
        """Limit the storage of a user in bytes; None: unlimited."""
        values = {} if user is None else {"user": user}
        self._transport.operate(self.cloud, "set_quota", limit=limit, **values)
