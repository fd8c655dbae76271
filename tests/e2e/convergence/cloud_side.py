# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from .odoo_side import pick

ROOT = "Odoo"
ELSEWHERE = "Elsewhere"
# Depths of paths: /Odoo/Rule/Record/...
RECORD, INSIDE = 3, 4
_TOLD_APART = re.compile(r"#\d+")


class CloudSide:
    """People in the cloud, who act like in its own pages: not through its API.

    ``restored`` are the ids of what was taken out of the bin.  Verbs as in
    :class:`~.odoo_side.OdooSide`.
    """

    def __init__(self, stand, journal):
        self._stand = stand
        self._journal = journal
        self._account = stand.account
        self._count = 0
        self._elsewhere = None
        self.restored = set()

    def set_up(self):
        """A folder that is no business of Odoo's, with files."""
        self._elsewhere = self._account.create_folder("/", ELSEWHERE)
        for _file in range(2):
            self._put(self._elsewhere)

    # What there is

    def items(self):
        """:return: what the cloud tells about all items, a list of dicts

        In an order that is the same when a story is told again: identifiers are not.
        """
        items = self._stand.cloud.provider.tree(self._stand.control)
        return sorted(items, key=lambda item: _TOLD_APART.sub("#", item["path"]))

    def _live(self, top=ROOT, **wanted):
        items = [
            (item["path"].strip("/").split("/"), item)
            for item in self.items()
            if not item["trashed"]
        ]
        return [
            {**item, "depth": len(path)}
            for path, item in items
            if path[0] == top and all(item[k] == v for k, v in wanted.items())
        ]

    def _files(self, top=ROOT):
        deepest = INSIDE if top == ROOT else 2
        files = self._live(top, folder=False)
        return [item for item in files if item["depth"] >= deepest]

    def _own_files(self):
        return [item for item in self._files() if item["sha256"]]

    def _places(self, first=RECORD):
        folders = self._live(folder=True)
        return [item for item in folders if item["depth"] >= first]

    def _record_folders(self):
        return [item for item in self._places() if item["depth"] == RECORD]

    def _new_name(self, ending=""):
        self._count += 1
        return f"cloud {self._count}{ending}"

    # Files

    def create(self, one, two):
        if place := pick(self._places(), one):
            return f"{self._put(place['id'])} in {place['path']}"

    def _put(self, parent_id):
        name, content = self._journal.new_content("cloud")
        self._account.put_file(parent_id, name, content)
        return name

    def create_native(self, one, two):
        """A document of the cloud's own editors, where it has such."""
        place = pick(self._places(), one)
        if not place or not hasattr(self._account, "create_native"):
            return None
        name = self._new_name()
        self._account.create_native(place["id"], name, text="written by hand")
        return f"{name} in {place['path']}"

    def edit(self, one, two):
        if item := pick(self._own_files(), one):
            title, content = self._journal.new_content("cloud")
            self._account.replace_content(item["id"], content)
            self._journal.destroyed([item["sha256"]])
            return f"{item['path']} becomes {title}"

    def rename(self, one, two):
        if item := pick(self._files(), one):
            name = self._new_name(".txt")
            self._account.rename(item["id"], name)
            return f"{item['path']} to {name}"

    def move(self, one, two):
        return self._move(pick(self._files(), one), pick(self._places(), two))

    def _move(self, item, place):
        if item and place:
            self._account.move(item["id"], place["id"])
            return f"{item['path']} into {place['path']}"

    def move_out(self, one, two):
        if item := pick(self._files(), one):
            self._account.move(item["id"], self._elsewhere)
            return item["path"]

    def move_in(self, one, two):
        item, place = pick(self._files(ELSEWHERE), one), pick(self._places(), two)
        return self._move(item, place)

    # The bin

    def delete_into_bin(self, one, two):
        return self._bin(pick(self._files(), one))

    def _bin(self, item):
        if item:
            self._account.trash(item["id"])
            return item["path"]

    def restore(self, one, two):
        if item := pick(self._binned(), one):
            self._account.restore(item["id"])
            self.restored.add(item["id"])
            return item["path"]

    def _binned(self):
        """:return: what lies in the bin itself, not in a folder that does"""
        binned = {item["id"]: item for item in self.items() if item["trashed"]}
        return [item for item in binned.values() if item["parent"] not in binned]

    def delete_for_ever(self, one, two):
        if item := pick(self._files(), one):
            self._purge(lambda: self._account.delete(item["id"]))
            return item["path"]

    def empty_bin(self, one, two):
        self._purge(self._account.empty_bin)
        return "all"

    def _purge(self, purge):
        before = {item["id"]: item["sha256"] for item in self.items()}
        purge()
        left = {item["id"] for item in self.items()}
        self._journal.destroyed(before[gone] for gone in before.keys() - left)

    # Folders

    def make_folder(self, one, two):
        if place := pick(self._places(), one):
            name = self._new_name()
            folder = self._account.create_folder(place["id"], name)
            inside = f" with {self._put(folder)}" if two > 0.5 else ""
            return f"{name} in {place['path']}{inside}"

    def rename_folder(self, one, two):
        return self._rename_folder(pick(self._places(INSIDE), one))

    def rename_record_folder(self, one, two):
        return self._rename_folder(pick(self._record_folders(), one))

    def _rename_folder(self, item):
        if item:
            name = self._new_name()
            self._account.rename(item["id"], name)
            return f"{item['path']} to {name}"

    def move_folder(self, one, two):
        return self._move(pick(self._places(INSIDE), one), pick(self._places(), two))

    def bin_folder(self, one, two):
        return self._bin(pick(self._places(INSIDE), one))

    def move_record_folder_out(self, one, two):
        if item := pick(self._record_folders(), one):
            self._account.move(item["id"], self._elsewhere)
            return item["path"]

    def bin_record_folder(self, one, two):
        return self._bin(pick(self._record_folders(), one))
