# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The golden scenarios: what the seeds promise, one test per sentence.

Each test's name says which sentence it is (``test_files_04_...``), its docstring is the
sentence in our words, with the place where the seeds say it.  A provider binds
:class:`GoldenScenarios` to its cloud; the marks are printed by the test commands.
"""

from .backward import BackwardScenarios
from .direct import DirectScenarios
from .files import FilesScenarios
from .folders import FoldersScenarios
from .models import ModelsScenarios
from .objects import ObjectsScenarios
from .reverse import ReverseScenarios


class GoldenScenarios(
    DirectScenarios,
    BackwardScenarios,
    ReverseScenarios,
    ModelsScenarios,
    ObjectsScenarios,
    FilesScenarios,
    FoldersScenarios,
):
    """All of them."""


__all__ = ["GoldenScenarios"]
