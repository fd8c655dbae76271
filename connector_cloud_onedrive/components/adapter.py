# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager, suppress
from urllib.parse import quote, unquote

from odoo.tools.translate import LazyTranslate

from odoo.addons.component.core import Component
from odoo.addons.connector_cloud.exceptions import (
    AlreadyExists,
    CloudError,
    InvalidName,
    NotFound,
    VersionMismatch,
)
from odoo.addons.connector_cloud.overwritten import keep_overwritten
from odoo.addons.connector_cloud.sync.remote import Account, Limits

from . import change_feed, download, subscriptions, upload, versions
from .errors import ItemChanged, NameTaken
from .folders import make_folders
from .graph_client import BATCH, GraphClient, if_match
from .items import SELECT, is_ours_to_see, item_of
from .libraries import find_libraries
from .quick_xor import QuickXor

_lt = LazyTranslate(__name__)

PAGE = 1000
# "SharePoint may change files after they were uploaded": Office, PDF and web pages.
REWRITTEN = frozenset(
    "doc docm docx dot dotm dotx htm html pdf pot potm potx pps ppsm ppsx ppt pptm pptx"
    " xls xlsb xlsm xlsx xlt xltm xltx".split()
)
# "Restrictions and limitations in OneDrive and SharePoint".
LIMITS = Limits(
    duplicates=False,
    case_sensitive=False,
    forbidden='"*:<>?/\\|',
    reserved=frozenset(
        ["CON", "PRN", "AUX", "NUL", ".lock", "desktop.ini"]
        + [f"{port}{number}" for port in ("COM", "LPT") for number in range(10)]
    ),
    prefixes=("~",),
    parts=("_vti_",),
    strip=".",
    name_length=255,
    # Of 400 in all; the place of the library on the server counts, too.
    path_length=300,
    folder_batch=BATCH,
)


class OneDriveAdapter(Component):
    _name = "cloud.onedrive.adapter"
    _inherit = "cloud.adapter"
    _provider = "onedrive"

    limits = LIMITS

    def __init__(self, work_context):
        super().__init__(work_context)
        backend = self.backend_record.sudo()
        self.app_only = backend.onedrive_auth_method == "application"
        self.drive_path = "/me/drive"
        if backend.drive_external_id:
            self.drive_path = f"/drives/{_quoted(backend.drive_external_id)}"
        elif backend.onedrive_place != "mine":
            self.drive_path = None

    def connect(self):
        backend = self.backend_record.sudo()
        host = backend._onedrive_cloud().graph
        return GraphClient(backend._onedrive_session(), host, self.valid_token)

    # Addresses

    @property
    def restores(self):
        """Libraries refuse it; whether an account's own drive does is not known."""
        return self.backend_record.sudo().onedrive_place == "mine"

    def drive(self):
        """:return: the address of the chosen drive
        :raise CloudError: none has been chosen yet
        """
        if not self.drive_path:
            raise CloudError(_lt("Choose the drive or library on the backend first."))
        return self.drive_path

    def item_path(self, external_id):
        return f"{self.drive()}/items/{_quoted(external_id)}"

    def child_path(self, parent_id, name):
        """:raise InvalidName: the name would mean something else in an address"""
        if set(name) & set(self.limits.forbidden):
            raise InvalidName(_lt("OneDrive does not accept the name '%s'.", name))
        return f"{self.item_path(parent_id)}:/{_quoted(name)}:"

    # Account and places

    def test_connection(self):
        drive = self.client.call("GET", self.drive()) if self.drive_path else {}
        quota = drive.get("quota", {})
        if self.app_only:
            self.client.access_token.to_send()
            client_id = self.backend_record.sudo().onedrive_client_id
            account_id, name, email = client_id, f"Application {client_id}", ""
        else:
            me = self.client.call("GET", "/me")
            email = me.get("mail") or me.get("userPrincipalName") or ""
            account_id, name = me["id"], me.get("displayName") or email
        # Libraries may tell zeros for a limit that there is not.
        used, total = quota.get("used"), quota.get("total") or None
        return Account(name, email, used, total, account_id)

    def list_drives(self, search=""):
        return find_libraries(self.client, search)

    def drive_of_user(self, user_name):
        """:return: tuple of id and name of a user's OneDrive"""
        drive = self.client.call("GET", f"/users/{_quoted(user_name)}/drive")
        return drive["id"], f"OneDrive of {user_name}"

    def root(self):
        return item_of(self.client.call("GET", f"{self.drive()}/root"))

    # Reading

    def get(self, external_id):
        return item_of(self.client.call("GET", self.item_path(external_id)))

    def get_many(self, external_ids):
        requests_ = {
            id_: {"method": "GET", "url": f"{self.item_path(id_)}?$select={SELECT}"}
            for id_ in external_ids
        }
        found = self.client.found(requests_)
        return {id_: item_of(resource) for id_, resource in found.items()}

    def children(self, external_id):
        path = f"{self.item_path(external_id)}/children"
        fields = {"$top": PAGE, "$select": SELECT}
        for page in self.client.pages(path, params=fields):
            yield [item_of(child) for child in page["value"] if is_ours_to_see(child)]

    def find_by_tag(self, tag, parent_id=None):
        # Graph keeps no private marks: names and contents tell what is ours.
        return []

    def find_by_name(self, parent_id, name):
        try:
            return item_of(self.client.call("GET", self.child_path(parent_id, name)))
        except NotFound:
            return None

    def open(self, external_id, start=None, end=None):
        path = self.item_path(external_id)
        return download.open_content(self.client, path, start, end)

    def export(self, external_id, export_format):
        if export_format != "pdf":
            raise CloudError(
                _lt("OneDrive cannot export to '%s'. Use 'pdf'.", export_format)
            )
        return download.open_pdf(self.client, self.item_path(external_id))

    # Writing

    def reserve_ids(self, count):
        return [None] * count

    def create_folders(self, folders):
        return make_folders(self, list(folders))

    def upload(
        self,
        parent_id,
        name,
        reader,
        size,
        mimetype,
        tag,
        reserved_id=None,
        progress=None,
    ):
        path = self.child_path(parent_id, name)
        try:
            return item_of(
                upload.send(self.client, path, reader, size, "fail", progress)
            )
        except NameTaken as error:
            reader.seek(0)
            raise self._already_exists(parent_id, name) or error from error

    def replace_content(
        self, external_id, reader, size, mimetype, expected_version=None, progress=None
    ):
        path = self.item_path(external_id)
        args = (self.client, path, reader, size, "replace", progress)
        if size <= upload.ONE_REQUEST:
            with self._mismatch_told(path):
                return item_of(upload.send(*args, expected_version))
        # A condition on an upload session fails at its end: the session itself
        # changes the version.  So it is compared just before.
        before = self._expect(external_id, expected_version)
        after = item_of(upload.send(*args))
        if expected_version is not None:
            between = versions.since(self.client, path, before)
            keep_overwritten(self, before, after, between)
        return after

    def move(self, external_id, name, parent_id, expected_version=None):
        path = self.item_path(external_id)
        body = {"name": name, "parentReference": {"id": parent_id}}
        try:
            reply = self._conditionally("PATCH", path, expected_version, json=body)
        except NameTaken as error:
            raise self._already_exists(parent_id, name) or error from error
        # OneDrive personal was seen to answer nothing and to do nothing.
        item = item_of(reply) if reply else self.get(external_id)
        if (item.name, item.parent_id) != (name, parent_id):
            raise CloudError(
                _lt("OneDrive did not move the item. It is tried again later.")
            )
        return item

    def bin(self, external_id, expected_version=None):
        path = self.item_path(external_id)
        with suppress(NotFound):
            self._conditionally("DELETE", path, expected_version)
        # In the recycle bin nothing can be read any more.
        return None

    def restore(self, external_id):
        path = self.item_path(external_id)
        try:
            return item_of(self.client.call("POST", f"{path}/restore", json={}))
        except CloudError as error:
            # Only what is none of the contract's refusals means that it cannot.
            if type(error) is not CloudError:
                raise
            raise CloudError(
                _lt(
                    "SharePoint lets nobody but people take something out of the "
                    "recycle bin. Restore it there."
                )
            ) from error

    # The change feed

    def start_cursor(self):
        return change_feed.start_cursor(self.client, self._feed())

    def changes(self, cursor):
        yield from change_feed.change_pages(self.client, self._feed(), cursor)

    def watch(self, address, secret, expires_at):
        # The name of a resource is no address: nothing in it is quoted.
        resource = f"{unquote(self.drive())}/root"
        return subscriptions.subscribe(
            self.client, resource, address, secret, expires_at
        )

    def unwatch(self, watch):
        subscriptions.unsubscribe(self.client, watch)

    def renew(self, watch, address, secret, expires_at):
        try:
            return subscriptions.prolong(self.client, watch, expires_at)
        except NotFound:
            return self.watch(address, secret, expires_at)

    def _feed(self):
        return f"{self.drive()}/root/delta"

    def new_hasher(self):
        return QuickXor()

    def rewrites(self, item):
        if item.name.rpartition(".")[2].lower() not in REWRITTEN:
            return False
        drive = self.client.call("GET", self.drive())
        return drive.get("driveType") != "personal"

    # Conditions

    def _expect(self, external_id, version):
        """:raise VersionMismatch: the item is not that version"""
        item = self.get(external_id)
        if version is not None and version != item.version:
            raise VersionMismatch(_lt("The item was changed in OneDrive."), item)
        return item

    def _conditionally(self, method, path, version, **kwargs):
        with self._mismatch_told(path):
            headers = if_match(version)
            return self.client.call(method, path, headers=headers, **kwargs)

    @contextmanager
    def _mismatch_told(self, path):
        """:raise VersionMismatch: OneDrive says that the item is another version"""
        try:
            yield
        except ItemChanged as error:
            item = item_of(self.client.call("GET", path))
            raise VersionMismatch(error.message, item) from error

    def _already_exists(self, parent_id, name):
        """:return: the exception; None when the name has become free"""
        item = self.find_by_name(parent_id, name)
        return item and AlreadyExists(_lt("%s is in OneDrive already.", name), item)


def _quoted(text):
    return quote(text, safe="")
