# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class CloudSupersededFolder(models.Model):
    """What a folder of ours was in the cloud before it was lost there and made again.

    Should the item come back from the cloud's bin, what is in it belongs into the
    folder that took its place.
    """

    _name = "cloud.superseded.folder"
    _description = "Superseded Cloud Folder"
    _rec_name = "external_id"

    backend_id = fields.Many2one(
        "cloud.backend", required=True, ondelete="cascade", readonly=True
    )
    external_id = fields.Char("ID in the Cloud", required=True, readonly=True)
    folder_id = fields.Many2one(
        "cloud.folder",
        "Superseded by",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )

    _external_uniq = models.UniqueIndex(
        "(backend_id, external_id)", "An item of the cloud was one folder only."
    )

    @api.model
    def _note(self, folders):
        """Remember which items folders are that are about to be made again.

        :param folders: ``cloud.folder``
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cloud_superseded_folder
                    (backend_id, external_id, folder_id)
                SELECT backend_id, external_id, id FROM cloud_folder
                WHERE id = ANY(%s) AND external_id IS NOT NULL
                ON CONFLICT (backend_id, external_id) DO UPDATE
                SET folder_id = EXCLUDED.folder_id
                """,
                folders.ids,
            )
        )
        self.invalidate_model()
        folders.invalidate_recordset(["superseded_ids"])

    @api.model
    def _of(self, backend, external_ids):
        """:return: the rows of these items of the cloud"""
        return self.sudo().search(
            [
                ("backend_id", "=", backend.id),
                ("external_id", "in", list(external_ids)),
            ]
        )
