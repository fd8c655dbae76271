# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Fixtures: a machine, a database with the connectors, a connected site.

Run with ``setup/test --e2e``, or one module with
``setup/odoo exec python -m pytest tests/e2e/test_faults.py``.
"""

import pytest

from cloud_emulator import Emulator
from machine import ensure_all
from machine.database import temporary
from showcase.job_queue import logged_errors
from showcase.stage import ADDONS

from .clouds import CLOUDS
from .site import Site


@pytest.fixture(scope="session")
def machine():
    with ensure_all() as machine:
        yield machine


@pytest.fixture(scope="session")
def template(machine):
    """The name of a database with the connectors installed, to copy."""
    with machine.temporary_odoo(ADDONS) as odoo:
        odoo.install(ADDONS)
        yield odoo.database


@pytest.fixture(scope="module", params=CLOUDS, ids=str)
def site(request, machine, template):
    """A connected :class:`~.site.Site` of the module's own, for each cloud."""
    with temporary(machine.postgres, template) as name, Emulator() as emulator:
        site = Site(machine.odoo(name), emulator, request.param)
        try:
            site.start()
            site.connect()
            yield site
        finally:
            site.odoo.stop()
        assert not logged_errors(site.odoo)
