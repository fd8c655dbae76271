# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class CloudFolder(models.Model):
    """A folder of our tree: the root, one per rule, one per record, and free ones.

    ``name`` and ``parent_id`` are what Odoo wants, ``base_remote_name`` and
    ``base_parent_id`` what the cloud was last seen to have.
    """

    _name = "cloud.folder"
    _inherit = ["cloud.binding", "cloud.document.row"]
    _description = "Cloud Folder"
    _parent_name = "parent_id"
    _parent_store = True
    _order = "parent_path, id"

    name = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [
            ("root", "Root"),
            ("rule", "Model"),
            ("record", "Record"),
            ("sub", "Sub-Folder"),
        ],
        required=True,
        readonly=True,
    )
    status = fields.Selection(
        [
            ("pending", "To Create"),
            ("reserved", "Being Created"),
            ("synced", "Synced"),
            ("lost", "Lost in the Cloud"),
        ],
        default="pending",
        required=True,
        readonly=True,
    )
    parent_id = fields.Many2one(
        "cloud.folder", index=True, ondelete="cascade", readonly=True
    )
    parent_path = fields.Char(index=True)
    base_parent_id = fields.Many2one(
        "cloud.folder",
        "Agreed Parent",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    rule_id = fields.Many2one(
        "cloud.sync.rule", index="btree_not_null", ondelete="set null", readonly=True
    )
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    file_ids = fields.One2many("cloud.file", "folder_id", "Files", readonly=True)
    checked_at = fields.Datetime("Last Checked", index=True, readonly=True, copy=False)
    queued_at = fields.Datetime(readonly=True, copy=False)

    _root_uniq = models.UniqueIndex(
        "(backend_id) WHERE kind = 'root'", "A backend has only one root folder."
    )
    _rule_uniq = models.UniqueIndex(
        "(rule_id) WHERE kind = 'rule' AND rule_id IS NOT NULL",
        "A model to sync has only one folder.",
    )
    _record_uniq = models.UniqueIndex(
        "(backend_id, res_model, res_id) WHERE kind = 'record'",
        "A record has only one folder per backend.",
    )
    _name_idx = models.Index("(parent_id, lower(name))")
    _record_idx = models.Index("(res_model, res_id) WHERE kind = 'record'")

    def _tag(self):
        """:return: our private mark on the folder; the same after a lost answer"""
        self.ensure_one()
        own = {
            "root": "root",
            "rule": f"rule:{self.rule_id.id or self.id}",
            "record": f"record:{self.res_model}:{self.res_id}",
            "sub": f"sub:{self.id}",
        }[self.kind]
        return f"{self.backend_id.uuid}:{own}"

    def _record_folder(self):
        """:return: the folder of the record that this one belongs to, or itself"""
        self.ensure_one()
        folder = self
        while folder.kind == "sub":
            folder = folder.parent_id
        return folder

    def _is_as_agreed(self):
        """:return: whether it is in the cloud with the name and place it has here"""
        self.ensure_one()
        here = (self.name, self.parent_id)
        return self.status == "synced" and here == (self.base_name, self.base_parent_id)

    def _is_in_cloud(self):
        """:return: whether it and all above it are there, as far as we know"""
        self.ensure_one()
        folder = self
        while folder:
            if folder.status != "synced":
                return False
            folder = folder.parent_id
        return True
