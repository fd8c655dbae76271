# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CloudDefaultFolder(models.Model):
    """A folder to make in each document's folder when that is first made."""

    _name = "cloud.default.folder"
    _inherit = "cloud.engine.fields"
    _description = "Default Folder"
    _parent_store = True
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    rule_id = fields.Many2one(
        "cloud.sync.rule",
        "Model to Sync",
        required=True,
        index=True,
        ondelete="cascade",
    )
    parent_id = fields.Many2one(
        "cloud.default.folder",
        "Inside",
        index=True,
        ondelete="cascade",
        domain="[('rule_id', '=', rule_id)]",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("cloud.default.folder", "parent_id", "Folders Inside")

    _name_uniq = models.UniqueIndex(
        "(rule_id, COALESCE(parent_id, 0), lower(name))",
        "One folder cannot hold two default folders of the same name. Rename one.",
    )

    @api.constrains("name")
    def _check_name(self):
        if not all(folder.name.strip() for folder in self):
            raise ValidationError(self.env._("Give each default folder a name."))

    @api.constrains("parent_id", "rule_id")
    def _check_parent(self):
        for folder in self:
            if folder.parent_id and folder.parent_id.rule_id != folder.rule_id:
                raise ValidationError(
                    self.env._(
                        "%(folder)s and the folder around it belong to different "
                        "models to sync. Choose a folder of the same one.",
                        folder=folder.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        folders = super().create(vals_list)
        folders.rule_id._check_author()
        return folders

    def write(self, vals):
        result = super().write(vals)
        self.rule_id._check_author()
        return result

    def _paths(self):
        """:return: dict from each folder's path (tuple of names) to the folder,
        as a reader sees the tree: parents first, siblings in their order
        """
        children = self.grouped("parent_id")

        def walk(parent, prefix):
            for folder in children.get(parent, self.browse()).sorted():
                path = (*prefix, folder.name)
                yield path, folder
                yield from walk(folder, path)

        return dict(walk(self.browse(), ()))
