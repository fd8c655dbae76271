# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import closing, contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.sql_db import db_connect

from odoo.addons.queue_job.exception import RetryableJobError

from ..models.ir_attachment import FOLDER_MIMETYPE
from ..session_lock import session_locks
from .common import CloudCase


class BackwardCase(CloudCase):
    """A synced record with a folder, and the words for what happens to it."""

    def setUp(self):
        super().setUp()
        self.partner = self._partner("P")
        self._sync()
        # The feed begins here.
        self._backward()
        self.folder_id = self._folder_of(self.partner).external_id

    def _backward(self):
        self.backend._job_backward()
        self.env.invalidate_all()

    def _interrupted_backward(self):
        """Run into a request that fails; what was written before it stays.

        ``assertRaises`` would roll it back.
        """
        try:
            self._backward()
        except RetryableJobError:
            return
        self.fail("The sync was not interrupted.")

    @contextmanager
    def _held_elsewhere(self, key):
        """Hold a session lock as another job would, in a connection of its own."""
        with (
            closing(db_connect(self.env.cr.dbname).cursor()) as cr,
            session_locks(cr, [key]) as locked,
        ):
            self.assertTrue(locked)
            yield

    def _folder_of(self, record):
        return self.env["cloud.folder"].search(
            [
                ("kind", "=", "record"),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
            ]
        )

    def _attachments(self, record=None):
        """:return: the files of a record"""
        return self._attached(record).filtered(lambda a: a.mimetype != FOLDER_MIMETYPE)

    def _links(self, record=None):
        """:return: the links to sub-folders that a record has"""
        return self._attached(record).filtered(lambda a: a.mimetype == FOLDER_MIMETYPE)

    def _attached(self, record):
        record = record or self.partner
        return self.env["ir.attachment"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)], order="id"
        )

    def _synced(self, name, content, record=None):
        """:return: an attachment that both sides agree on"""
        attachment = self._attach(record or self.partner, name, content)
        self._sync(record or self.partner)
        self._backward()
        return attachment

    def _contents(self):
        return sorted(c for c in self._tree().values() if c is not None)

    def _names(self):
        return sorted(
            path.rpartition("/")[2] for path, c in self._tree().items() if c is not None
        )

    def _settled(self):
        """Nothing is left to do on either side: syncing again changes nothing."""
        self._sync()
        self._backward()
        tree = self._tree()
        values = self._attachments().mapped(lambda a: (a.id, a.name, a.checksum))
        writes = ("upload", "replace_content", "move", "bin", "create_folders")
        self.cloud.calls.clear()
        self._sync()
        self._backward()
        self.assertFalse([m for m in writes if self.cloud.calls[m]], self.cloud.calls)
        self.assertEqual(self._tree(), tree)
        self.assertEqual(
            self._attachments().mapped(lambda a: (a.id, a.name, a.checksum)), values
        )
        self.assertFalse(self.env["cloud.observation"].search([]))

    @contextmanager
    def _denied(self, external_id):
        """The cloud tells of an item in its feed, and does not show it when asked."""
        with self.backend._adapter() as adapter:
            kind = type(adapter)
        get_many = kind.get_many

        def get_others(adapter, external_ids):
            return get_many(adapter, [i for i in external_ids if i != external_id])

        with patch.object(kind, "get_many", get_others):
            yield

    @staticmethod
    def _refuse_unlink_of(attachment):
        original = type(attachment).unlink

        def unlink(self):
            if attachment in self:
                raise UserError(self.env._("It is needed."))
            return original(self)

        return unlink
