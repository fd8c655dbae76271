# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The control API: log, settings, and what people do in the browser."""

import hashlib
import time

import pytest

from cloud_emulator import ControlError


def test_status(control, running_emulator):
    status = control.status()
    assert status["pid"] == running_emulator.pid
    assert "google" in status["clouds"]


def test_counters_and_log(control, raw):
    control.reset_log()
    raw("GET", "/drive/v3/files?q=trashed=false")
    raw("GET", "/drive/v3/files/nowhere")
    raw("POST", "/upload/drive/v3/files?uploadType=media", data=b"12345")
    counters = control.counters()
    assert counters["total"] == 3
    assert counters["received"] == 5
    assert counters["sent"] > 100
    assert {
        "route": "drive.files.get",
        "method": "GET",
        "status": 404,
        "count": 1,
    } in counters["routes"]
    assert control.count("drive.files.list") == 1
    assert control.count(method="GET") == 2
    assert control.count(status=200) == 2
    first, second, third = control.log()
    assert (first["route"], first["parameters"]) == (
        "drive.files.list",
        {"q": "trashed=false"},
    )
    assert second["status"] == 404
    assert third["received"] == 5
    assert [entry["route"] for entry in control.log(limit=1)] == ["drive.upload.media"]


def test_no_secrets_in_the_log(control, emulator, google, raw, drive):
    granted = google.authorize()
    google.expire_access_tokens()
    drive.about().get(fields="user").execute()
    start = "/upload/drive/v3/files?uploadType=resumable"
    token = granted["access_token"]
    headers = {"Authorization": f"Bearer {google.authorize()['access_token']}"}
    address = raw("POST", start, headers=headers).headers["Location"]
    raw("PUT", address, data=b"x")
    raw("GET", f"/drive/v3/files?access_token={token}")
    raw("GET", "/o/oauth2/v2/auth?client_id=demo-client&code_challenge=sesame&state=st")
    text = str(control.log()) + emulator.output.read_text()
    session = address.rpartition("upload_id=")[2]
    for secret in (token, granted["refresh_token"], session, "sesame"):
        assert secret not in text


def test_download_bytes_are_counted(control, raw, make):
    file = make("a", content=b"x" * 10_000)
    control.reset_log()
    raw("GET", f"/drive/v3/files/{file['id']}?alt=media")
    # Counted when the server is done, which may be after the client has it all.
    deadline = time.monotonic() + 5
    while control.counters()["sent"] < 10_000 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert control.counters()["sent"] == 10_000


def test_settings_survive_a_restart(control, running_emulator):
    control.set(google_page_limit=5)
    running_emulator.restart()
    assert control.settings()["google_page_limit"] == 5
    with pytest.raises(ControlError, match="Unknown setting 'colour'"):
        control.set(colour="red")


def test_tree(google):
    folder = google.create_folder("/", "Odoo")
    file = google.put_file("/Odoo", "a.txt", b"abc", "text/plain")
    google.trash("/Odoo")
    outer, inner = google.tree()
    assert (outer["path"], outer["folder"], outer["id"]) == ("/Odoo", True, folder)
    assert outer["explicitlyTrashed"] is True
    assert inner == {
        "path": "/Odoo/a.txt",
        "id": file,
        "parent": folder,
        "name": "a.txt",
        "folder": False,
        "mimeType": "text/plain",
        "size": 3,
        "md5": hashlib.md5(b"abc").hexdigest(),
        "sha256": hashlib.sha256(b"abc").hexdigest(),
        "trashed": True,
        "explicitlyTrashed": False,
        "appProperties": {},
        "version": inner["version"],
        "modified": inner["modified"],
        "owner": "demo@example.com",
        "drive": None,
    }


def test_a_day_in_the_browser(google, tmp_path):
    def paths():
        return [entry["path"] for entry in google.tree() if not entry["trashed"]]

    google.create_folder("/", "A")
    google.create_folder("/", "B")
    source = tmp_path / "large"
    source.write_bytes(b"x" * 3_000_000)
    with source.open("rb") as content:
        file = google.put_file("/A", "one", content)
    assert google.read_file(file) == source.read_bytes()
    google.rename("/A/one", "two")
    google.move("/A/two", "/B")
    assert paths() == ["/A", "/B", "/B/two"]
    google.replace_content("/B/two", b"short")
    assert google.read_file("/B/two") == b"short"
    google.trash(file)
    assert paths() == ["/A", "/B"]
    google.restore(file)
    assert paths() == ["/A", "/B", "/B/two"]
    google.create_native("/A", "Doc", "spreadsheet", "a,b")
    google.create_shortcut("/A", "Link", "/B/two")
    assert paths() == ["/A", "/A/Doc", "/A/Link", "/B", "/B/two"]
    google.delete("/A")
    google.trash(file)
    google.empty_bin()
    assert [entry["path"] for entry in google.tree()] == ["/B"]


def test_put_file_again_is_a_new_version(google):
    first = google.put_file("/", "a", b"1")
    assert google.put_file("/", "a", b"2") == first
    google.trash(first)
    assert google.put_file("/", "a", b"3") != first


def test_users_have_their_own_files(google, sign_in):
    google.add_user("eva@example.com", "Eva")
    google.put_file("/", "mine", b"1")
    google.put_file("/", "hers", b"2", user="eva@example.com")
    assert [entry["path"] for entry in google.tree()] == ["/hers", "/mine"]
    assert [e["path"] for e in google.tree(user="eva@example.com")] == ["/hers"]
    files = sign_in("eva@example.com").files().list().execute()["files"]
    assert [file["name"] for file in files] == ["hers"]


@pytest.mark.parametrize(
    ("operate", "sentence"),
    [
        (lambda g: g.trash("/nowhere"), "There is no file or folder /nowhere"),
        (lambda g: g.create_folder("/", "x", user="no@body"), "There is no user"),
        (lambda g: g.create_native("/", "x", "poem"), "No kind of document"),
        (lambda g: g.read_file("/"), "no bytes"),
        (lambda g: g.share("/", "demo@example.com", "king"), "No role"),
        (lambda g: g.rename_drive("x", "y"), "There is no shared drive"),
        (lambda g: g.authorize(client_id="x"), "There is no client"),
        (lambda g: g._do("fly"), "No operation 'fly'"),
        (lambda g: g._do("trash", colour="red"), "argument"),
        (lambda g: g.move("/", "/"), "cannot be moved"),
    ],
)
def test_bad_input_gets_one_sentence(google, operate, sentence):
    with pytest.raises(ControlError, match=sentence):
        operate(google)


def test_no_such_cloud(control):
    with pytest.raises(ControlError, match="No cloud 'x'"):
        control._transport.operate("x", "tree")


def test_reset_forgets_everything(control, google, raw, emulator):
    google.put_file("/", "a", b"1")
    google.add_user("eva@example.com")
    google.create_drive("Team")
    control.add_fault("error")
    control.set(google_page_limit=1)
    control.reset()
    assert google.tree() == []
    assert control.faults() == []
    assert control.settings()["google_page_limit"] is None
    assert raw("GET", "/drive/v3/files").status_code == 401
    contents = (emulator.state / "google").rglob("*")
    assert not [path for path in contents if path.is_file()]
    with pytest.raises(ControlError):
        google.authorize(user="eva@example.com")


def test_many_files_at_once(control, google):
    control.reset_log()
    names = [f"{number}.txt" for number in range(300)]
    files = google.put_files("/", names, "content")
    assert {row["id"]: row["name"] for row in google.tree()} == dict(
        zip(files, names, strict=True)
    )
    assert google.read_file(files[299]) == b"content"
    assert control.counters()["total"] == 0
