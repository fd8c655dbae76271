# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.component.core import Component

from ..exceptions import CursorExpired, NotFound, RetryLater
from ..sync.remote import Change

# Feeds lose a deletion now and then (facts/cloud_apis.md B8): folders that were not
# compared for so long are listed once more, a few with each run.
AUDIT_AGE = timedelta(days=7)
AUDIT_SIZE = 20
LIST_BATCH = 100


class BackwardFeed(Component):
    """Read the change feed of the drive, and note what has to be looked at.

    What a page tells is written in one commit with the cursor behind it: a run that is
    killed goes on where it stood.
    """

    _name = "cloud.backward.feed"
    _inherit = "cloud.base"
    _usage = "backward.feed"

    def read(self):  # pylint: disable=method-required-super
        """Read all that is new; where the feed cannot go on, compare everything."""
        cursor = self._cursor()
        try:
            self._read_pages(cursor)
        except CursorExpired:
            self._start(cursor, full=True)
            with self._known_now():
                self._read_pages(cursor)
        self._compare(cursor)

    @contextmanager
    def _known_now(self):
        """
        :raise RetryLater: the cloud does not know the place that it tells just now
        """
        try:
            yield
        except CursorExpired as error:
            raise RetryLater(error.message) from error

    def _cursor(self):
        backend = self.backend_record
        Cursor = self.env["cloud.cursor"].sudo()
        values = {
            "backend_id": backend.id,
            "drive_external_id": backend.drive_external_id,
        }
        domain = [(name, "=", value) for name, value in values.items()]
        cursor = Cursor.search(domain)
        if not cursor:
            cursor = Cursor.create(values)
            # Folders that were found in the drive may hold more than we know.
            self._start(cursor, full=self._has_folders())
        return cursor

    def _start(self, cursor, full):
        # Taken before anything is listed: what changes meanwhile comes with the feed.
        with self._known_now():
            token = self.adapter.start_cursor()
        since = fields.Datetime.now() if full else False
        cursor.write({"token": token, "full_since": since})
        self.backend_record._commit()

    def _read_pages(self, cursor):
        for page in self.adapter.changes(cursor.token):
            self._note(page.changes)
            cursor.write({"token": page.cursor, "read_at": fields.Datetime.now()})
            self.backend_record._commit()
            if self.work.run.out_of_time:
                self.work.run.unfinished = True
                return

    def _note(self, changes):
        """Note what concerns us and is not the echo of our own doing."""
        parents = {c.item.parent_id for c in changes if c.item}
        known = self._known({c.external_id for c in changes} | parents - {None})
        noted = {c.external_id for c in changes if self._concerns(c, known)}
        new = {c.external_id: c.item for c in changes if c.external_id not in known}
        # What is in a superseded folder is moved out of it, not taken over in it.
        superseded = {
            id_ for id_ in noted & known.keys() if known[id_][0] == "superseded"
        }
        noted |= self._in_new_folders(new, noted - superseded)
        alive = {c.external_id for c in changes if c.item and not c.item.binned}
        self.env["cloud.observation"]._note(self.backend_record, noted, alive)

    def _in_new_folders(self, new, noted):
        """What is in folders that are yet to become ours; a listing may still hide it.

        :param new: dict external id -> RemoteItem or None, of what we do not know
        :param noted: external ids of what is going to be looked at
        :return: set of external ids
        """
        new = {id_: item for id_, item in new.items() if item and not item.binned}
        coming = noted | self.env["cloud.observation"]._waiting(
            self.backend_record, {item.parent_id for item in new.values()}
        )
        found = set()
        while more := {
            id_ for id_, i in new.items() if i.parent_id in coming and id_ not in coming
        }:
            coming |= more
            found |= more
        return found

    def _known(self, external_ids):
        """:return: dict external id -> (kind, name, version, parent's external id)"""
        self.env["cloud.file"].flush_model()
        self.env["cloud.folder"].flush_model()
        self.env["cloud.superseded.folder"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.external_id, 'file', c.base_remote_name, c.base_version, NULL
                FROM cloud_file c
                WHERE c.backend_id = %(backend)s AND c.external_id = ANY(%(ids)s)
                UNION ALL
                SELECT f.external_id, f.kind,
                    -- One that was thought to be lost is news when it is there.
                    CASE f.status WHEN 'lost' THEN NULL ELSE f.base_remote_name END,
                    NULL, p.external_id
                FROM cloud_folder f LEFT JOIN cloud_folder p ON p.id = f.base_parent_id
                WHERE f.backend_id = %(backend)s AND f.external_id = ANY(%(ids)s)
                UNION ALL
                -- Thought to be lost, too.
                SELECT s.external_id, 'superseded', NULL, NULL, NULL
                FROM cloud_superseded_folder s
                WHERE s.backend_id = %(backend)s AND s.external_id = ANY(%(ids)s)
                """,
                backend=self.backend_record.id,
                ids=list(external_ids),
            )
        )
        return {row[0]: row[1:] for row in rows}

    @staticmethod
    def _concerns(change, known):
        item = change.item
        if change.external_id not in known:
            # What is new somewhere else is no business of ours; a folder that comes
            # into the tree later is listed then.
            kind = known.get(item.parent_id, ("",))[0] if item else ""
            return kind in ("record", "sub") and not item.binned
        if item is None or item.binned:
            return True
        kind, name, version, parent_id = known[change.external_id]
        if kind == "file":
            return item.version != version
        # A folder's version tells of what happens in it, too.
        moved = kind != "root" and item.parent_id != parent_id
        return moved or item.name != name

    # The full compare

    def _compare(self, cursor):
        """List folders that are to be compared, and note every difference."""
        Listing, backend = self.env["cloud.listing"].sudo(), self.backend_record
        if cursor.full_since:
            todo = Listing._due(backend, cursor.full_since)
        else:
            oldest = fields.Datetime.now() - AUDIT_AGE
            todo = Listing._due(backend, oldest, AUDIT_SIZE, trust_new=True)
        for start in range(0, len(todo), LIST_BATCH):
            self._list(todo[start : start + LIST_BATCH])
            if self.work.run.out_of_time:
                self.work.run.unfinished = True
                return
        cursor.full_since = False
        self.backend_record._commit()

    def _has_folders(self):
        domain = [
            ("backend_id", "=", self.backend_record.id),
            ("status", "=", "synced"),
        ]
        return bool(self.env["cloud.folder"].sudo().search_count(domain, limit=1))

    def _list(self, folders):
        adapter = self.adapter

        def listing(external_id):
            return lambda: [i for page in adapter.children(external_id) for i in page]

        tasks = ((folder, listing(folder.external_id)) for folder in folders)
        for folder, items, error in self.work.transfer_pool.run(tasks):
            self.backend_record._commit()
            if error and not isinstance(error, NotFound):
                raise error
            self._compare_folder(folder, items or [], gone=bool(error))
            self.env["cloud.listing"].sudo()._note(folder)
            self.backend_record._commit()

    def _compare_folder(self, folder, items, gone):
        """A listing that lacks something is a reason to look, nothing more."""
        here = {item.external_id for item in items}
        ours = folder.file_ids.mapped("external_id") + self._children(folder)
        missing = set(ours) - here - {False}
        if gone:
            missing.add(folder.external_id)
        known = self._known(here | {folder.external_id})
        changes = (Change(item.external_id, item) for item in items)
        differing = [c.external_id for c in changes if self._concerns(c, known)]
        self.env["cloud.observation"]._note(self.backend_record, [*differing, *missing])

    def _children(self, folder):
        return folder.search([("base_parent_id", "=", folder.id)]).mapped("external_id")
