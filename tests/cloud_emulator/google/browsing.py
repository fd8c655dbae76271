# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The tree as the web pages show it."""

from ..provider import Content, Node
from . import mime
from .native import export

#: exports a browser can show, the best first
_SHOWN = ("text/html", "image/svg+xml", mime.PDF)


class Browsing:
    """Part of ``GoogleProvider``: implements the ``web_...`` methods."""

    def _node(self, row):
        return Node(
            id=row["id"],
            name=row["name"],
            folder=row["mime_type"] == mime.FOLDER,
            mime_type=row["mime_type"],
            size=row["size"],
            modified=row["modified_time"],
            owner=row["owner"] or "shared drive",
            trashed=bool(row["trashed"]),
        )

    def web_roots(self):
        roots = [self.tree.root(user["email"]) for user in self.accounts.users()]
        rows = self.database.all("SELECT id FROM drive ORDER BY name")
        roots += [row["id"] for row in rows]
        return [self._node(self.tree.get(item_id)) for item_id in roots]

    def web_node(self, node_id):
        row = self.tree.get(node_id)
        if row is not None and row["mime_type"] == mime.SHORTCUT:
            row = self.tree.get(row["target_id"])
        return row and self._node(row)

    def web_path(self, node_id):
        return [self._node(row) for row in self.tree.line(node_id)]

    def web_children(self, node_id, offset, limit):
        rows = self.database.all(
            "SELECT * FROM item WHERE parent_id = ? ORDER BY trashed,"
            " mime_type != ?, name COLLATE natural_order, seq LIMIT ? OFFSET ?",
            [node_id, mime.FOLDER, limit, offset],
        )
        return [self._node(row) for row in rows]

    def web_content(self, node_id):
        row = self.tree.get(node_id)
        if row["blob"]:
            return Content(
                self.blobs.blocks(row["blob"]), row["size"], row["mime_type"]
            )
        if row["mime_type"] in mime.EXPORT_FORMATS:
            formats = mime.EXPORT_FORMATS[row["mime_type"]]
            known = (kind for kind in _SHOWN if kind in formats)
            target = next(known, formats[0])
            data = export(row["name"], row["document"], row["mime_type"], target)
            return Content([data], len(data), target)
        return None
