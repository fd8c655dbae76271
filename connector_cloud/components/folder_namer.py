# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL

from odoo.addons.component.core import Component

from ..sync.naming import folder_name, name_key, told_apart


class FolderNamer(Component):
    """Give folders the names that rules and records want, and tell twins apart."""

    _name = "cloud.folder.namer"
    _inherit = "cloud.base"
    _usage = "folder.namer"

    def name_folders(self, wanted):
        """Write ``name`` on folders.

        Who has a name keeps it: a twin that comes later gets its record's id behind
        the name, so that people tell the two apart also where a cloud would not mind.

        :param wanted: dict ``cloud.folder`` -> name that Odoo wants
        """
        mapper = self.component(usage="export.mapper")
        limits = {p: mapper.folder_limits(p) for p in {f.parent_id for f in wanted}}
        taken = self._taken_names(wanted, limits)
        for folder in sorted(wanted, key=lambda folder: folder.id):
            self._name_folder(
                folder,
                wanted[folder],
                limits[folder.parent_id],
                taken[folder.parent_id.id],
            )

    def _name_folder(self, folder, name, limits, taken):
        legal = folder_name(name, limits)
        apart = told_apart(legal, folder.res_id or folder.id, limits, folder=True)
        # Where names are unique, it may be told apart from something that only the
        # cloud knows.
        keeps_apart = folder.name == apart and not limits.duplicates
        is_twin = taken.setdefault(name_key(legal, limits), folder.id) != folder.id
        if is_twin or keeps_apart:
            legal = apart
            taken.setdefault(name_key(legal, limits), folder.id)
        if folder.name != legal:
            folder.name = legal

    def _taken_names(self, wanted, limits):
        """:return: dict parent id -> dict name key -> id of the folder that has it"""
        taken = {folder.parent_id.id: {} for folder in wanted}
        wanted_keys = {}
        names = set()
        for folder, name in wanted.items():
            parent_limits = limits[folder.parent_id]
            legal = folder_name(name, parent_limits)
            wanted_keys[folder.id] = name_key(legal, parent_limits)
            names.add(legal.lower())
        self.env["cloud.folder"].flush_model(["name", "parent_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM cloud_folder"
                " WHERE parent_id = ANY(%s) AND lower(name) = ANY(%s) ORDER BY id",
                [parent_id for parent_id in taken if parent_id],
                list(names),
            )
        )
        siblings = self.env["cloud.folder"].browse(row[0] for row in rows)
        for folder in siblings:
            key = name_key(folder.name, limits[folder.parent_id])
            # A folder that is about to get another name frees the one it has.
            if wanted_keys.get(folder.id, key) == key:
                taken[folder.parent_id.id].setdefault(key, folder.id)
        return taken
