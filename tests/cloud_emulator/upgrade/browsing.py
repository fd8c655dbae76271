# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The requests as folders on the emulator's web pages."""

from ..provider import Content, Node
from .requests_table import date_text

ROOT = "requests"


class Browsing:
    """What the pages need; ids are ``requests``, ``10534`` and ``10534-original``."""

    def web_roots(self):
        return [self._root()]

    def _root(self):
        return Node(ROOT, "Upgrade requests", True, "", None, "", "")

    def _folder(self, row):
        name = f"{row['id']} {row['filename']} to {row['target']}"
        state = self.requests.state(row)
        modified = date_text(row["created"])
        return Node(
            str(row["id"]), f"{name}: {state}", True, "", None, modified, row["email"]
        )

    def _files(self, row):
        stored = {"original": (row["dump"], row["dump_size"])}
        if self.requests.state(row) in ("done", "delivered"):
            stored["upgraded"] = self.result_of(row)
        for kind, (sha256, size) in stored.items():
            if sha256:
                yield Node(
                    f"{row['id']}-{kind}",
                    f"{kind} {row['filename']}",
                    False,
                    "application/octet-stream",
                    size,
                    date_text(row["processed"] or row["created"]),
                    row["email"],
                )

    def _row(self, node_id):
        number = node_id.partition("-")[0]
        return self.requests.get(int(number)) if number.isdigit() else None

    def web_node(self, node_id):
        if node_id == ROOT:
            return self._root()
        row = self._row(node_id)
        if row is None:
            return None
        nodes = [self._folder(row), *self._files(row)]
        return next((node for node in nodes if node.id == node_id), None)

    def web_path(self, node_id):
        path = [self._root()]
        if row := self._row(node_id):
            path.append(self._folder(row))
        if "-" in node_id:
            path.append(self.web_node(node_id))
        return path

    def web_children(self, node_id, offset, limit):
        if node_id == ROOT:
            nodes = [self._folder(row) for row in self.requests.all()]
        else:
            nodes = list(self._files(self._row(node_id)))
        return nodes[offset : offset + limit]

    def web_content(self, node_id):
        row = self._row(node_id)
        original = node_id.endswith("-original")
        sha256, size = (
            (row["dump"], row["dump_size"]) if original else self.result_of(row)
        )
        return Content(self.blobs.blocks(sha256), size, "application/octet-stream")
