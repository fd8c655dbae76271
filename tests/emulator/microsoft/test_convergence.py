# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Random work of many people at once: the tree stays sound, the feed tells all."""

import random
import threading

import pytest

from .conftest import Graph

WORKERS = 6
STEPS = 60
NAMES = [f"n{number}" for number in range(8)]


class Worker:
    """Somebody who creates, uploads, renames, moves, deletes and restores.

    Most of it may be refused: others work on the same items.
    """

    def __init__(self, seed, graph, microsoft):
        self._random = random.Random(seed)
        self._graph = graph
        self._microsoft = microsoft
        self.unexpected = []

    def run(self, steps):
        for _step in range(steps):
            act = self._random.choice(
                [self.folder, self.folder, self.upload, self.upload, self.rename]
                + [self.move, self.delete, self.purge, self.restore, self.copy]
            )
            act()

    def _known(self):
        entries = self._microsoft.tree(user="demo@example.com")
        return [entry for entry in entries if not entry["trashed"]]

    def _some(self, folder=None):
        known = [e for e in self._known() if folder is None or e["folder"] == folder]
        ids = [entry["id"] for entry in known]
        if folder:
            ids.append(self._graph.root)
        return self._random.choice(ids) if ids else self._graph.root

    def _name(self):
        return self._random.choice(NAMES)

    def _call(self, method, suffix, **options):
        answer = self._graph(method, self._graph.drive + suffix, **options)
        if answer.status_code >= 500:
            self.unexpected.append(answer.text)

    def folder(self):
        body = {"name": self._name(), "folder": {}}
        self._call("POST", f"/items/{self._some(True)}/children", json=body)

    def upload(self):
        content = self._random.randbytes(self._random.randrange(2000))
        path = f"/items/{self._some(True)}:/{self._name()}:/content"
        self._call("PUT", path, data=content)

    def rename(self):
        self._call("PATCH", f"/items/{self._some()}", json={"name": self._name()})

    def move(self):
        body = {"parentReference": {"id": self._some(True)}}
        self._call("PATCH", f"/items/{self._some()}", json=body)

    def delete(self):
        self._call("DELETE", f"/items/{self._some()}")

    def purge(self):
        self._call("POST", f"/items/{self._some()}/permanentDelete")

    def copy(self):
        body = {"parentReference": {"id": self._some(True)}, "name": self._name()}
        self._call("POST", f"/items/{self._some(False)}/copy", json=body)

    def restore(self):
        entries = [e for e in self._microsoft.tree() if e["trashed"]]
        if entries:
            try:
                self._microsoft.restore(self._random.choice(entries)["id"])
            except Exception as error:  # noqa: BLE001 (names are taken, others were faster)
                assert "Error" not in str(error)


class Replica:
    """What a client knows that does nothing but read the feed."""

    def __init__(self, graph):
        self._graph = graph
        self._link = None
        self.items = {}

    def read(self):
        entries, self._link = self._graph.delta(self._link)
        for entry in entries:
            if "deleted" in entry:
                self._forget(entry["id"])
            else:
                parent = entry["parentReference"].get("id")
                assert parent is None or parent in self.items, "parents come first"
                self.items[entry["id"]] = (
                    parent,
                    entry["name"],
                    entry["eTag"],
                    None if "folder" in entry else entry["size"],
                )

    def _forget(self, item_id):
        """A deleted folder takes everything in it along."""
        self.items.pop(item_id, None)
        for each, (parent, *_rest) in list(self.items.items()):
            if parent == item_id:
                self._forget(each)


def truth(microsoft):
    return {
        entry["id"]: (entry["parent"], entry["name"], entry["eTag"], entry["size"])
        for entry in microsoft.tree(user="demo@example.com")
        if not entry["trashed"]
    }


def assert_sound(graph, microsoft):
    """No orphans, no twins, and every folder is as large as what is in it."""
    items = truth(microsoft)
    places = [(parent, name.lower()) for parent, name, _tag, _size in items.values()]
    assert len(set(places)) == len(places)
    assert {parent for parent, _name in places} <= {*items, graph.root}
    total = sum(size or 0 for _parent, _name, _tag, size in items.values())
    assert graph.item("root")["size"] == total
    binned = sum(top["size"] for top in microsoft.bin())
    assert graph.ok("GET", "/me/drive")["quota"]["used"] == total + binned


def assert_told(replica, graph, microsoft):
    replica.read()
    known = dict(replica.items)
    known.pop(graph.root)
    assert known == truth(microsoft)


@pytest.mark.parametrize("seed", range(4))
def test_feed_after_every_step(seed, graph, microsoft, control):
    """One person works; pages of the feed are as short as can be."""
    control.set(microsoft_page_limit=3)
    worker, replica = Worker(seed, graph, microsoft), Replica(graph)
    for _round in range(15):
        worker.run(4)
        assert_told(replica, graph, microsoft)
    assert worker.unexpected == []
    assert_sound(graph, microsoft)


@pytest.mark.parametrize("seed, page_limit", [(0, None), (1, 5), (2, 20)])
def test_many_people_at_once(
    seed, page_limit, emulator, granted, graph, microsoft, control
):
    control.set(microsoft_page_limit=page_limit)
    workers = [
        Worker(
            seed * 100 + number,
            Graph(emulator.url, granted["access_token"], microsoft),
            microsoft,
        )
        for number in range(WORKERS)
    ]
    replica = Replica(graph)
    threads = [threading.Thread(target=each.run, args=[STEPS]) for each in workers]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        replica.read()
    for thread in threads:
        thread.join()
    assert [text for each in workers for text in each.unexpected] == []
    assert_sound(graph, microsoft)
    assert_told(replica, graph, microsoft)
