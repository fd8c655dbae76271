# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo's database and the clouds, running side by side."""

import contextlib
import shutil

from cloud_emulator import Emulator, EmulatorError
from machine import STATE, Problem

from .backends import PROVIDERS

ADDONS = tuple(dict.fromkeys(provider.addon for provider in PROVIDERS))
# Two jobs at once, each with the parallel transfers of its backend.
CHANNELS = "root:4,root.cloud:2"


@contextlib.contextmanager
def clouds(name):
    """Run the emulator as a process of its own, with nothing in it yet.

    :param name: of its folder in ``.odoo``, where it keeps its state
    :return: context manager over the :class:`~cloud_emulator.Emulator`
    :raises Problem: it does not start
    """
    state = STATE / name
    shutil.rmtree(state, ignore_errors=True)
    emulator = Emulator(state)
    try:
        emulator.start()
    except EmulatorError as error:
        raise Problem(f"The emulated cloud does not start: {error}") from None
    try:
        yield emulator
    finally:
        emulator.stop()
