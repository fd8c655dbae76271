# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The ports of a server."""

import socket

import pytest

from machine import Odoo, Problem, free_port


def test_a_free_port_can_be_listened_on():
    with socket.create_server(("127.0.0.1", free_port())):
        pass


def test_a_busy_port_is_told_before_anything_starts():
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        odoo = Odoo(machine=None, database="nothing")
        with pytest.raises(Problem, match=f"Port {port} is in use"):
            odoo.start(port=port)
    assert odoo.process is None
