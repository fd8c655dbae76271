# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What one emulated cloud has to offer to the server around it."""

from dataclasses import dataclass
from pathlib import Path

from .database import Database
from .faults import FaultBook
from .postman import Postman
from .settings import Settings


@dataclass
class Services:
    """The common parts a provider builds on."""

    state: Path
    database: Database
    faults: FaultBook
    settings: Settings
    postman: Postman


@dataclass(frozen=True)
class Node:
    """A file or folder as the web page shows it; ``size`` in bytes or None."""

    id: str
    name: str
    folder: bool
    mime_type: str
    size: int | None
    modified: str
    owner: str
    trashed: bool = False


@dataclass(frozen=True)
class Content:
    """Bytes for the browser: blocks of them, their number (None: unknown), type."""

    blocks: object
    size: int | None
    mime_type: str


class Provider:
    """Base of the emulated clouds.

    ``name`` is part of control and web addresses, ``routes`` a ``Routes``;
    ``operations`` maps the names of control operations to bound methods.
    """

    name = ""
    routes = None

    def __init__(self, services):
        self.services = services

    def handle(self, call, arguments):
        """Run the route of ``call``: authorise, work, answer (also errors)."""
        raise NotImplementedError

    def fault_response(self, call, fault):
        """The answer of this cloud to a fault of the kinds ``faults.ANSWERS``."""
        raise NotImplementedError

    def operations(self):
        """Control operations: name -> function taking JSON values."""
        raise NotImplementedError

    def reset(self):
        """Back to the state of a first start."""
        raise NotImplementedError

    def describe(self, url):
        """Lines for the person who starts the emulator: addresses, ids, users."""
        raise NotImplementedError

    def web_roots(self):
        """The ``Node``s people start from."""
        raise NotImplementedError

    def web_node(self, node_id):
        """One ``Node``, or None."""
        raise NotImplementedError

    def web_path(self, node_id):
        """``Node``s from the root down to the one given."""
        raise NotImplementedError

    def web_children(self, node_id, offset, limit):
        """``Node``s of one folder, folders first, then by name."""
        raise NotImplementedError

    def web_content(self, node_id):
        """``Content`` to open or download."""
        raise NotImplementedError
