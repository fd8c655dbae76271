# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Deleting, the recycle bin, and the way back."""

import pytest

from cloud_emulator import ControlError


@pytest.fixture
def tree(graph):
    """Ids of /Folder, /Folder/Sub and /Folder/Sub/a.txt (3 bytes)."""
    folder = graph.folder("Folder")["id"]
    sub = graph.folder("Sub", folder)["id"]
    return folder, sub, graph.file("a.txt", b"one", sub)["id"]


def delete(graph, item_id):
    return graph("DELETE", f"{graph.drive}/items/{item_id}").status_code


def test_deleted_items_are_gone_from_the_api(tree, graph, microsoft):
    folder, sub, file = tree
    assert delete(graph, folder) == 204
    for item_id in tree:
        path = f"{graph.drive}/items/{item_id}"
        assert graph.error("GET", path) == (404, "itemNotFound")
    assert delete(graph, folder) == 404
    assert graph.names() == []
    assert graph.item("root")["size"] == 0
    [top] = microsoft.bin()
    assert (top["id"], top["name"], top["place"]) == (folder, "Folder", "/")
    assert all(entry["trashed"] for entry in microsoft.tree())


def test_name_is_free_again(tree, graph):
    delete(graph, tree[0])
    assert graph.folder("Folder")["id"] != tree[0]


def test_restored_with_everything_and_the_same_ids(tree, graph, microsoft):
    folder, sub, file = tree
    before = graph.item(folder)
    delete(graph, folder)
    microsoft.restore(folder)
    assert graph.item(folder)["eTag"] != before["eTag"]
    assert graph.item(folder)["size"] == 3
    assert graph.item(file)["parentReference"]["path"].endswith("root:/Folder/Sub")
    assert graph.content(file) == b"one"
    assert microsoft.bin() == []


def test_what_was_deleted_before_stays_in_the_bin(tree, graph, microsoft):
    folder, sub, file = tree
    delete(graph, file)
    delete(graph, folder)
    assert [top["id"] for top in microsoft.bin()] == [folder, file]
    microsoft.restore(folder)
    assert graph.names(sub) == []
    microsoft.restore(file)
    assert graph.names(sub) == ["a.txt"]
    assert graph.item(folder)["size"] == 3


def test_lost_folders_are_made_again(tree, graph, microsoft):
    folder, sub, file = tree
    delete(graph, file)
    delete(graph, folder)
    microsoft.empty_bin(older_than_days=1)
    microsoft.restore(file)
    restored = graph.item(file)
    assert restored["parentReference"]["path"].endswith("root:/Folder/Sub")
    assert restored["parentReference"]["id"] != sub
    assert graph.item("root")["size"] == 3


def test_a_file_is_where_the_folder_was(tree, graph, microsoft):
    delete(graph, tree[2])
    delete(graph, tree[0])
    graph.file("folder")
    with pytest.raises(ControlError, match="same name already exists"):
        microsoft.restore(tree[2])


def test_one_item_out_of_a_deleted_folder(tree, graph, microsoft):
    folder, sub, file = tree
    graph.file("b.txt", b"12345", sub)
    delete(graph, folder)
    microsoft.restore(file)
    assert graph.content(file) == b"one"
    assert graph.item("root")["size"] == 3
    [top] = microsoft.bin()
    assert (top["id"], top["size"]) == (folder, 5)


def test_one_item_out_of_a_folder_deleted_before_its_parent(tree, graph, microsoft):
    folder, sub, file = tree
    graph.file("b.txt", b"12345", folder)
    delete(graph, sub)
    delete(graph, folder)
    microsoft.restore(file)
    sizes = {top["id"]: top["size"] for top in microsoft.bin()}
    assert sizes == {folder: 5, sub: 0}


def test_restore_where_the_name_is_taken(tree, graph, microsoft):
    delete(graph, tree[0])
    graph.folder("FOLDER")
    with pytest.raises(ControlError, match="same name already exists"):
        microsoft.restore(tree[0])
    assert [top["id"] for top in microsoft.bin()] == [tree[0]]


def test_emptied_bin(tree, graph, microsoft, emulator):
    delete(graph, tree[0])
    microsoft.empty_bin()
    assert microsoft.bin() == []
    assert microsoft.tree() == []
    with pytest.raises(ControlError, match="no item"):
        microsoft.restore(tree[0])
    stored = emulator.state / "microsoft"
    assert not [path for path in stored.glob("??/*") if path.is_file()]


def test_permanent_delete(tree, graph, microsoft):
    path = f"{graph.drive}/items/{tree[1]}/permanentDelete"
    assert graph("POST", path).status_code == 204
    assert microsoft.bin() == []
    assert graph.names(tree[0]) == []
    assert graph.item(tree[0])["size"] == 0


def test_contents_stay_while_something_uses_them(graph, microsoft):
    first, second = graph.file("a.txt", b"same"), graph.file("b.txt", b"same")
    graph("POST", f"{graph.drive}/items/{first['id']}/permanentDelete")
    assert graph.content(second["id"]) == b"same"


def test_business_drives_do_not_restore_by_the_api(tree, graph):
    """The restore action is documented for personal drives only."""
    delete(graph, tree[0])
    path = f"{graph.drive}/items/{tree[0]}/restore"
    assert graph.error("POST", path, json={}) == (400, "notSupported")
