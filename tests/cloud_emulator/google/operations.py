# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Control operations of the Google provider: people at work in the browser.

Items are named by id or by a path from the top of the user's My Drive. What the
rules of Drive forbid is a ``ValueError`` here.
"""

import functools
import io

from ..provider import Content
from . import mime
from .access import DEFAULT_SCOPE, ROLES, caller_of
from .accounts import DEFAULT_CLIENT
from .clock import now
from .editor import Editor
from .errors import DriveError

#: "application" behind what people do by hand
BROWSER = "drive-web"


def _spoken(operation):
    """Turn the API's refusals into the control API's."""

    @functools.wraps(operation)
    def run(*positional, **values):
        try:
            return operation(*positional, **values)
        except DriveError as error:
            raise ValueError(error.body["message"]) from error

    return run


class Operations:
    """One public method for each control operation."""

    def __init__(self, provider):
        self._provider = provider
        self._tree = provider.tree

    def all(self):
        """Name -> operation."""
        return {
            name: _spoken(getattr(self, name))
            for name in dir(self)
            if not name.startswith("_") and name != "all"
        }

    def _editor(self, user):
        account = self._provider.accounts.resolve(user)
        return Editor(self._provider, caller_of(account, BROWSER), True)

    def _email(self, user):
        return self._provider.accounts.resolve(user)["email"]

    def _item(self, reference, user=None):
        """The row behind an id or a path; bin and duplicates: the first one seen."""
        if not reference.startswith("/"):
            item = self._tree.get(
                self._tree.root(self._email(user)) if reference == "root" else reference
            )
        else:
            item = self._tree.get(self._tree.root(self._email(user)))
            for name in filter(None, reference.split("/")):
                item = item and self._child(item["id"], name)
        if item is None:
            raise LookupError(f"There is no file or folder {reference}.")
        return item

    def _child(self, parent, name):
        return self._provider.database.one(
            "SELECT * FROM item WHERE parent_id = ? AND name = ?"
            " ORDER BY trashed, seq LIMIT 1",
            [parent, name],
        )

    def create_folder(self, parent, name, user=None):
        body = {
            "name": name,
            "mimeType": mime.FOLDER,
            "parents": [self._item(parent, user)["id"]],
        }
        return self._editor(user).create(body)["id"]

    def put_file(self, parent, name, content, mime_type=None, user=None):
        key = self._provider.blobs.receive(content)
        try:
            folder = self._item(parent, user)
            known = self._child(folder["id"], name)
            if known and known["blob"] and not known["trashed"]:
                item = self._editor(user).update(known["id"], {}, key=key)
            else:
                body = {"name": name, "parents": [folder["id"]]}
                item = self._editor(user).create(body, key, mime_type)
        except BaseException:
            self._provider.blobs.forget(key)
            raise
        return item["id"]

    def put_files(self, parent, names, text="", user=None):
        with self._provider.database.transaction():
            return [
                self.put_file(parent, name, io.BytesIO(text.encode()), user=user)
                for name in names
            ]

    def replace_content(self, file, content, user=None):
        key = self._provider.blobs.receive(content)
        try:
            self._editor(user).update(self._item(file, user)["id"], {}, key=key)
        except BaseException:
            self._provider.blobs.forget(key)
            raise

    def read_file(self, file, user=None):
        item = self._item(file, user)
        if not item["blob"]:
            raise ValueError(f"{item['name']} has no bytes of its own.")
        blocks = self._provider.blobs.blocks(item["blob"])
        return Content(blocks, item["size"], item["mime_type"])

    def rename(self, file, name, user=None):
        self._editor(user).update(self._item(file, user)["id"], {"name": name})

    def move(self, file, parent, name=None, user=None):
        item, target = self._item(file, user), self._item(parent, user)
        body = {} if name is None else {"name": name}
        self._editor(user).update(
            item["id"], body, add=target["id"], remove=item["parent_id"]
        )

    def trash(self, file, user=None):
        self._editor(user).update(self._item(file, user)["id"], {"trashed": True})

    def restore(self, file, user=None):
        self._editor(user).update(self._item(file, user)["id"], {"trashed": False})

    def delete(self, file, user=None):
        self._editor(user).delete(self._item(file, user)["id"])

    def empty_bin(self, user=None, older_than_days=0):
        self._provider.empty_bin(self._email(user), None, older_than_days)

    def create_native(self, parent, name, kind="document", text="", user=None):
        mime_type = mime.PREFIX + kind
        if mime_type not in mime.EXPORT_FORMATS:
            kinds = ", ".join(sorted(mime.EDITORS.values()))
            raise ValueError(f"No kind of document {kind!r}; use one of {kinds}.")
        folder = self._item(parent, user)
        body = {"name": name, "mimeType": mime_type, "parents": [folder["id"]]}
        with self._provider.database.transaction():
            item = self._editor(user).create(body)
            self._provider.database.update("item", {"id": item["id"]}, document=text)
        return item["id"]

    def create_shortcut(self, parent, name, target, user=None):
        body = {
            "name": name,
            "mimeType": mime.SHORTCUT,
            "parents": [self._item(parent, user)["id"]],
            "shortcutDetails": {"targetId": self._item(target, user)["id"]},
        }
        return self._editor(user).create(body)["id"]

    def touch(self, file, user=None):
        self._tree.touch(self._item(file, user))

    def flag_abusive(self, file, abusive=True, user=None):
        item = self._item(file, user)
        self._tree.change(item, None, abusive=int(abusive))

    def share(self, file, email, role="writer", user=None):
        if role not in ROLES:
            raise ValueError(f"No role {role!r}; use one of {', '.join(ROLES)}.")
        item, email = self._item(file, user), self._email(email)
        with self._provider.database.transaction():
            self._provider.database.execute(
                "INSERT OR REPLACE INTO share VALUES (?, ?, ?, ?)",
                [item["id"], email, role, now()],
            )
            self._tree.touch(item)

    def unshare(self, file, email, user=None):
        """The loss of access is a last entry in the other user's feed."""
        item = self._item(file, user)
        with self._provider.database.transaction():
            self._tree.touch(item)
            self._provider.database.execute(
                "DELETE FROM share WHERE item_id = ? AND user = ?", [item["id"], email]
            )

    def create_drive(self, name, members=None):
        return self._provider.create_drive(name, members or {"*": "organizer"})

    def set_members(self, drive, members):
        self._provider.set_members(drive, members)

    def rename_drive(self, drive_id, name):
        self._provider.rename_drive(drive_id, name)

    def delete_drive(self, drive_id):
        self._provider.delete_drive(drive_id)

    def tree(self, user=None):
        """All items but top folders, sorted by path; see ``CloudControl.tree``."""
        rows = self._provider.database.all("SELECT * FROM item ORDER BY seq")
        by_id = {row["id"]: row for row in rows}
        email = self._email(user) if user else None
        properties = self._provider.properties.all_private()
        listed = [
            self._tree_entry(row, by_id, properties)
            for row in rows
            if row["parent_id"] and email in (None, row["owner"])
        ]
        return sorted(listed, key=lambda entry: (entry["path"], entry["id"]))

    def _tree_entry(self, row, by_id, properties):
        names, above = [], row
        while above["parent_id"]:
            names.append(above["name"])
            above = by_id[above["parent_id"]]
        if row["drive_id"]:
            names.append(above["name"])
        return {
            "path": "/" + "/".join(reversed(names)),
            "id": row["id"],
            "parent": row["parent_id"],
            "name": row["name"],
            "folder": row["mime_type"] == mime.FOLDER,
            "mimeType": row["mime_type"],
            "size": row["size"],
            "md5": row["md5"],
            "sha256": row["blob"],
            "trashed": bool(row["trashed"]),
            "explicitlyTrashed": bool(row["explicitly_trashed"]),
            "appProperties": properties.get(row["id"], {}),
            "version": row["version"],
            "modified": row["modified_time"],
            "owner": row["owner"],
            "drive": row["drive_id"],
        }

    def authorize(self, user=None, client_id=None, scope=None):
        email = self._email(user)
        client = self._provider.accounts.client(client_id or DEFAULT_CLIENT[0])
        if client is None:
            raise LookupError(f"There is no client {client_id}; add the client first.")
        scope = scope or DEFAULT_SCOPE
        tokens = self._provider.tokens
        tokens.consent(client["id"], email, scope)
        access_token, seconds = tokens.new_access_token(client["id"], email, scope)
        return {
            "access_token": access_token,
            "refresh_token": tokens.new_refresh_token(client["id"], email, scope),
            "expires_in": seconds,
            "client_id": client["id"],
            "client_secret": client["secret"],
            "scopes": scope.split(),
        }

    def add_user(self, email, name=None, quota=None):
        self._provider.accounts.add_user(email, name, quota)

    def add_client(self, client_id, secret, redirect_uris):
        self._provider.accounts.add_client(client_id, secret, redirect_uris)

    def add_service_account(self, email, public_key):
        self._provider.accounts.add_service_account(email, public_key)

    def expire_access_tokens(self, user=None):
        self._provider.tokens.expire(user)

    def revoke_refresh_tokens(self, user=None):
        self._provider.tokens.withdraw(self._email(user))

    def channels(self):
        return self._provider.channels.all()

    def expire_channels(self):
        self._provider.channels.expire()

    def set_quota(self, limit, user=None):
        self._provider.accounts.set_quota(self._email(user), limit)
