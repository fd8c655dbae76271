# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An independent client of Graph, msgraphfs, at work in a document library."""

import os
import warnings

import httpx
import pytest

msgraphfs = pytest.importorskip("msgraphfs", reason="msgraphfs wants Python 3.11")

HOSTS = ("https://graph.microsoft.com", "https://login.microsoftonline.com")


class Redirect(httpx.AsyncHTTPTransport):
    """Sends requests for Microsoft's hosts to the emulator, name and all."""

    def __init__(self, base):
        super().__init__()
        self._base = httpx.URL(base)

    async def handle_async_request(self, request):
        request.url = request.url.copy_with(
            scheme=self._base.scheme, host=self._base.host, port=self._base.port
        )
        return await super().handle_async_request(request)


@pytest.fixture
def library(emulator, microsoft, granted):
    """The file system of the library of a new site, found by the site's name."""
    microsoft.add_site("Team")
    login = f"https://login.microsoftonline.com/{granted['tenant']}/oauth2/v2.0/token"
    parameters = {
        "client_id": granted["client_id"],
        "client_secret": granted["client_secret"],
        "token_endpoint": login,
        "scope": "https://graph.microsoft.com/.default",
        "grant_type": "client_credentials",
        "mounts": {host: Redirect(emulator.url) for host in HOSTS},
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield msgraphfs.MSGDriveFS(
            site_name="Team",
            drive_name="Documents",
            oauth2_client_params=parameters,
            skip_instance_cache=True,
            use_recycle_bin=True,
        )


def test_small_files_and_folders(library):
    library.mkdir("/Odoo/Sales")
    with library.open("/Odoo/Sales/S 0001 (ä).txt", "wb") as file:
        file.write(b"hello")
    assert library.ls("/Odoo", detail=False) == ["/Odoo/Sales"]
    assert library.cat("/Odoo/Sales/S 0001 (ä).txt") == b"hello"
    [info] = library.ls("/Odoo/Sales", detail=True)
    assert (info["size"], info["type"]) == (5, "file")
    assert library.isdir("/Odoo/Sales")
    assert not library.exists("/Odoo/Purchases")


def test_large_file_with_unknown_length(library):
    """A session with a deferred commit, in fragments with ``/*`` as their total."""
    content = os.urandom(25 * 1024 * 1024 + 17)
    with library.open("/large.bin", "wb") as file:
        for start in range(0, len(content), 1 << 20):
            file.write(content[start : start + (1 << 20)])
    assert library.size("/large.bin") == len(content)
    assert library.cat("/large.bin") == content
    assert library.cat_file("/large.bin", start=100, end=200) == content[100:200]


def test_append_and_truncate(library):
    with library.open("/a.txt", "wb") as file:
        file.write(b"one")
    with library.open("/a.txt", "ab") as file:
        file.write(b"two")
    assert library.cat("/a.txt") == b"onetwo"
    library.touch("/a.txt", truncate=True)
    assert library.size("/a.txt") == 0


def test_move_copy_and_delete(library, microsoft):
    library.mkdir("/A")
    library.mkdir("/B")
    with library.open("/A/a.txt", "wb") as file:
        file.write(b"hello")
    library.mv("/A/a.txt", "/B/b.txt")
    library.copy("/B/b.txt", "/A/c.txt")
    assert library.cat("/A/c.txt") == b"hello"
    library.rm("/B", recursive=True)
    assert not library.exists("/B/b.txt")
    library.rm("/A/c.txt", use_recycle_bin=False)
    assert library.ls("/A") == []
    [site] = [site for site in microsoft.sites() if site["name"] == "Team"]
    names = {
        entry["name"] for entry in microsoft.bin(drive=site["libraries"]["Documents"])
    }
    assert names == {"B"}


def test_versions_of_a_file(library):
    for content in (b"one", b"other"):
        with library.open("/a.txt", "wb") as file:
            file.write(content)
    assert [version["size"] for version in library.get_versions("/a.txt")] == [5, 3]
