# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class CloudListing(models.Model):
    """When a folder was last compared, as a whole, with what the cloud has in it.

    Not a column of the folder: the sync of the other direction writes there at the same
    time, and one of the two would have to begin again.
    """

    _name = "cloud.listing"
    _description = "Folder Compared with the Cloud"
    _rec_name = "folder_id"
    _log_access = False

    folder_id = fields.Many2one(
        "cloud.folder", required=True, ondelete="cascade", readonly=True
    )
    listed_at = fields.Datetime(required=True, index=True, readonly=True)

    _folder_uniq = models.UniqueIndex("(folder_id)", "A folder is listed once.")

    @api.model
    def _note(self, folder):
        """Remember that a ``cloud.folder`` was compared just now."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                # A folder that is just being deleted needs no note.
                "INSERT INTO cloud_listing (folder_id, listed_at)"
                " SELECT id, %s FROM cloud_folder WHERE id = %s"
                " FOR KEY SHARE SKIP LOCKED"
                " ON CONFLICT (folder_id) DO UPDATE SET listed_at = EXCLUDED.listed_at",
                fields.Datetime.now(),
                folder.id,
            )
        )
        self.invalidate_model()

    @api.model
    def _due(self, backend, before, limit=None, trust_new=False):
        """
        :param before: datetime
        :param trust_new: whether a folder need not be listed when it was made since
        :return: the ``cloud.folder`` of a backend that were not listed since
        """
        unlisted = SQL("f.create_date") if trust_new else SQL("'-infinity'")
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT f.id FROM cloud_folder f
                LEFT JOIN cloud_listing l ON l.folder_id = f.id
                WHERE f.backend_id = %s AND f.status = 'synced'
                  AND f.external_id IS NOT NULL
                  AND COALESCE(l.listed_at, %s) <= %s
                ORDER BY l.listed_at NULLS FIRST, f.id LIMIT %s
                """,
                backend.id,
                unlisted,
                before,
                limit,
            )
        )
        return self.env["cloud.folder"].sudo().browse(row[0] for row in rows)
