# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import closing

from odoo.tools import SQL

from odoo.addons.component.core import Component

from ..exceptions import BackendUnavailable, CloudError
from ..stream import read_all

# How many contents one job reads, and how large they may be: they are held in memory.
BATCH = 100
LARGEST = 10 * 1024 * 1024
# What Odoo finds words in, and what the addon of Odoo does that reads more formats.
TEXTS = ["text/%"]
DOCUMENTS = [
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.%",
    "application/vnd.oasis.opendocument.%",
]


class ContentIndex(Component):
    """Read contents that changed in the cloud once, for the search in contents.

    What was not read yet has no searchable text at all; what was read and has no words
    has an empty one.
    """

    _name = "cloud.content.index"
    _inherit = "cloud.base"
    _usage = "content.index"

    def due(self, limit=1):
        """:return: the ``cloud.file`` whose contents were not read yet"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id FROM cloud_file c JOIN ir_attachment a ON a.id = c.odoo_id
                WHERE c.backend_id = %(backend)s AND c.status = 'synced'
                  AND c.native IS NOT TRUE
                  AND a.file_size BETWEEN 1 AND %(largest)s
                  AND a.mimetype LIKE ANY(%(types)s) AND a.index_content IS NULL
                ORDER BY c.id LIMIT %(limit)s
                """,
                backend=self.backend_record.id,
                largest=LARGEST,
                types=self._types(),
                limit=limit,
            )
        )
        return self.env["cloud.file"].sudo().browse(row[0] for row in rows)

    def _types(self):
        more = "attachment_indexation" in self.env.registry._init_modules
        return TEXTS + DOCUMENTS * more

    def run(self):
        """:return: what was done, for the job's result"""
        files = self.due(BATCH)
        count = 0
        for file in files:
            if self.work.run.out_of_time:
                break
            # Each commit empties the cache: what is read after it is read alone.
            file = file.with_prefetch().exists()
            if file.odoo_id:
                self._index(file)
            self.backend_record._commit()
            count += 1
        self.work.run.unfinished = count < len(files) or len(files) == BATCH
        return f"{count} contents read"

    def _index(self, file):
        attachment = file.odoo_id
        checksum = attachment.checksum
        text = attachment._index(self._content(file), attachment.mimetype)
        if not attachment.try_lock_for_update():
            return
        attachment.invalidate_recordset(["checksum"])
        if attachment.checksum == checksum:
            attachment._cloud_set(index_content=text or "")

    def _content(self, file):
        """:return: bytes; none of what the cloud refuses: it is read when it changes"""
        if not file.odoo_id._is_cloud_bound():
            return file.odoo_id.raw or b""
        try:
            with closing(self.adapter.open(file.external_id)) as remote:
                return read_all(remote)
        except BackendUnavailable:
            raise
        except CloudError:
            return b""
