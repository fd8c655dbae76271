# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""driveItems: what they look like, folders, renaming, moving, versions of things."""

import pytest
import requests

TIME = "2020-02-03T04:05:06Z"


def test_file(graph, emulator):
    folder = graph.folder("Folder")
    file = graph.file("a.txt", b"J", folder["id"])
    item = graph.item(file["id"])
    assert item["name"] == "a.txt"
    assert item["size"] == 1
    assert item["file"] == {
        "mimeType": "text/plain",
        "hashes": {"quickXorHash": "SgAAAAAAAAAAAAAAAQAAAAAAAAA="},
    }
    assert "folder" not in item
    assert item["parentReference"] == {
        "driveType": "business",
        "driveId": graph.drive_id,
        "id": folder["id"],
        "name": "Folder",
        "path": f"/drives/{graph.drive_id}/root:/Folder",
    }
    assert item["createdBy"]["user"]["email"] == "demo@example.com"
    assert requests.get(item["@microsoft.graph.downloadUrl"], timeout=10).text == "J"
    page = requests.get(item["webUrl"], timeout=10)
    assert item["webUrl"].startswith(f"{emulator.url}/web/microsoft/file/")
    assert "a.txt" in page.text
    for name in ("createdDateTime", "lastModifiedDateTime"):
        assert len(item[name]) == len(item["fileSystemInfo"][name]) == len(TIME)


def test_folder(graph):
    folder = graph.folder("Folder")
    graph.file("a.txt", b"12345", folder["id"])
    graph.folder("Sub", folder["id"])
    item = graph.item(folder["id"])
    assert item["folder"] == {"childCount": 2}
    assert item["size"] == 5
    assert "file" not in item
    assert "@microsoft.graph.downloadUrl" not in item


def test_top_folder(graph):
    item = graph.item("root")
    assert item["root"] == {}
    assert set(item["parentReference"]) == {"driveId", "driveType"}
    assert item["fileSystemInfo"]["lastModifiedDateTime"]


def test_package_is_neither_file_nor_folder(graph, microsoft):
    item = graph.item(microsoft.create_package("/", "Notes"))
    assert item["package"] == {"type": "oneNote"}
    assert not {"file", "folder"} & set(item)


def test_selection(graph):
    file = graph.file("a.txt")
    path = f"{graph.drive}/items/{file['id']}"
    select = "id,@microsoft.graph.downloadUrl"
    item = graph.ok("GET", path, params={"$select": select})
    assert set(item) == {"@odata.context", "id", "@microsoft.graph.downloadUrl"}


def test_expanded_children(graph):
    folder = graph.folder("Folder")
    graph.file("a.txt", parent=folder["id"])
    path = f"{graph.drive}/items/{folder['id']}"
    item = graph.ok("GET", path, params={"$expand": "children"})
    assert [child["name"] for child in item["children"]] == ["a.txt"]


def test_not_modified(graph):
    file = graph.file("a.txt")
    path = f"{graph.drive}/items/{file['id']}"
    headers = {"If-None-Match": file["eTag"]}
    for suffix in ("", "/content"):
        answer = graph("GET", path + suffix, headers=headers)
        assert (answer.status_code, answer.content) == (304, b"")
    graph.ok("PATCH", path, json={"name": "b.txt"})
    assert graph("GET", path, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "behavior, status, name",
    [("rename", 201, "ODOO 1"), ("replace", 200, "Odoo"), ("rename", 201, "ODOO 1")],
)
def test_folder_name_that_is_taken(behavior, status, name, graph):
    first = graph.folder("Odoo")
    body = {
        "name": "ODOO",
        "folder": {},
        "@microsoft.graph.conflictBehavior": behavior,
    }
    answer = graph("POST", f"{graph.drive}/root/children", json=body)
    assert (answer.status_code, answer.json()["name"]) == (status, name)
    assert (answer.json()["id"] == first["id"]) == (behavior == "replace")


@pytest.mark.parametrize("behavior", [None, "fail"])
def test_names_collide_in_any_case(behavior, graph):
    graph.folder("Ärger")
    body = {"name": "äRGER", "folder": {}}
    if behavior:
        body["@microsoft.graph.conflictBehavior"] = behavior
    path = f"{graph.drive}/root/children"
    assert graph.error("POST", path, json=body) == (409, "nameAlreadyExists")


def test_unknown_conflict_behavior(graph):
    body = {"name": "a", "folder": {}, "@microsoft.graph.conflictBehavior": "merge"}
    found = graph.error("POST", f"{graph.drive}/root/children", json=body)
    assert found == (400, "invalidRequest")


@pytest.mark.parametrize(
    "body, code",
    [
        (b"not json", "BadRequest"),
        (b"[]", "BadRequest"),
        (b'{"name": "a.txt", "file": {}}', "invalidRequest"),
        (b'{"folder": {}}', "invalidRequest"),
        (b'{"name": 5, "folder": {}}', "invalidRequest"),
        (b'{"name": "a", "folder": {}, "fileSystemInfo": 5}', "invalidRequest"),
    ],
)
def test_bad_bodies(body, code, graph):
    headers = {"Content-Type": "application/json"}
    path = f"{graph.drive}/root/children"
    assert graph.error("POST", path, data=body, headers=headers) == (400, code)


def test_unknown_properties_do_not_matter(graph):
    file, folder = graph.file("a.txt"), graph.folder("Folder")
    body = {
        "@name.conflictBehavior": "fail",
        "parentReference": {"id": folder["id"], "driveType": "", "path": ""},
        "whatever": 1,
    }
    item = graph.ok("PATCH", f"{graph.drive}/items/{file['id']}", json=body)
    assert item["parentReference"]["id"] == folder["id"]


def test_rename_changes_the_etag_only(graph):
    file = graph.file("a.txt")
    path = f"{graph.drive}/items/{file['id']}"
    renamed = graph.ok("PATCH", path, json={"name": "A.txt"})
    assert renamed["id"] == file["id"]
    assert renamed["name"] == "A.txt"
    assert renamed["eTag"] != file["eTag"]
    assert renamed["cTag"] == file["cTag"]
    changed = graph.file("a.TXT", b"new")
    assert changed["id"] == file["id"]
    assert changed["cTag"] != file["cTag"]


def test_rename_to_a_name_that_is_taken(graph):
    file = graph.file("a.txt")
    graph.file("B.txt")
    path = f"{graph.drive}/items/{file['id']}"
    assert graph.error("PATCH", path, json={"name": "b.TXT"}) == (
        409,
        "nameAlreadyExists",
    )


def test_move_keeps_id_and_sizes(graph):
    source, target = graph.folder("Source"), graph.folder("Target")
    inner = graph.folder("Inner", source["id"])
    graph.file("a.txt", b"12345", inner["id"])
    body = {"parentReference": {"id": target["id"]}, "name": "Moved"}
    moved = graph.ok("PATCH", f"{graph.drive}/items/{inner['id']}", json=body)
    assert (moved["id"], moved["name"]) == (inner["id"], "Moved")
    assert moved["parentReference"]["path"].endswith("root:/Target")
    assert graph.item(source["id"])["size"] == 0
    assert graph.item(target["id"])["size"] == 5
    assert graph.names(inner["id"]) == ["a.txt"]


def test_move_by_path(graph):
    target, file = graph.folder("Target"), graph.file("a.txt")
    reference = {"path": f"/drives/{graph.drive_id}/root:/Target"}
    path = f"{graph.drive}/items/{file['id']}"
    moved = graph.ok("PATCH", path, json={"parentReference": reference})
    assert moved["parentReference"]["id"] == target["id"]


@pytest.mark.parametrize(
    "reference, expected",
    [
        ({"id": "root"}, (400, "invalidRequest")),
        ({"id": "nowhere"}, (404, "itemNotFound")),
        ({"id": "{file}"}, (400, "invalidRequest")),
        ({"id": "{inner}"}, (400, "invalidRequest")),
        ({"driveId": "b!other", "id": "{inner}"}, (400, "notSupported")),
    ],
)
def test_moves_that_cannot_be(reference, expected, graph):
    folder, file = graph.folder("Folder"), graph.file("a.txt")
    inner = graph.folder("Inner", folder["id"])
    ids = {"file": file["id"], "inner": inner["id"]}
    reference = {name: value.format(**ids) for name, value in reference.items()}
    path = f"{graph.drive}/items/{folder['id']}"
    assert graph.error("PATCH", path, json={"parentReference": reference}) == expected


def test_top_folder_stays(graph):
    path = f"{graph.drive}/items/{graph.root}"
    assert graph.error("PATCH", path, json={"name": "x"}) == (403, "accessDenied")
    assert graph.error("DELETE", path) == (403, "accessDenied")


def test_times_are_writable_and_make_a_version(graph):
    file = graph.file("a.txt")
    path = f"{graph.drive}/items/{file['id']}"
    body = {"fileSystemInfo": {"lastModifiedDateTime": "2020-02-03T04:05:06.789+00:00"}}
    item = graph.ok("PATCH", path, json=body)
    assert item["fileSystemInfo"]["lastModifiedDateTime"] == TIME
    assert item["lastModifiedDateTime"] != TIME
    versions = graph.ok("GET", f"{path}/versions")["value"]
    assert [version["id"] for version in versions] == ["2.0", "1.0"]
    bad = {"fileSystemInfo": {"lastModifiedDateTime": "yesterday"}}
    assert graph.error("PATCH", path, json=bad) == (400, "invalidRequest")


def test_old_versions_can_be_read(graph):
    file = graph.file("a.txt", b"first")
    graph.file("a.txt", b"second")
    path = f"{graph.drive}/items/{file['id']}/versions"
    assert graph.ok("GET", f"{path}/1.0")["size"] == 5
    place = graph("GET", f"{path}/1.0/content").headers["Location"]
    assert requests.get(place, timeout=10).content == b"first"
    place = graph("GET", f"{path}/2.0/content").headers["Location"]
    assert requests.get(place, timeout=10).content == b"second"
    assert graph.error("GET", f"{path}/3.0") == (404, "itemNotFound")


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_precondition(method, graph):
    file = graph.file("a.txt")
    path = f"{graph.drive}/items/{file['id']}"
    changed = graph.ok("PATCH", path, json={"name": "b.txt"})
    options = {"json": {"name": "c.txt"}} if method == "PATCH" else {}
    stale = {"If-Match": file["eTag"]}
    found = graph.error(method, path, headers=stale, **options)
    assert found == (412, "notAllowed")
    fresh = {"If-Match": changed["eTag"]}
    assert graph(method, path, headers=fresh, **options).ok


@pytest.mark.parametrize("condition", ["*", "{ctag}", "W/{etag}"])
def test_preconditions_that_hold(condition, graph):
    file = graph.file("a.txt")
    header = condition.format(ctag=file["cTag"], etag=file["eTag"])
    path = f"{graph.drive}/items/{file['id']}"
    answer = graph("PATCH", path, json={"name": "b"}, headers={"If-Match": header})
    assert answer.status_code == 200


def test_locked_file(graph, microsoft):
    folder = graph.folder("Folder")
    file = graph.file("a.docx", parent=folder["id"])
    path = f"{graph.drive}/items/{file['id']}"
    microsoft.lock("/Folder/a.docx")
    locked = (423, "resourceLocked")
    assert graph.error("PATCH", path, json={"name": "b.docx"}) == locked
    assert graph.error("DELETE", path) == locked
    assert graph.error("DELETE", f"{graph.drive}/items/{folder['id']}") == locked
    assert graph.error("PUT", f"{path}/content", data=b"x") == locked
    assert graph.content(file["id"]) == b"content"
    microsoft.lock("/Folder/a.docx", locked=False)
    assert graph("DELETE", path).status_code == 204


def test_search(graph):
    folder = graph.folder("Reports")
    graph.file("Annual report.txt", parent=folder["id"])
    graph.file("it's.txt")
    graph.file("other.txt")

    def found(where, text):
        page = graph.ok("GET", f"{graph.drive}{where}/search(q='{text}')")
        return sorted(item["name"] for item in page["value"])

    assert found("/root", "REPORT") == ["Annual report.txt", "Reports"]
    assert found("", "report") == ["Annual report.txt", "Reports"]
    assert found(f"/items/{folder['id']}", "report") == ["Annual report.txt"]
    assert found("/root", "it''s") == ["it's.txt"]
    assert found("/root", "nothing") == []


def test_link_to_share(graph):
    file = graph.file("a.txt")
    path = f"{graph.drive}/items/{file['id']}/createLink"
    answer = graph("POST", path, json={"type": "view", "scope": "organization"})
    assert answer.status_code == 201
    assert "a.txt" in requests.get(answer.json()["link"]["webUrl"], timeout=10).text


def test_malware_cannot_be_downloaded(graph, microsoft):
    file = graph.file("a.exe")
    microsoft.flag_malware(file["id"])
    item = graph.item(file["id"])
    assert item["malware"]
    answer = graph("GET", item["@microsoft.graph.downloadUrl"])
    assert answer.status_code == 403
