# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL, split_every

from odoo.addons.component.core import Component

# How many files one look at the cloud verifies, and one commit releases.
BATCH = 100
DUE_LIMIT = 2000


class Release(Component):
    """Let local bytes go, once the cloud's copy is read back and proved equal."""

    _name = "cloud.release"
    _inherit = "cloud.base"
    _usage = "release"

    def run(self, folders):
        """
        :param folders: ``cloud.folder`` of kind record whose files may be released
        """
        latest = self._latest_sync()
        if latest is None or not self.work.run.executes:
            return
        files = (
            self.env["cloud.file"]
            .sudo()
            .search(
                [
                    ("folder_id", "child_of", folders.ids),
                    ("status", "=", "synced"),
                    ("released", "=", False),
                    ("native", "=", False),
                    ("copy_only", "=", False),
                    ("size", ">", 0),
                    ("odoo_id.type", "=", "binary"),
                    ("synced_at", "<=", latest),
                    "|",
                    ("next_try", "=", False),
                    ("next_try", "<=", fields.Datetime.now()),
                ]
            )
        )
        adapter = self.adapter
        for batch in split_every(BATCH, files.ids, files.browse):
            items = adapter.get_many(batch.mapped("external_id"))
            # A fresh snapshot: what users changed during the request is seen.
            self.backend_record._commit()
            for file in batch:
                self._release(file, items.get(file.external_id))
            self.work.run.flush()

    def _latest_sync(self):
        """:return: files synced until then may go now; None when they never go"""
        backend = self.backend_record
        now = fields.Datetime.now()
        if backend.release_policy == "never":
            return None
        if backend.release_policy == "days":
            return now - timedelta(days=backend.release_days)
        return now

    def _release(self, file, item):
        stored = item and not item.binned and (item.size, item.content_hash)
        if stored != (file.size, file.base_content_hash):
            message = self.env._(
                "The cloud does not show the same content; the copy in Odoo stays."
            )
            file._note_failure(message)
            self.work.run.log(
                "check",
                file.base_name,
                level="warning",
                message=message,
                file_id=file.id,
            )
            return
        attachment = file.odoo_id
        if not attachment.try_lock_for_update():
            return
        attachment.invalidate_recordset(["checksum"])
        if attachment.checksum != file.base_checksum:
            # Somebody edited it meanwhile: the next sync sends the new content.
            return
        attachment._cloud_bind(file)
        self.work.run.log_in(
            file.folder_id,
            "release",
            file.base_name,
            file_id=file.id,
            size=file.size,
        )

    def enqueue_due(self):
        """Enqueue records whose files wait for their release only."""
        latest = self._latest_sync()
        if latest is None:
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT place.res_model, place.res_id
                FROM cloud_file c
                JOIN ir_attachment a ON a.id = c.odoo_id AND a.type = 'binary'
                JOIN cloud_folder f ON f.id = c.folder_id
                JOIN cloud_folder place ON place.kind = 'record'
                 AND f.parent_path LIKE place.parent_path || '%%'
                WHERE c.backend_id = %(backend)s AND c.status = 'synced'
                  AND c.released IS NOT TRUE AND c.native IS NOT TRUE
                  AND c.copy_only IS NOT TRUE AND c.size > 0
                  AND c.synced_at <= %(latest)s
                  AND (c.next_try IS NULL OR c.next_try <= %(now)s)
                LIMIT %(limit)s
                """,
                backend=self.backend_record.id,
                latest=latest,
                now=fields.Datetime.now(),
                limit=DUE_LIMIT,
            )
        )
        due = defaultdict(list)
        for res_model, res_id in rows:
            due[res_model].append(res_id)
        for res_model, res_ids in due.items():
            self.backend_record._enqueue_records(res_model, res_ids, priority=30)
