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
    superseded_ids = fields.One2many(
        "cloud.superseded.folder", "folder_id", "Superseded Folders", readonly=True
    )
    checked_at = fields.Datetime("Last Checked", index=True, readonly=True, copy=False)
    queued_at = fields.Datetime(readonly=True, copy=False)
    has_leftovers = fields.Boolean(
        readonly=True,
        copy=False,
        help="In the cloud it may hold files of ours that no row tells of: they are "
        "taken over before anything is sent",
    )
    is_linked = fields.Boolean(
        "Shown as an Attachment",
        readonly=True,
        copy=False,
        help="Somebody made it in the cloud: when it lies directly in the folder of a "
        "record, the record has a link to it",
    )
    link_id = fields.Many2one(
        "ir.attachment",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

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

    def unlink(self):
        """Links go with their folders, and with those that hold them."""
        links = self.sudo().search([("id", "child_of", self.ids)]).link_id
        result = super().unlink()
        links.with_context(connector_no_export=True).unlink()
        return result

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

    def _lose(self):
        """Let the folders be made again, and remember which items they were."""
        self.env["cloud.superseded.folder"]._note(self)
        self.write({"external_id": False, "status": "pending", "base_version": False})

    def _note_leftovers(self):
        """A file was let go here: should its record be synced again, it is found."""
        for folder in self | self._record_folder():
            if not folder.has_leftovers:
                folder.write({"has_leftovers": True, "checked_at": False})

    def _branch(self):
        """:return: the folders from the root to this one, or none for no folder"""
        ids = [int(part) for part in (self.parent_path or "").split("/") if part]
        return self.browse(ids)

    def _path_length(self):
        """:return: characters of the path in the cloud, with a slash behind each name

        It is 0 for no folder.
        """
        return sum(len(f.base_remote_name or f.name) + 1 for f in self._branch())

    def _hold_name(self):
        """:return: the path below the root folder, as people know it"""
        self.ensure_one()
        return " / ".join(self._branch()[1:].mapped("name")) or self.name
