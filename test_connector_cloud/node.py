# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import dataclass, field

FOLDER = "application/x-memory-folder"
NATIVE = "application/x-memory-document"


@dataclass
class Node:
    """What the cloud keeps of an item; ``revisions`` are its contents, oldest first."""

    external_id: str
    name: str
    parent_id: str | None
    mimetype: str
    tag: str | None = None
    owner: str | None = None
    trashed: bool = False
    version: int = 0
    revisions: list[bytes] = field(default_factory=list)

    @property
    def is_folder(self):
        return self.mimetype == FOLDER

    @property
    def native(self):
        return self.mimetype == NATIVE

    @property
    def content(self):
        return self.revisions[-1]
