# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytest

from ..clouds import CLOUDS
from .stand import standing


@pytest.fixture(scope="module", params=CLOUDS, ids=str)
def stand(request, machine, template):
    """A :class:`~.stand.Stand` of the module's own, for each cloud."""
    with standing(machine, template, request.param) as stand:
        yield stand
