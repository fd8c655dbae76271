# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The delta feed of business drives."""

import time

import pytest
import requests


@pytest.fixture
def changes(graph):
    """Function: the entries since the last call, by id; the first call is a start."""
    state = {"link": f"{graph.drive}/root/delta?token=latest"}

    def since(**options):
        entries, state["link"] = graph.delta(state["link"])
        return {entry["id"]: entry for entry in entries}

    since()
    since.state = state
    return since


def test_everything_with_parents_first(graph):
    folder = graph.folder("Folder")
    file = graph.file("a.txt", parent=folder["id"])
    other = graph.folder("Other")
    # the older item lies deeper than the newer one now
    body = {"parentReference": {"id": other["id"]}}
    graph.ok("PATCH", f"{graph.drive}/items/{folder['id']}", json=body)
    entries, link = graph.delta()
    assert [entry["id"] for entry in entries] == [
        graph.root,
        other["id"],
        folder["id"],
        file["id"],
    ]
    assert f"{graph.drive}/root/delta?token=" in link
    assert graph.delta(link)[0] == []


def test_entry_of_a_business_drive(graph):
    folder = graph.folder("Folder")
    graph.file("a.txt", b"J", folder["id"])
    root, _folder, file = graph.delta()[0]
    assert root["root"] == {}
    assert file["parentReference"] == {
        "driveType": "business",
        "driveId": graph.drive_id,
        "id": folder["id"],
        "name": "Folder",
    }
    assert file["file"]["hashes"]["quickXorHash"]
    assert file["eTag"]
    assert "cTag" not in file


def test_ancestors_come_along(graph, changes):
    folder = graph.folder("Folder")
    graph.folder("Other")
    sub = graph.folder("Sub", folder["id"])
    changes()
    file = graph.file("a.txt", parent=sub["id"])
    assert list(changes()) == [graph.root, folder["id"], sub["id"], file["id"]]


def test_ancestors_stay_away_when_told_so(graph, changes):
    folder = graph.folder("Folder")
    changes()
    link = changes.state["link"]
    file = graph.file("a.txt", parent=folder["id"])
    page = graph.ok("GET", link, headers={"deltaExcludeParent": "true"})
    assert [entry["id"] for entry in page["value"]] == [file["id"]]


def test_renamed_folder_comes_without_its_content(graph, changes):
    folder = graph.folder("Folder")
    graph.file("a.txt", parent=folder["id"])
    changes()
    path = f"{graph.drive}/items/{folder['id']}"
    graph.ok("PATCH", path, json={"name": "Renamed"})
    entries = changes()
    assert list(entries) == [graph.root, folder["id"]]
    assert entries[folder["id"]]["name"] == "Renamed"


def test_latest_state_once(graph, changes):
    file = graph.file("a.txt", b"one")
    graph.file("a.txt", b"other")
    graph.ok("PATCH", f"{graph.drive}/items/{file['id']}", json={"name": "b.txt"})
    entries = changes()
    assert list(entries) == [graph.root, file["id"]]
    assert (entries[file["id"]]["name"], entries[file["id"]]["size"]) == ("b.txt", 5)
    assert changes() == {}


def test_tombstones_have_a_facet_but_no_name(graph, changes):
    folder, file = graph.folder("Folder"), graph.file("a.txt")
    changes()
    for item in (folder, file):
        graph("DELETE", f"{graph.drive}/items/{item['id']}")
    assert changes() == {
        item["id"]: {
            "id": item["id"],
            "parentReference": {
                "driveType": "business",
                "driveId": graph.drive_id,
                "id": graph.root,
            },
            "deleted": {"state": "deleted"},
            facet: {},
            "size": 0,
        }
        for item, facet in ((folder, "folder"), (file, "file"))
    }


@pytest.mark.parametrize("descendants", [False, True])
def test_deleted_folder(descendants, graph, changes, control):
    control.set(microsoft_delta_lists_descendants=descendants)
    folder = graph.folder("Folder")
    file = graph.file("a.txt", parent=folder["id"])
    changes()
    graph("DELETE", f"{graph.drive}/items/{folder['id']}")
    expected = [folder["id"], file["id"]] if descendants else [folder["id"]]
    entries = changes()
    assert list(entries) == expected
    assert all(entry["deleted"] for entry in entries.values())


def test_restored_folder_comes_with_its_content(graph, changes, microsoft):
    folder = graph.folder("Folder")
    file = graph.file("a.txt", parent=folder["id"])
    graph("DELETE", f"{graph.drive}/items/{folder['id']}")
    changes()
    microsoft.restore(folder["id"])
    assert list(changes()) == [graph.root, folder["id"], file["id"]]


def test_permanently_deleted(graph, changes):
    file = graph.file("a.txt")
    changes()
    graph("POST", f"{graph.drive}/items/{file['id']}/permanentDelete")
    assert list(changes()) == [file["id"]]


def test_bin_emptied_says_nothing_new(graph, changes, microsoft):
    file = graph.file("a.txt")
    graph("DELETE", f"{graph.drive}/items/{file['id']}")
    changes()
    microsoft.empty_bin()
    assert changes() == {}


def test_pages(graph, control):
    for number in range(5):
        graph.folder(f"f{number}")
    control.set(microsoft_page_limit=2)
    entries, link = graph.delta()
    assert len(entries) == 6
    for name in ("f0", "f1", "f2"):
        graph("DELETE", f"{graph.drive}/root:/{name}")
    graph.folder("f5")
    entries, link = graph.delta(link)
    assert [entry.get("name") for entry in entries] == ["root", "f5", None, None, None]
    assert graph.delta(link)[0] == []


def test_changes_between_pages_are_not_lost(graph, control):
    folders = [graph.folder(f"f{number}") for number in range(5)]
    control.set(microsoft_page_limit=2)
    page = graph.ok("GET", f"{graph.drive}/root/delta")
    moved = {"parentReference": {"id": folders[0]["id"]}}
    graph.ok("PATCH", f"{graph.drive}/items/{folders[4]['id']}", json=moved)
    graph("DELETE", f"{graph.drive}/items/{folders[3]['id']}")
    entries, link = graph.delta(page["@odata.nextLink"])
    later, _link = graph.delta(link)
    last = {entry["id"]: entry for entry in page["value"] + entries + later}
    assert last[folders[4]["id"]]["parentReference"]["id"] == folders[0]["id"]
    assert last[folders[3]["id"]]["deleted"]


def test_page_size_and_selection_stay(graph):
    for number in range(3):
        graph.folder(f"f{number}")
    params = {"$top": 2, "$select": "id,name"}
    page = graph.ok("GET", f"{graph.drive}/root/delta", params=params)
    following = graph.ok("GET", page["@odata.nextLink"])
    for each in (page, following):
        assert len(each["value"]) == 2
        assert all(set(entry) == {"id", "name"} for entry in each["value"])


@pytest.mark.parametrize(
    "address",
    [
        "{d}/root/delta",
        "{d}/root/delta()",
        "{d}/items/root/delta",
        "{d}/items/{r}/delta",
        "{d}/root/microsoft.graph.delta",
        "{d}/root/view.delta",
        "{d}/root:/:/delta",
    ],
)
def test_forms_of_the_address(address, graph):
    path = address.format(d=graph.drive, r=graph.root)
    assert len(graph.delta(path)[0]) == 1


def test_token_as_an_argument(graph):
    graph.folder("Folder")
    page = graph.ok("GET", f"{graph.drive}/root/delta(token='latest')")
    assert page["value"] == []
    assert graph.delta(page["@odata.deltaLink"])[0] == []


def test_token_may_be_a_time(graph):
    graph.folder("Before")
    time.sleep(1.1)
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    time.sleep(1.1)
    after = graph.folder("After")
    entries, _link = graph.delta(f"{graph.drive}/root/delta?token={moment}")
    assert [entry["id"] for entry in entries] == [graph.root, after["id"]]


def test_only_the_top_folder_has_a_feed(graph):
    folder = graph.folder("Folder")
    path = f"{graph.drive}/items/{folder['id']}/delta"
    assert graph.error("GET", path) == (501, "notSupported")


def test_every_drive_has_its_own(graph, changes, microsoft):
    library = microsoft.add_site("Team")["drive"]
    microsoft.create_folder(f"{library}:/", "There")
    assert changes() == {}
    foreign = f"/drives/{library}/root/delta?" + changes.state["link"].split("?")[1]
    assert graph.error("GET", foreign) == (400, "invalidRequest")


@pytest.mark.parametrize("token", ["nonsense", "e30", "%00"])
def test_malformed_token(token, graph):
    path = f"{graph.drive}/root/delta?token={token}"
    assert graph.error("GET", path) == (400, "invalidRequest")


def test_expired_tokens(graph, changes, microsoft):
    folder = graph.folder("Folder")
    microsoft.expire_delta_tokens()
    answer = graph("GET", changes.state["link"])
    assert answer.status_code == 410
    error = answer.json()["error"]
    assert error["code"] == "resyncRequired"
    assert error["innerError"]["code"] == "resyncChangesApplyDifferences"
    entries, link = graph.delta(answer.headers["Location"])
    assert [entry["id"] for entry in entries] == [graph.root, folder["id"]]
    assert graph.delta(link)[0] == []


def test_resync_on_demand(graph, changes, control):
    reason = "resyncChangesUploadDifferences"
    control.add_fault("resync_410", "graph.delta", reason=reason, count=1)
    link = changes.state["link"]
    assert graph.error("GET", link) == (410, "resyncRequired", reason)
    assert graph.delta(link)[0] == []


def test_lost_tombstone(graph, changes, control):
    file = graph.file("a.txt")
    changes()
    control.add_fault("lost_tombstone", "graph.delta", count=1)
    graph("DELETE", f"{graph.drive}/items/{file['id']}")
    other = graph.file("b.txt")
    assert list(changes()) == [graph.root, other["id"]]
    assert changes() == {}


def test_feed_survives_a_restart(graph, changes, emulator):
    file = graph.file("a.txt")
    graph("DELETE", f"{graph.drive}/items/{file['id']}")
    emulator.restart()
    assert list(changes()) == [file["id"]]


def test_location_of_a_resync_follows_the_host(session, granted, graph, control):
    control.add_fault("resync_410", "graph.delta", count=1)
    answer = session.get(
        f"https://graph.microsoft.com/v1.0{graph.drive}/root/delta",
        headers={"Authorization": f"Bearer {granted['access_token']}"},
        timeout=10,
    )
    assert answer.status_code == requests.codes.gone
    assert answer.headers["Location"].startswith("https://graph.microsoft.com/v1.0/")


def test_moved_between_pages(graph, control):
    """Whatever moves while a client turns pages, nothing is left out."""
    top = graph.folder("top")
    deep = graph.folder("deep", graph.folder("middle", top["id"])["id"])
    file = graph.file("a.txt", parent=deep["id"])
    control.set(microsoft_page_limit=2)
    first = graph.ok("GET", f"{graph.drive}/root/delta")
    body = {"parentReference": {"id": graph.root}}
    graph.ok("PATCH", f"{graph.drive}/items/{deep['id']}", json=body)
    entries, _link = graph.delta(first["@odata.nextLink"])
    assert file["id"] in {entry["id"] for entry in entries}


def test_parents_first_over_pages(graph, control):
    old = graph.folder("old")
    file = graph.file("a.txt", parent=old["id"])
    new = graph.folder("new")
    body = {"parentReference": {"id": new["id"]}}
    graph.ok("PATCH", f"{graph.drive}/items/{old['id']}", json=body)
    control.set(microsoft_page_limit=1)
    entries, _link = graph.delta()
    known = set()
    for entry in entries:
        assert entry["parentReference"].get("id") in {None, *known}
        known.add(entry["id"])
    assert known == {graph.root, old["id"], new["id"], file["id"]}
