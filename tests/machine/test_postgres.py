# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where the private cluster goes, and that it runs only while it is used."""

import shutil
import tempfile
from pathlib import Path

import pytest

from machine import postgres
from machine.postgres import Postgres


@pytest.fixture
def state(monkeypatch):
    """Return a new state folder with a short path that the server can enter."""
    folder = Path(tempfile.mkdtemp(prefix="occ-"))
    folder.chmod(0o755)
    monkeypatch.setattr(postgres, "STATE", folder)
    yield folder
    shutil.rmtree(folder)


def is_running(server):
    return server._control("status").returncode == 0


def test_the_last_user_stops_the_server(state):
    server = Postgres()
    assert server.home == state / "postgres"
    with server.running():
        with Postgres().running() as other:
            assert other.query("SELECT 6 * 7") == ["42"]
        assert is_running(server)
    assert not is_running(server)


def test_a_deep_checkout_gets_a_folder_with_a_short_path(state, monkeypatch):
    deep = state / ("d" * 60) / ("e" * 60)
    monkeypatch.setattr(postgres, "STATE", deep)
    monkeypatch.setattr(postgres, "CHECKOUT", deep)
    monkeypatch.setattr(tempfile, "tempdir", str(state))
    server = Postgres()
    assert server.home.parent == state
    assert len(str(server.home / postgres.SOCKET_NAME)) <= postgres.SOCKET_LIMIT


def test_a_folder_that_the_server_cannot_enter_is_avoided(state, monkeypatch):
    if not Postgres().user:
        pytest.skip("only root runs the server as somebody else")
    hidden = state / "hidden"
    hidden.mkdir(mode=0o700)
    monkeypatch.setattr(postgres, "STATE", hidden)
    monkeypatch.setattr(postgres, "CHECKOUT", hidden)
    monkeypatch.setattr(tempfile, "tempdir", str(state))
    assert Postgres().home.parent == state
