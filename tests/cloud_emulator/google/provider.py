# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Google Drive v3 and Google's OAuth2 as one provider of the emulator."""

import hashlib

from ..blobs import BlobStore
from ..lag import ListLag
from ..provider import Provider
from ..routing import Routes
from . import (
    batch,
    changes,
    channels,
    downloads,
    drives,
    errors,
    files_api,
    ids,
    oauth,
    resumable,
    revisions,
    upload_api,
)
from .access import Access, caller_of
from .accounts import DEFAULT_CLIENT, Accounts
from .browsing import Browsing
from .call import DriveCall
from .channels import Channels
from .clock import now
from .operations import Operations
from .order import natural_compare
from .properties import Properties
from .query_sql import word_prefix
from .tokens import Tokens
from .tree import Tree

_MODULES = (
    batch,
    changes,
    channels,
    downloads,
    drives,
    files_api,
    revisions,
    upload_api,
)


def _all_routes():
    routes = Routes()
    for module in _MODULES:
        routes.include(module.routes)
    oauth.register(routes)
    return routes


class GoogleProvider(Browsing, Provider):
    """Everything that answers for Google."""

    name = "google"
    routes = _all_routes()

    def __init__(self, services):
        super().__init__(services)
        self.database = services.database
        self.settings = services.settings
        self.settings.register(google_consent="ask", google_page_limit=None)
        self.database.add_function("word_prefix", 2, word_prefix)
        self.database.add_collation("natural_order", natural_compare)
        algorithms = {"md5": hashlib.md5, "sha1": hashlib.sha1}
        self.blobs = BlobStore(services.state / "google", algorithms)
        self.accounts = Accounts(self.database)
        self.tokens = Tokens(self.database, self.settings)
        self.tree = Tree(self.database, self.blobs, self.settings)
        self.properties = Properties(self.database)
        self.access = Access(self.tree)
        self.lag = ListLag(services.faults, "drive.files.list")
        self.channels = Channels(self.database, self.tree.changes)
        services.postman.serve(self.channels)
        self._operations = Operations(self).all()

    def handle(self, call, arguments):
        try:
            if call.route.options.get("open"):
                return call.route.handler(self, call, **arguments)
            drive_call = DriveCall(self, call)
            return drive_call.answer(call.route.handler(drive_call, **arguments))
        except (errors.DriveError, oauth.OAuthError) as error:
            return error.response()

    def caller(self, email, client, scope):
        return caller_of(self.accounts.resolve(email), client, scope)

    def fault_response(self, call, fault):
        headers = {}
        if fault.retry_after is not None:
            headers["Retry-After"] = str(fault.retry_after)
        if call.route.name.startswith("oauth."):
            return self._oauth_fault(fault, headers)
        error = self._fault_error(call, fault)
        error.headers.update(headers)
        return error.response()

    def _oauth_fault(self, fault, headers):
        status = fault.status or (429 if fault.kind == "rate_limit_429" else 503)
        reason = fault.reason or "temporarily_unavailable"
        error = oauth.OAuthError(status, reason, fault.message or "Try again later.")
        response = error.response()
        response.headers.update(headers)
        return response

    def _fault_error(self, call, fault):
        if fault.kind == "rate_limit_403":
            return errors.rate_limit(403)
        if fault.kind == "rate_limit_429":
            return errors.rate_limit(429)
        if fault.kind == "server_error":
            return errors.backend_error(fault.status or 503)
        if fault.kind == "unauthorized":
            return errors.invalid_credentials()
        if fault.kind == "storage_quota":
            return errors.storage_quota()
        if fault.kind == "session_gone":
            return self._lose_session(call, fault)
        status = fault.status or 500
        return errors.DriveError(
            status,
            fault.reason or "backendError",
            fault.message or "The emulator was told to fail.",
        )

    def _lose_session(self, call, fault):
        if session := call.args.get("upload_id"):
            resumable.drop_session(self, session)
        status = fault.status or 410
        return errors.DriveError(status, "notFound", "The upload session is gone.")

    def operations(self):
        return self._operations

    def reset(self):
        with self.database.transaction():
            self.tree.clear()
            self.tokens.clear()
            self.accounts.clear()

    def describe(self, url):
        users = ", ".join(user["email"] for user in self.accounts.users())
        return [
            "Google Drive:",
            f"  authorise {url}/o/oauth2/v2/auth   token {url}/token",
            f"  API {url}/drive/v3/   upload {url}/upload/drive/v3/",
            f"  client id {DEFAULT_CLIENT[0]}   secret {DEFAULT_CLIENT[1]}",
            f"  users {users}",
        ]

    def drive_row(self, drive_id):
        return self.database.one("SELECT * FROM drive WHERE id = ?", [drive_id])

    def _known_drive(self, drive_id):
        row = self.drive_row(drive_id)
        if row is None:
            raise LookupError(f"There is no shared drive {drive_id}.")
        return row

    def create_drive(self, name, members):
        """:param members: e-mail or ``*`` -> role; :return: the id"""
        drive_id = ids.drive_id()
        with self.database.transaction():
            self.database.insert("drive", id=drive_id, name=name, created_time=now())
            self.tree.add_drive(drive_id, name, self.accounts.users()[0]["email"])
            self._put_members(drive_id, members)
            self._note_drive(drive_id)
        return drive_id

    def _put_members(self, drive_id, members):
        for user, role in members.items():
            self.database.insert("member", drive_id=drive_id, user=user, role=role)

    def _note_drive(self, drive_id):
        """The drive itself changed: an entry in the feeds of all its members."""
        users = [
            user["email"]
            for user in self.database.all("SELECT email FROM user")
            if self.access.drive_role(drive_id, user["email"])
        ]
        self.tree.changes.add([*users, drive_id], drive_id, kind="drive")

    def set_members(self, drive_id, members):
        self._known_drive(drive_id)
        with self.database.transaction():
            self._note_drive(drive_id)
            self.database.execute("DELETE FROM member WHERE drive_id = ?", [drive_id])
            self._put_members(drive_id, members)
            self._note_drive(drive_id)

    def rename_drive(self, drive_id, name):
        self._known_drive(drive_id)
        with self.database.transaction():
            self.database.update("drive", {"id": drive_id}, name=name)
            self.database.update("item", {"id": drive_id}, name=name)
            self._note_drive(drive_id)

    def delete_drive(self, drive_id):
        self._known_drive(drive_id)
        with self.database.transaction():
            self._note_drive(drive_id)
            self.tree.delete(self.tree.get(drive_id))
            for table, column in (("member", "drive_id"), ("drive", "id")):
                self.database.execute(
                    f"DELETE FROM {table} WHERE {column} = ?", [drive_id]
                )

    def empty_bin(self, user, drive_id=None, older_than_days=0):
        """Delete what is in the bin of a user, or of a shared drive, for ever."""
        place = ("drive_id", drive_id) if drive_id else ("owner", user)
        with self.database.transaction():
            rows = self.database.all(
                f"SELECT * FROM item WHERE {place[0]} = ? AND explicitly_trashed"
                " AND trashed_time <= ?",
                [place[1], now(-86400 * older_than_days)],
            )
            for row in rows:
                if self.tree.get(row["id"]):
                    self.tree.delete(row)
