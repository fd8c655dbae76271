# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class CloudFile(models.Model):
    """The binding of an attachment.

    ``odoo_id`` has ``ondelete="set null"``: whoever deletes the attachment, by the
    ORM or by SQL, leaves a row that says what still has to leave the cloud.

    One that was ``left`` stayed behind in a place which its backend has left: its
    content is read as ever, as long as the connected account sees it, and no sync
    touches it until it is found in the tree again.
    """

    _name = "cloud.file"
    _inherit = "cloud.binding"
    _description = "Cloud File"
    _order = "id desc"

    odoo_id = fields.Many2one(
        "ir.attachment", "Attachment", ondelete="set null", readonly=True
    )
    folder_id = fields.Many2one(
        "cloud.folder", required=True, index=True, ondelete="restrict", readonly=True
    )
    status = fields.Selection(
        [
            ("uploading", "Uploading"),
            ("synced", "Synced"),
            ("left", "In a Former Place"),
        ],
        default="uploading",
        required=True,
        index=True,
        readonly=True,
    )
    released = fields.Boolean(
        "Only in the Cloud",
        readonly=True,
        help="The content was proved equal in the cloud and left Odoo's filestore",
    )
    copy_only = fields.Boolean(
        "Copy",
        readonly=True,
        help="Odoo keeps this file; the cloud has a copy, and what happens to the copy "
        "does not change Odoo's",
    )
    base_checksum = fields.Char(
        "Agreed Checksum", readonly=True, help="SHA-1 of Odoo's content"
    )
    base_content_hash = fields.Char(
        "Agreed Cloud Hash", readonly=True, help="The provider's own hash"
    )
    size = fields.Float("Size (bytes)", digits=(20, 0), readonly=True)
    mimetype = fields.Char(readonly=True)
    native = fields.Boolean(
        "Cloud Document",
        readonly=True,
        help="Exists only in the cloud's own editors and has no bytes to download",
    )
    synced_at = fields.Datetime("Last Synced", readonly=True)
    tries = fields.Json(
        "Unfinished Uploads",
        readonly=True,
        copy=False,
        help="What was sent where, while nobody saw the end of it",
    )
    place_id = fields.Many2one(
        "cloud.place",
        "Former Place",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    _odoo_uniq = models.UniqueIndex(
        "(odoo_id) WHERE odoo_id IS NOT NULL", "An attachment is bound only once."
    )
    _deleted_idx = models.Index("(backend_id) WHERE odoo_id IS NULL")

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._update_copy_only()
        files._forget_cached()
        return files

    def write(self, vals):
        if not vals.keys() & {"odoo_id", "released"}:
            return super().write(vals)
        self._forget_cached()
        result = super().write(vals)
        self._forget_cached()
        return result

    def unlink(self):
        self.odoo_id._cloud_leave_link()
        self._forget_cached()
        return super().unlink()

    def _update_copy_only(self):
        """Find out anew which of them stay in Odoo; what has left it is not asked."""
        here = self.filtered(lambda file: file.odoo_id and not file.released)
        leaving = here.odoo_id._cloud_leaving()
        for copied, files in here.grouped(lambda f: f.odoo_id not in leaving).items():
            files.filtered(lambda f, c=copied: f.copy_only != c).copy_only = copied

    def _forget_cached(self):
        """Let the attachments look for their bindings again; no relation tells them."""
        self.odoo_id.invalidate_recordset(
            ["cloud_file_id", "raw", "datas"], flush=False
        )

    @api.depends("base_name")
    def _compute_display_name(self):
        for binding in self:
            binding.display_name = binding.base_name or self.env._("File")

    def _tag(self, attachment_id):
        """:return: our private mark on the file; the same after a lost answer"""
        return f"{self.backend_id.uuid}:file:{attachment_id}"

    def _hold_name(self):
        """:return: the path below the root folder, as people know it"""
        self.ensure_one()
        return f"{self.folder_id._hold_name()} / {self.base_name}"

    def _come_back(self, folder=None):
        """It is in the tree again.

        :param folder: ``cloud.folder`` that it lies in; None: as before
        """
        values = {"status": "synced", "place_id": False}
        self.write({**values, "folder_id": folder.id} if folder else values)

    def _where(self):
        """:return: a sentence that says where a file is that stayed behind"""
        self.ensure_one()
        return self.env._(
            "%(name)s is in %(place)s, which the connected account does not see: "
            "%(address)s",
            name=self.base_name,
            place=self.place_id.display_name or self.env._("a former place"),
            address=self.web_url or "",
        )
