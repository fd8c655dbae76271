# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Control operations of the Microsoft provider: people at work in the browser.

Items are named by id, by a path from the top of the user's OneDrive, or by
``<drive id>:/path``. What the rules of the service forbid is a ``ValueError`` here.
"""

import functools
import io

from ..provider import Content
from .access import GRAPH
from .editor import Editor
from .errors import GraphError
from .ids import TENANT
from .presenter import base64_of, etag

SCOPE = "Files.ReadWrite.All Sites.ReadWrite.All User.Read offline_access"


def _spoken(operation):
    """Turn the API's refusals into the control API's."""

    @functools.wraps(operation)
    def run(*positional, **values):
        try:
            return operation(*positional, **values)
        except GraphError as error:
            raise ValueError(str(error)) from error

    return run


class Operations:
    """One public method for each control operation."""

    def __init__(self, provider):
        self._provider = provider
        self._tree = provider.tree
        self._drives = provider.drives
        self._accounts = provider.accounts
        self._tokens = provider.tokens

    def all(self):
        """Name -> operation."""
        return {
            name: _spoken(getattr(self, name))
            for name in dir(self)
            if not name.startswith("_") and name != "all"
        }

    def _email(self, user):
        return self._accounts.resolve(user)["email"]

    def _drive(self, drive=None, user=None):
        """The row of a drive by its id, or of a user's OneDrive."""
        if drive is None:
            return self._drives.of_user(self._accounts.resolve(user))
        row = self._drives.get(drive)
        if row is None:
            raise LookupError(f"There is no drive {drive}.")
        return row

    def _item(self, reference, user=None):
        """The row of an item that is not in the bin."""
        if reference == "root":
            reference = "/"
        place, slash, path = reference.partition("/")
        if slash:
            drive = self._drive(place.rstrip(":") or None, user)
            names = [name for name in path.split("/") if name]
            item = self._tree.descend(self._drives.root(drive), names)
        else:
            item = self._tree.get(reference)
        if item is None:
            raise LookupError(f"There is no file or folder {reference}.")
        return item

    def _editor(self, item, user=None):
        drive = self._drives.get(item["drive_id"])
        return Editor(self._provider, drive, self._email(user))

    def create_folder(self, parent, name, user=None):
        folder = self._item(parent, user)
        return self._editor(folder, user).create_folder(folder, name)[0]["id"]

    def put_file(self, parent, name, content, mime_type=None, user=None):
        """:param mime_type: not used: the service goes by the name"""
        folder = self._item(parent, user)

        def store(key):
            editor = self._editor(folder, user)
            return editor.upload(folder, name, "replace", key)[0]["id"]

        return self._received(content, store)

    def put_files(self, parent, names, text="", user=None):
        with self._provider.database.transaction():
            return [
                self.put_file(parent, name, io.BytesIO(text.encode()), user=user)
                for name in names
            ]

    def replace_content(self, file, content, user=None):
        item = self._item(file, user)

        def store(key):
            self._editor(item, user).replace(item, key)

        self._received(content, store)

    def _received(self, content, store):
        key = self._provider.blobs.receive(content)
        try:
            return store(key)
        except BaseException:
            self._provider.blobs.forget(key)
            raise

    def read_file(self, file, user=None):
        item = self._item(file, user)
        if not item["blob"]:
            raise ValueError(f"{item['name']} has no bytes.")
        blocks = self._provider.blobs.blocks(item["blob"])
        return Content(blocks, item["size"], item["mime_type"])

    def rename(self, file, name, user=None):
        item = self._item(file, user)
        self._editor(item, user).update(item, {"name": name})

    def move(self, file, parent, name=None, user=None):
        item, folder = self._item(file, user), self._item(parent, user)
        body = {"parentReference": {"id": folder["id"], "driveId": folder["drive_id"]}}
        if name is not None:
            body["name"] = name
        self._editor(item, user).update(item, body)

    def trash(self, file, user=None):
        item = self._item(file, user)
        self._editor(item, user).delete(item)

    def delete(self, file, user=None):
        item = self._item(file, user)
        self._editor(item, user).purge(item)

    def restore(self, file, user=None):
        item = self._tree.get_any(file)
        if item is None or not item["binned"]:
            raise LookupError(f"There is no item {file} in the bin.")
        self._editor(item, user).restore(file)

    def bin(self, drive=None, user=None):
        rows = self._provider.recycle_bin.tops(self._drive(drive, user)["id"])
        return [
            {
                "id": row["id"],
                "name": row["name"],
                "folder": bool(row["folder"]),
                "size": row["size"],
                "place": f"/{row['bin_place']}",
                "deleted": row["binned_time"],
            }
            for row in rows
        ]

    def empty_bin(self, user=None, older_than_days=0, drive=None):
        row = self._drive(drive, user)
        self._provider.recycle_bin.empty(row["id"], older_than_days)

    def tree(self, user=None, drive=None):
        """All items but top folders, sorted by path; see ``MicrosoftCloud.tree``."""
        if drive or user:
            drives = [self._drive(drive, user)]
        else:
            drives = self._drives.all()
        listed = []
        for row in drives:
            site = row["site_id"] and self._drives.site(row["site_id"])
            prefix = f"/{site['name']}/{row['name']}" if site and not drive else ""
            listed += self._drive_entries(row, prefix)
        return sorted(listed, key=lambda entry: (entry["path"], entry["id"]))

    def _drive_entries(self, drive, prefix):
        rows = self._provider.database.all(
            "SELECT * FROM graph_item WHERE drive_id = ? AND parent_id NOT NULL",
            [drive["id"]],
        )
        by_id = {row["id"]: row for row in rows}
        return [self._tree_entry(row, by_id, drive, prefix) for row in rows]

    def _tree_entry(self, row, by_id, drive, prefix):
        names, above = [], row
        while above is not None:
            names.append(above["name"])
            above = by_id.get(above["parent_id"])
        return {
            "path": "/".join([prefix, *reversed(names)]),
            "id": row["id"],
            "parent": row["parent_id"],
            "name": row["name"],
            "folder": bool(row["folder"]),
            "mimeType": row["mime_type"],
            "size": None if row["folder"] else row["size"],
            "quickXorHash": row["quickxor"] and base64_of(row["quickxor"]),
            "sha256": row["blob"],
            "trashed": bool(row["binned"]),
            "eTag": etag(row),
            "version": row["etag"],
            "modified": row["modified"],
            "fileModified": row["fs_modified"],
            "owner": row["creator"],
            "drive": drive["id"],
        }

    def drives(self):
        """All drives that were made so far, and the one of the first user."""
        self._drive()
        return [
            {
                "id": row["id"],
                "kind": row["kind"],
                "name": row["name"],
                "owner": row["owner"],
                "site": row["site_id"],
                "root": row["root_id"],
                "used": self._drives.used(row),
                "quota": row["quota"],
            }
            for row in self._drives.all()
        ]

    def sites(self):
        return [
            {
                "id": row["id"],
                "name": row["name"],
                "path": row["path"],
                "group": row["group_id"],
                "libraries": {
                    drive["name"]: drive["id"]
                    for drive in self._drives.libraries(row["id"])
                },
            }
            for row in self._drives.sites()
        ]

    def add_site(self, name, path=None):
        path = f"sites/{name.replace(' ', '')}" if path is None else path.strip("/")
        if self._drives.site_at(path):
            raise ValueError(f"There is a site at {path} already.")
        site = self._drives.add_site(name, path)
        return {"id": site["id"], "drive": self._drives.libraries(site["id"])[0]["id"]}

    def add_library(self, site, name):
        row = self._drives.site(site)
        if row is None:
            raise LookupError(f"There is no site {site}.")
        if name in [drive["name"] for drive in self._drives.libraries(row["id"])]:
            raise ValueError(f"The site has a library {name} already.")
        return self._drives.add_library(row["id"], name)["id"]

    def create_package(self, parent, name, kind="oneNote", user=None):
        folder = self._item(parent, user)
        editor = self._editor(folder, user)
        return editor.create_folder(folder, name, "fail", {"package": kind})[0]["id"]

    def lock(self, file, locked=True, user=None):
        item = self._item(file, user)
        self._provider.database.update(
            "graph_item", {"id": item["id"]}, locked=int(locked)
        )

    def flag_malware(self, file, malware=True, user=None):
        with self._provider.database.transaction():
            item = self._item(file, user)
            self._tree.change(item, item["modifier"], malware=int(malware))

    def expire_delta_tokens(self, drive=None, user=None):
        self._drives.expire_delta_tokens(self._drive(drive, user)["id"])

    def expire_upload_sessions(self):
        rows = self._provider.database.all("SELECT id FROM graph_upload")
        for row in rows:
            self._provider.blobs.forget(row["id"])
        self._provider.database.execute("DELETE FROM graph_upload")

    def expire_download_urls(self):
        self._provider.tickets.expire()

    def subscriptions(self):
        return self._provider.subscriptions.all()

    def expire_subscriptions(self):
        self._provider.subscriptions.expire()

    def set_quota(self, limit, user=None, drive=None):
        self._drives.set_quota(self._drive(drive, user)["id"], limit)

    def end_throttling(self):
        self._provider.throttle.clear()

    def throttled(self):
        return self._provider.throttle.violations()

    def authorize(self, user=None, client_id=None, scope=None):
        email = self._email(user)
        app = self._accounts.resolve_app(client_id)
        scope = scope or SCOPE
        self._tokens.consent(app["id"], email, scope)
        access_token, seconds = self._tokens.new_access_token(app["id"], email, scope)
        return {
            "access_token": access_token,
            "refresh_token": self._tokens.new_refresh_token(app["id"], email, scope),
            "expires_in": seconds,
            "client_id": app["id"],
            "client_secret": next(iter(self._accounts.secrets(app["id"])), None),
            "tenant": TENANT,
            "scopes": scope.split(),
        }

    def authorize_app(self, client_id=None):
        """A token of an application for itself."""
        app = self._accounts.resolve_app(client_id)
        scope = f"{GRAPH}.default"
        access_token, seconds = self._tokens.new_access_token(app["id"], None, scope)
        return {"access_token": access_token, "expires_in": seconds}

    def add_user(self, email, name=None, quota=None, personal=False, licensed=True):
        self._accounts.add_user(email, name, personal, licensed)
        if quota is not None:
            self.set_quota(quota, email)

    def add_client(self, client_id, secret, redirect_uris):
        self._accounts.add_app(client_id, secret, redirect_uris)

    def set_permissions(self, client_id, permissions, sites=()):
        self._accounts.resolve_app(client_id)
        self._accounts.set_permissions(client_id, permissions, list(sites))

    def add_secret(self, secret, client_id=None):
        self._accounts.add_secret(self._accounts.resolve_app(client_id)["id"], secret)

    def expire_secrets(self, client_id=None):
        self._accounts.expire_secrets(self._accounts.resolve_app(client_id)["id"])

    def add_certificate(self, certificate, client_id=None):
        app = self._accounts.resolve_app(client_id)
        return self._accounts.add_certificate(app["id"], certificate)

    def require_mfa(self, user=None, required=True):
        self._accounts.require_mfa(self._email(user), required)

    def withdraw_consent(self, user=None, client_id=None):
        self._tokens.withdraw_consent(self._email(user), client_id)

    def expire_access_tokens(self, user=None):
        self._tokens.expire(user)

    def expire_refresh_tokens(self, user=None):
        self._tokens.refuse_refresh_tokens(self._email(user), 700082)

    def revoke_refresh_tokens(self, user=None):
        self._tokens.refuse_refresh_tokens(self._email(user), 50173)
