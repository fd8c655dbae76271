# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The tests of the adapter contract, the same for every provider.

A provider binds :class:`AdapterContract`, or the parts of it that a kind of drive has,
to a case class of its own, and says by a :class:`~.far_side.FarSide` what other people
do in its cloud and how the cloud goes wrong.  Cloud emulators get most of that from
:class:`~.emulated.EmulatedFarSide`, and the tests of the wire from
:class:`~.wire.WireContract`.
"""

from .account import AccountContract, DrivesContract, RoomContract
from .bin import BinContract
from .change_feed import ChangeFeedContract
from .cursors import CursorsContract
from .downloads import DownloadsContract
from .errors import ErrorsContract
from .exports import ExportsContract
from .folders import FoldersContract
from .listing import ListingContract
from .moving import MovingContract
from .names import NamesContract
from .ownership import OwnershipContract
from .replacing import ReplacingContract
from .sessions import SessionsContract
from .tags import TagsContract
from .uploads import UploadsContract
from .wire import WireContract


class AdapterContract(
    AccountContract,
    BinContract,
    ChangeFeedContract,
    CursorsContract,
    DownloadsContract,
    ErrorsContract,
    ExportsContract,
    FoldersContract,
    ListingContract,
    MovingContract,
    NamesContract,
    OwnershipContract,
    ReplacingContract,
    TagsContract,
    UploadsContract,
):
    """All that holds for every drive of every provider."""


__all__ = [
    "AccountContract",
    "AdapterContract",
    "BinContract",
    "ChangeFeedContract",
    "DrivesContract",
    "NamesContract",
    "RoomContract",
    "SessionsContract",
    "WireContract",
]
