# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The three states of a synced thing, and the actions that bring them together.

``parent`` is any hashable key that names a folder of ours on both sides (the engine
uses the id of the ``cloud.folder`` row); :data:`OUTSIDE` stands for every place that
is not in our tree.  Names come in pairs, because the cloud may refuse what Odoo allows:
``name`` is Odoo's, ``remote_name`` is the cloud's.  Contents come in pairs for the
same reason: ``checksum`` is Odoo's (SHA-1), ``content_hash`` the provider's own.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

OUTSIDE = "outside"


class Kind(str, Enum):
    FILE = "file"
    ROOT = "root"
    RULE = "rule"
    RECORD = "record"
    SUB = "sub"


@dataclass(frozen=True, slots=True)
class LocalState:
    """What Odoo holds now; the absence of a LocalState means it was deleted.

    ``remote_name`` is the name this thing should have in the cloud, made legal.
    ``checksum`` is None where Odoo holds no content of its own, as for folders and
    links.
    ``content_hash`` is only needed when both contents changed: None means unknown.
    """

    name: str
    remote_name: str
    parent: object
    checksum: str | None = None
    content_hash: str | None = None


@dataclass(frozen=True, slots=True)
class BaseState:
    """What both sides last agreed on; its absence means they never did."""

    name: str
    remote_name: str
    parent: object
    checksum: str | None = None
    content_hash: str | None = None
    native: bool = False


@dataclass(frozen=True, slots=True)
class RemoteState:
    """What the cloud last told us.

    Its absence means "no news": for a thing with a base, the cloud still is as the
    base says.  Only ``gone`` (deleted for good) and ``binned`` are deletions.
    """

    name: str
    parent: object
    content_hash: str | None = None
    binned: bool = False
    gone: bool = False
    native: bool = False

    @property
    def deleted(self):
        return self.gone or self.binned or self.parent == OUTSIDE


@dataclass(frozen=True, slots=True)
class Policy:
    """What the administrator decided.

    :param bin_remote: whether a deletion in Odoo reaches the cloud (rule's policy)
    :param today: the day that a conflict copy is named after
    :param empty: for free sub-folders, whether nothing is left in them
    :param copy_only: for files, whether Odoo keeps its own and the cloud gets a copy
    """

    bin_remote: bool = True
    today: date | None = None
    empty: bool = True
    copy_only: bool = False


# What the executor can be told to do.


@dataclass(frozen=True, slots=True)
class Create:
    """Make it in the cloud: upload a file, make a folder."""

    remote_name: str
    parent: object


@dataclass(frozen=True, slots=True)
class ReplaceContent:
    """Send Odoo's content into the existing remote file."""


@dataclass(frozen=True, slots=True)
class MoveRemote:
    """Give the remote item Odoo's name and place."""

    remote_name: str
    parent: object


@dataclass(frozen=True, slots=True)
class BinRemote:
    """Put the remote item into the bin."""


@dataclass(frozen=True, slots=True)
class CreateLocal:
    """Make it in Odoo: a link attachment, a sub-folder."""

    name: str
    parent: object


@dataclass(frozen=True, slots=True)
class MoveLocal:
    """Give Odoo's side the cloud's name and place."""

    name: str
    parent: object


@dataclass(frozen=True, slots=True)
class PullContent:
    """Take over size, checksum and type of the changed remote content."""


@dataclass(frozen=True, slots=True)
class UnlinkLocal:
    """Delete it in Odoo (subject to the guard)."""


@dataclass(frozen=True, slots=True)
class ConflictCopy:
    """Keep Odoo's content under a name of its own and take over the cloud's here."""

    name: str


@dataclass(frozen=True, slots=True)
class Rebase:
    """Both sides agree now: remember that."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Both sides are gone, or the thing is not ours any more: drop the binding."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with one thing: ``actions``, to be carried out in their order.

    ``warning`` is a word for the log where the outcome may surprise somebody
    (``restored``, ``conflict``, ``cloud_won``, ``recreated``, ``reuploaded``,
    ``copied_again``, ``copy_edited``), else None.
    """

    actions: tuple = field(default_factory=tuple)
    warning: str | None = None

    def __bool__(self):
        return bool(self.actions)
