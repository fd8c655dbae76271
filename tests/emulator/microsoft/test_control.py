# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What people do in OneDrive and SharePoint, and what the pages show."""

import io

import pytest
import requests

from cloud_emulator import ControlError


def test_a_day_in_the_browser(microsoft, graph):
    folder = microsoft.create_folder("/", "Odoo")
    sales = microsoft.create_folder("/Odoo", "Sales")
    file = microsoft.put_file("/Odoo/Sales", "a.txt", b"one")
    assert microsoft.put_file("/odoo/sales", "A.txt", io.BytesIO(b"two")) == file
    microsoft.replace_content(file, b"three")
    assert microsoft.read_file("/Odoo/Sales/a.txt") == b"three"
    microsoft.rename(file, "b.txt")
    microsoft.move("/Odoo/Sales/b.txt", folder, "c.txt")
    item = graph.item(file)
    assert (item["name"], item["parentReference"]["id"]) == ("c.txt", folder)
    microsoft.trash(sales)
    assert [entry["id"] for entry in microsoft.bin()] == [sales]
    microsoft.restore(sales)
    microsoft.delete(file)
    assert [entry["path"] for entry in microsoft.tree()] == ["/Odoo", "/Odoo/Sales"]


def test_acts_are_in_the_feed_and_have_an_author(microsoft, graph):
    microsoft.add_user("anna@example.com", "Anna")
    _entries, link = graph.delta()
    file = microsoft.put_file(graph.root, "a.txt", b"one", user="anna@example.com")
    [_root, entry] = graph.delta(link)[0]
    assert entry["id"] == file
    assert entry["createdBy"]["user"]["displayName"] == "Anna"
    assert microsoft.create_folder("root", "Folder") == graph.delta(link)[0][-1]["id"]


def test_other_drives(microsoft):
    microsoft.add_user("anna@example.com", "Anna")
    library = microsoft.add_site("Team")["drive"]
    theirs = microsoft.put_file("/", "a.txt", b"anna", user="anna@example.com")
    ours = microsoft.put_file(f"{library}:/", "a.txt", b"team", user="anna@example.com")
    assert microsoft.read_file("/a.txt", user="anna@example.com") == b"anna"
    assert microsoft.read_file(f"{library}:/a.txt") == b"team"
    [entry] = microsoft.tree(user="anna@example.com")
    assert (entry["id"], entry["owner"]) == (theirs, "anna@example.com")
    [entry] = microsoft.tree(drive=library)
    assert (entry["id"], entry["path"]) == (ours, "/a.txt")
    kinds = {drive["kind"] for drive in microsoft.drives()}
    assert kinds == {"business", "documentLibrary"}


@pytest.mark.parametrize(
    "operation, arguments, words",
    [
        ("rename", ("/nothing", "x"), "no file or folder /nothing"),
        ("rename", ("/Folder", "a?b"), "cannot contain"),
        ("create_folder", ("/", "folder"), "same name"),
        ("put_file", ("/Folder/a.txt", "b.txt", b""), "not a folder"),
        ("read_file", ("/Folder",), "no bytes"),
        ("restore", ("nothing",), "no item nothing in the bin"),
        ("tree", ("nobody@example.com",), "no user nobody@example.com"),
        ("add_library", ("nowhere", "x"), "no site nowhere"),
        ("expire_secrets", ("nobody",), "no application nobody"),
        ("create_folder", ("nothing:/", "x"), "no drive nothing"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(operation, arguments, words, microsoft):
    microsoft.create_folder("/", "Folder")
    microsoft.put_file("/Folder", "a.txt", b"x")
    with pytest.raises(ControlError, match=words) as raised:
        getattr(microsoft, operation)(*arguments)
    assert "\n" not in str(raised.value)


def test_site_twice(microsoft):
    microsoft.add_site("Team")
    with pytest.raises(ControlError, match="a site at sites/Team already"):
        microsoft.add_site("Team")


def test_reset_forgets_everything(control, microsoft, graph):
    microsoft.put_file("/", "a.txt", b"x")
    microsoft.add_site("Team")
    control.set(microsoft_page_limit=1)
    control.reset()
    assert microsoft.tree() == []
    assert [site["name"] for site in microsoft.sites()] == ["Communication site"]
    assert control.settings()["microsoft_page_limit"] is None
    assert graph.error("GET", "/me") == (401, "InvalidAuthenticationToken")


def test_state_survives_a_restart(emulator, microsoft, graph):
    file = microsoft.put_file("/", "a.txt", b"content")
    emulator.restart()
    assert graph.content(file) == b"content"
    assert graph.item(file)["name"] == "a.txt"


def test_pages(emulator, microsoft):
    library = microsoft.add_site("Team")["drive"]
    folder = microsoft.create_folder(f"{library}:/", "R & D")
    file = microsoft.put_file(folder, "ä.txt", b"hello")
    microsoft.put_file(folder, "gone.txt", b"bye")
    microsoft.trash(f"{library}:/R & D/gone.txt")

    def see(path):
        return requests.get(emulator.url + path, timeout=10)

    start = see("/").text
    assert "OneDrive – Demo User" in start and "Team – Documents" in start
    listing = see(f"/web/microsoft/folder/{folder}").text
    assert "R &amp; D" in listing and "Team – Documents" in listing
    assert "In the bin" in listing
    assert "text/plain" in see(f"/web/microsoft/file/{file}").text
    assert see(f"/web/microsoft/file/{file}/open").content == b"hello"
    assert see("/web/microsoft/file/nothing").status_code == 404
    assert see(f"/web/microsoft/file/{folder}").url.endswith(f"/folder/{folder}")


def test_log_keeps_no_secrets(control, graph):
    file = graph.file("a.txt", b"hello")
    graph.content(file["id"])
    path = f"{graph.drive}/root:/b.bin:/createUploadSession"
    url = graph.ok("POST", path, json={})["uploadUrl"]
    requests.get(url, timeout=10)
    text = str(control.log())
    for route in ("graph.download", "graph.upload.status", "graph.items.upload"):
        assert control.count(route, status=200 if "upload.s" in route else None)
    assert "tempauth" not in text
    assert graph.session.headers["Authorization"].split()[1] not in text


def test_many_files_at_once(microsoft):
    names = [f"{number}.txt" for number in range(300)]
    files = microsoft.put_files("/", names, "content")
    assert {row["id"]: row["name"] for row in microsoft.tree()} == dict(
        zip(files, names, strict=True)
    )
    assert microsoft.read_file(files[299]) == b"content"
