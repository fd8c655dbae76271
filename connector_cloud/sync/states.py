# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The three states of a synced thing, and the actions that bring them together.

``parent`` is any hashable key that names a folder of ours on both sides (the engine
uses the id of the ``cloud.folder`` row); :data:`OUTSIDE` stands for every place that
is not in our tree.  Names come in pairs, because the cloud may refuse what Odoo allows:
``name`` is Odoo's, ``remote_name`` is the cloud's.  Contents come in pairs for the
same reason: ``checksum`` is Odoo's (SHA-1), ``content_hash`` the provider's own.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import ClassVar

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


class Side(str, Enum):
    """Where an action has its effect: in the cloud, in Odoo, or in neither.

    What both sides are said to agree on is the base.
    """

    REMOTE = "remote"
    LOCAL = "local"
    BASE = "base"


# What the executors can be told to do.  ``operation`` is what the log calls it, None
# where nobody needs to be told.


@dataclass(frozen=True, slots=True)
class Create:
    """Make it in the cloud: upload a file, make a folder."""

    operation: ClassVar[str] = "upload"
    side: ClassVar[Side] = Side.REMOTE

    remote_name: str
    parent: object


@dataclass(frozen=True, slots=True)
class ReplaceContent:
    """Send Odoo's content into the existing remote file."""

    operation: ClassVar[str] = "replace"
    side: ClassVar[Side] = Side.REMOTE


@dataclass(frozen=True, slots=True)
class MoveRemote:
    """Give the remote item Odoo's name and place."""

    operation: ClassVar[str] = "move"
    side: ClassVar[Side] = Side.REMOTE

    remote_name: str
    parent: object


@dataclass(frozen=True, slots=True)
class BinRemote:
    """Put the remote item into the bin."""

    operation: ClassVar[str] = "bin"
    side: ClassVar[Side] = Side.REMOTE


@dataclass(frozen=True, slots=True)
class CreateLocal:
    """Make it in Odoo: a link attachment, a sub-folder."""

    operation: ClassVar[str] = "import"
    side: ClassVar[Side] = Side.LOCAL

    name: str
    parent: object


@dataclass(frozen=True, slots=True)
class MoveLocal:
    """Give Odoo's side the cloud's name and place."""

    operation: ClassVar[str] = "move"
    side: ClassVar[Side] = Side.LOCAL

    name: str
    parent: object


@dataclass(frozen=True, slots=True)
class PullContent:
    """Take over size, checksum and type of the changed remote content."""

    operation: ClassVar[str] = "update"
    side: ClassVar[Side] = Side.LOCAL


@dataclass(frozen=True, slots=True)
class UnlinkLocal:
    """Delete it in Odoo (subject to the guard)."""

    operation: ClassVar[str] = "unlink"
    side: ClassVar[Side] = Side.LOCAL


@dataclass(frozen=True, slots=True)
class ConflictCopy:
    """Keep Odoo's content under a name of its own and take over the cloud's here."""

    operation: ClassVar[str] = "conflict"
    side: ClassVar[Side] = Side.LOCAL

    name: str


@dataclass(frozen=True, slots=True)
class Rebase:
    """Both sides agree now: remember that."""

    operation: ClassVar[None] = None
    side: ClassVar[Side] = Side.BASE


@dataclass(frozen=True, slots=True)
class Forget:
    """Both sides are gone, or the thing is not ours any more: drop the binding."""

    operation: ClassVar[None] = None
    side: ClassVar[Side] = Side.BASE


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

    def next_effect(self):
        """One effect at a time: the next one needs the version that it leads to.

        First comes what the cloud has, written into Odoo in one transaction.  What is
        left for the cloud then is what Odoo changed since, and is decided again.  Once
        nothing is to be kept of a thing, to forget it belongs to its last effect.

        :return: a :class:`Decision` with a part of these actions
        """
        if Forget() in self.actions:
            return self
        local = tuple(a for a in self.actions if a.side is Side.LOCAL)
        return replace(self, actions=local or self.actions[:1])


# The gravest first: of what is done together, the log names the first.
ACTIONS = (
    UnlinkLocal,
    BinRemote,
    ConflictCopy,
    CreateLocal,
    Create,
    PullContent,
    ReplaceContent,
    MoveLocal,
    MoveRemote,
    Rebase,
    Forget,
)
