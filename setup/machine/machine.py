# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""All that a script needs, made ready: Odoo, Python, PostgreSQL, a browser."""

import contextlib
import dataclasses
import os
import shutil

from . import apt, database
from .addons import needed_modules
from .odoo import Odoo
from .odoo_source import OdooSource, find_odoo
from .places import LOGS, STATE, remove_unused
from .postgres import Postgres
from .python_env import PythonEnv, odoo_env


@dataclasses.dataclass(frozen=True)
class Machine:
    """A machine where everything is installed and the database server runs.

    :param source: the Odoo to run
    :param env: the Python environment to run it with
    :param postgres: the private cluster
    """

    source: OdooSource
    env: PythonEnv
    postgres: Postgres

    def odoo(self, name, **options):
        """Return the :class:`~machine.odoo.Odoo` of this database."""
        return Odoo(self, name, **options)

    def template_for(self, addons, extra=(), demo=False, place=None):
        """Return the template with all that these addons of ours need.

        :param addons: technical names of our addons
        :param extra: further addons of Odoo or the OCA to have
        :param demo: with demonstration data
        :param place: the :class:`~machine.layout.Layout` of our code
        """
        modules = {*needed_modules(addons), *extra}
        return database.template(self, modules, demo=demo, place=place)

    def create(self, name, addons=(), extra=(), demo=False, **options):
        """Make a database, replacing one of that name, and return its Odoo.

        Our addons themselves are not installed yet.
        """
        template = self.template_for(addons, extra, demo)
        database.copy(self.postgres, template, name)
        return self.odoo(name, **options)

    @contextlib.contextmanager
    def temporary_odoo(self, addons=(), extra=(), demo=False, place=None, **options):
        """Give the Odoo of a database that is dropped afterwards."""
        template = self.template_for(addons, extra, demo, place)
        with database.temporary(self.postgres, template) as name:
            yield self.odoo(name, place=place, **options)


@contextlib.contextmanager
def ensure_all(browser=False):
    """Install what is missing, have PostgreSQL run, and give the :class:`Machine`.

    :param browser: have Chromium too
    :raises Problem: something cannot be installed; the sentence says what to do
    """
    remove_unused(LOGS)
    _keep_bytecode()
    source = find_odoo()
    env = odoo_env(source)
    if browser and not shutil.which("chromium"):
        apt.install("chromium")
    with Postgres().running() as postgres:
        yield Machine(source, env, postgres)


def _keep_bytecode():
    """Have all that we start compile its Python once: Odoo starts again and again."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(STATE / "bytecode")
