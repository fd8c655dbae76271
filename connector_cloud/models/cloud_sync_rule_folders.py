# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

INDENT = "    "


class CloudSyncRuleFolders(models.AbstractModel):
    """The default folders of a rule, edited as an outline."""

    _name = "cloud.sync.rule.folders"
    _description = "Default Folders of a Model to Sync (abstract)"

    default_folder_ids = fields.One2many(
        "cloud.default.folder", "rule_id", string="Default Folder Records", copy=False
    )
    default_folder_outline = fields.Text(
        "Default Folders",
        compute="_compute_default_folder_outline",
        inverse="_inverse_default_folder_outline",
        copy=True,
        help="One folder a line. Indent a line to put the folder inside the one above.",
    )

    @api.depends(
        "default_folder_ids.name",
        "default_folder_ids.parent_id",
        "default_folder_ids.sequence",
    )
    def _compute_default_folder_outline(self):
        for rule in self:
            rule.default_folder_outline = "\n".join(
                INDENT * (len(path) - 1) + path[-1]
                for path in rule.default_folder_ids._paths()
            )

    def _inverse_default_folder_outline(self):
        """Make the records say what the outline says; what is in both stays."""
        for rule in self:
            paths = rule._outline_paths(rule.default_folder_outline or "")
            known = rule.default_folder_ids._paths()
            for path, folder in known.items():
                if path not in paths:
                    folder.exists().unlink()
            kept = {path: known[path] for path in paths if path in known}
            for sequence, path in enumerate(paths):
                if path in kept:
                    kept[path].sequence = sequence
                    continue
                kept[path] = rule.default_folder_ids.create(
                    {
                        "rule_id": rule.id,
                        "name": path[-1],
                        "parent_id": kept[path[:-1]].id if path[:-1] else False,
                        "sequence": sequence,
                    }
                )

    def _outline_paths(self, outline):
        """Read an outline.

        :param outline: one folder a line; a deeper indent means "inside"
        :return: list of paths (tuples of names), parents first
        :raise ValidationError: a folder holds two folders of the same name
        """
        paths, open_lines = [], []
        for line in outline.expandtabs(len(INDENT)).splitlines():
            name = line.strip()
            if not name:
                continue
            depth = len(line) - len(line.lstrip())
            while open_lines and open_lines[-1][0] >= depth:
                open_lines.pop()
            path = (*(open_lines[-1][1] if open_lines else ()), name)
            open_lines.append((depth, path))
            paths.append(path)
        seen = set()
        for path in paths:
            key = tuple(name.casefold() for name in path)
            if key in seen:
                raise ValidationError(
                    self.env._(
                        "The default folder %s is there twice. Rename one of the two.",
                        " / ".join(path),
                    )
                )
            seen.add(key)
        return paths
