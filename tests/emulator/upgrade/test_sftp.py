# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The addon's own SFTP client against the emulated server."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

ADDON = Path(__file__).resolve().parents[3] / "odoo_upgrade_client"
pytest.importorskip("paramiko")


@pytest.fixture(scope="module")
def upgrade_api():
    """The pure client of the addon, which needs no Odoo."""
    sys.path.insert(0, str(ADDON))
    try:
        assert importlib.util.find_spec("upgrade_api")
        import upgrade_api
        import upgrade_api.sftp

        yield upgrade_api
    finally:
        sys.path.remove(str(ADDON))


@pytest.fixture
def client(upgrade_api, platform):
    return upgrade_api.UpgradeClient(platform.url)


@pytest.fixture
def key(upgrade_api):
    return upgrade_api.sftp.KeyPair.generate()


@pytest.fixture
def opened(upgrade_api, api):
    request = api.create()
    return upgrade_api.Credentials(request["id"], request["key"])


@pytest.fixture
def connect(upgrade_api, client, key, opened):
    """Function: a new account; options go to the transfer."""

    def build(public=None, **options):
        answer = client.request_sftp_access(opened, public or key.public)
        return upgrade_api.sftp.SftpTransfer(
            answer.request, client.gate, key.private, **options
        )

    return build


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "db_name.dump"
    path.write_bytes(b"PGDMP" + os.urandom(20_000_000))
    return path


def test_upload_and_download(client, connect, opened, platform, dump, tmp_path):
    seen = []
    connect().upload(dump, lambda *at: seen.append(at))
    size = dump.stat().st_size
    assert seen[0] == (0, size) and seen[-1] == (size, size)
    assert platform.read_dump(opened.request) == dump.read_bytes()
    client.process(opened)
    platform.advance(100)
    name = connect().download(tmp_path / "result", lambda *at: None)
    assert name == "upgraded_db_name.dump"
    assert (tmp_path / "result").read_bytes() == dump.read_bytes()


def test_a_result_with_a_filestore_has_another_ending(
    client, connect, opened, platform, dump, tmp_path
):
    connect().upload(dump, lambda *at: None)
    client.process(opened)
    platform.advance(100)
    platform.put_result(opened.request, b"PK\x03\x04 and so on")
    name = connect().download(tmp_path / "result", lambda *at: None)
    assert name == "upgraded_db_name.zip"


def test_the_port_may_be_a_text(upgrade_api, client, key, opened, platform, dump):
    access = client.request_sftp_access(opened, key.public).request
    access["sftp_port"] = str(access["sftp_port"])
    transfer = upgrade_api.sftp.SftpTransfer(access, client.gate, key.private)
    transfer.upload(dump, lambda *at: None)
    assert platform.read_dump(opened.request) == dump.read_bytes()


def test_another_result_begins_anew(
    upgrade_api, client, connect, opened, platform, dump, tmp_path
):
    def stop(done, _size):
        if done:
            raise upgrade_api.Stopped("enough")

    connect().upload(dump, lambda *at: None)
    client.process(opened)
    platform.advance(100)
    target = tmp_path / "result"
    with pytest.raises(upgrade_api.Stopped):
        connect().download(target, stop)
    other = b"PGDMP" + os.urandom(21_000_000)
    platform.put_result(opened.request, other)
    connect().download(target, lambda *at: None)
    assert target.read_bytes() == other


def test_both_ways_go_on_where_they_stopped(
    upgrade_api, client, connect, opened, platform, dump, tmp_path
):
    def stop(done, size):
        if done > size // 2:
            raise upgrade_api.Stopped("enough")

    starts = []

    def note(done, _size):
        starts.append(done)

    with pytest.raises(upgrade_api.Stopped):
        connect().upload(dump, stop)
    connect().upload(dump, note)
    assert starts[0] > dump.stat().st_size // 2
    assert platform.read_dump(opened.request) == dump.read_bytes()
    client.process(opened)
    platform.advance(100)
    target = tmp_path / "result"
    with pytest.raises(upgrade_api.Stopped):
        connect().download(target, stop)
    starts.clear()
    connect().download(target, note)
    assert starts[0] > dump.stat().st_size // 2
    assert target.read_bytes() == dump.read_bytes()


def test_the_server_is_pinned(upgrade_api, connect, dump):
    first = connect()
    first.upload(dump, lambda *at: None)
    assert first.fingerprint.startswith("SHA256:")
    connect(fingerprint=first.fingerprint).upload(dump, lambda *at: None)
    with pytest.raises(upgrade_api.UnsafeAddress):
        connect(fingerprint="SHA256:another").upload(dump, lambda *at: None)


def test_another_key_is_refused(upgrade_api, connect, dump):
    other = upgrade_api.sftp.KeyPair.generate()
    with pytest.raises(upgrade_api.TryLater):
        connect(public=other.public).upload(dump, lambda *at: None)


def test_another_host_is_refused(upgrade_api, client, key):
    access = {"hostname": "evil.example.com", "sftp_port": "22"}
    with pytest.raises(upgrade_api.UnsafeAddress):
        upgrade_api.sftp.SftpTransfer(access, client.gate, key.private)


def test_access_needs_a_fitting_state(api, platform):
    request = api.create()
    platform.set_state(request["id"], "pending")
    parameters = api.opened(request) | {"ssh_keys": "ssh-ed25519 AAAA"}
    assert api.failures("request_sftp_access", data=parameters) == ["STATE:INVALID"]
