# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo databases, copied from templates that are built once.

A template holds the addons that ours depend on, never ours. Its dump and its filestore
stay in the cache, so that a fresh checkout restores it instead of installing it.
"""

import contextlib
import os
import shutil
import uuid

from .addons import PAGE_REPAIR
from .console import step
from .places import (
    CACHE,
    LOCKS,
    STATE,
    TEST_ADDONS,
    built_whole,
    digest,
    lock,
    mark_used,
    need_space,
    remove_unused,
)

DATA = STATE / "data"
CONFIGURATIONS = STATE / "conf"
TEMPLATES = CACHE / "templates"
RUN_PREFIX = "run"
ROOM = 1_000_000_000


def databases(postgres):
    """Return the names of all databases of the cluster."""
    return postgres.query("SELECT datname FROM pg_database WHERE NOT datistemplate")


def filestore(database):
    """Return the folder where Odoo keeps this database's attachments."""
    return DATA / "filestore" / database


def configuration(database):
    """Return the configuration file of the processes that work on this database."""
    return CONFIGURATIONS / f"{database}.conf"


def drop(postgres, database):
    """Remove a database, whoever uses it, and its filestore."""
    postgres.query(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    shutil.rmtree(filestore(database), ignore_errors=True)
    configuration(database).unlink(missing_ok=True)


def copy(postgres, source, target):
    """Make the database ``target`` a copy of ``source``, with an identity of its own.

    :param source: a database that nobody is connected to
    """
    drop(postgres, target)
    with lock(STATE / "locks" / "copy"):
        postgres.client("createdb", "-T", source, target)
    # Odoo never changes a stored file, so that both databases can share the bytes.
    _copy_tree(filestore(source), filestore(target), os.link)
    postgres.query(
        "UPDATE ir_config_parameter SET value = gen_random_uuid()"
        " WHERE key IN ('database.uuid', 'database.secret')",
        target,
    )


@contextlib.contextmanager
def temporary(postgres, source):
    """Give the name of a copy of ``source`` that is dropped afterwards."""
    _drop_left_over(postgres)
    name = f"{RUN_PREFIX}_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    try:
        copy(postgres, source, name)
        yield name
    finally:
        drop(postgres, name)


def template(machine, modules, demo=False, place=None):
    """Return the name of a template with these addons installed; build it when missing.

    :param machine: the :class:`~machine.machine.Machine`
    :param modules: addons of Odoo and the OCA
    :param demo: with demonstration data
    :param place: the :class:`~machine.layout.Layout` of our code
    """
    modules = set(modules)
    key = [machine.source.version, *machine.env.oca_versions()]
    if place is None or place.is_repaired:
        modules.add(PAGE_REPAIR)
        key.append((TEST_ADDONS / PAGE_REPAIR / "__manifest__.py").read_bytes())
    modules = sorted(modules)
    key = digest(*key, *modules, "demo" if demo else "")
    name = f"template_{key}"
    with lock(STATE / "locks" / name):
        if not machine.postgres.query(
            f"SELECT 1 FROM pg_database WHERE datname = '{name}' AND datistemplate"
        ):
            _drop_unused_templates(machine.postgres)
            _make_template(machine, name, modules, demo, place)
    mark_used(TEMPLATES / name)
    return name


def _make_template(machine, name, modules, demo, place):
    postgres, cached = machine.postgres, TEMPLATES / name
    drop(postgres, name)
    postgres.client("createdb", name)
    with lock(LOCKS / name):
        if cached.exists():
            with step(f"Restoring the template with {', '.join(modules)}"):
                postgres.client("pg_restore", "-j2", "-O", "-d", name, cached / "dump")
                _copy_tree(cached / "filestore", filestore(name), shutil.copy2)
        else:
            need_space(STATE, ROOM)
            machine.odoo(name, place=place).install(modules, demo=demo)
            with built_whole(cached) as scratch:
                postgres.client("pg_dump", "-Fc", "-Z1", "-f", scratch / "dump", name)
                _copy_tree(filestore(name), scratch / "filestore", shutil.copy2)
    postgres.query(
        f"ALTER DATABASE {name} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false"
    )


def _drop_unused_templates(postgres):
    remove_unused(TEMPLATES)
    for name in postgres.query(
        "SELECT datname FROM pg_database WHERE datistemplate"
        r" AND datname LIKE 'template\_%'"
    ):
        if not (TEMPLATES / name).exists():
            postgres.query(f"ALTER DATABASE {name} WITH IS_TEMPLATE false")
            drop(postgres, name)


def _drop_left_over(postgres):
    """Drop the temporary databases of runs that were killed."""
    for name in databases(postgres):
        prefix, _, rest = name.partition("_")
        pid = rest.partition("_")[0]
        if prefix == RUN_PREFIX and pid.isdigit() and not _is_alive(int(pid)):
            drop(postgres, name)


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _copy_tree(source, target, copy_function):
    if source.exists():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, copy_function=copy_function)
