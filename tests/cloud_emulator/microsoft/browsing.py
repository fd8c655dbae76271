# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The drives as the web pages show them."""

from ..provider import Content, Node


class Browsing:
    """Part of ``MicrosoftProvider``: implements the ``web_...`` methods."""

    def _drive_name(self, drive):
        if drive["owner"]:
            return f"{drive['name']} – {self.accounts.resolve(drive['owner'])['name']}"
        return f"{self.drives.site(drive['site_id'])['name']} – {drive['name']}"

    def _node(self, row):
        drive = self.drives.get(row["drive_id"])
        name = row["name"] if row["parent_id"] else self._drive_name(drive)
        author = row["creator"]
        return Node(
            id=row["id"],
            name=name,
            folder=bool(row["folder"]),
            mime_type=row["mime_type"] or "",
            size=None if row["folder"] else row["size"],
            modified=row["modified"],
            owner=author if "@" in author else "application",
            trashed=bool(row["binned"]),
        )

    def web_roots(self):
        for user in self.accounts.users():
            if user["licensed"]:
                self.drives.of_user(user)
        return [self._node(self.drives.root(drive)) for drive in self.drives.all()]

    def web_node(self, node_id):
        row = self.tree.get_any(node_id)
        return row and self._node(row)

    def web_path(self, node_id):
        return [self._node(row) for row in self.tree.line(node_id)]

    def web_children(self, node_id, offset, limit):
        rows = self.database.all(
            "SELECT * FROM graph_item WHERE parent_id = ? ORDER BY binned NOT NULL,"
            " folder DESC, name COLLATE NOCASE, seq LIMIT ? OFFSET ?",
            [node_id, limit, offset],
        )
        return [self._node(row) for row in rows]

    def web_content(self, node_id):
        row = self.tree.get_any(node_id)
        if not row["blob"]:
            return None
        return Content(self.blobs.blocks(row["blob"]), row["size"], row["mime_type"])
