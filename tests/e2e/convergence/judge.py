# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What must be true in the end, found out like people would: by looking at both sides.

The engine's tables are asked only which folder of the cloud belongs to which record,
and in which sub-folder an attachment lies: nothing else in Odoo knows that.
"""

import hashlib
import re
from collections import Counter, defaultdict

import requests

from showcase.naming import file_system_name

from .odoo_side import NATIVE

_TOLD_APART = re.compile(r" \(#\d+\)(?=\.\w+$|$)")
FOLDERS = """
    SELECT id, parent_id, kind, name, external_id, res_id, status
    FROM cloud_folder WHERE backend_id = %s
"""
PLACES = """
    SELECT odoo_id, folder_id, external_id FROM cloud_file WHERE odoo_id IS NOT NULL
"""
LEFT_OVER = {
    "file with a problem": (
        "SELECT base_name || ' ' || coalesce(error, status) FROM cloud_file"
        " WHERE backend_id = %s AND (error IS NOT NULL OR status != 'synced')"
    ),
    "folder with a problem": (
        "SELECT name || ' ' || error FROM cloud_folder"
        " WHERE backend_id = %s AND error IS NOT NULL"
    ),
    "tombstone": (
        "SELECT base_name FROM cloud_file WHERE backend_id = %s AND odoo_id IS NULL"
    ),
    "observation": (
        "SELECT coalesce(name, external_id) || ' ' || coalesce(error, '')"
        " FROM cloud_observation WHERE backend_id = %s"
    ),
    "hold": "SELECT id FROM cloud_hold WHERE backend_id = %s",
}
FAILED = """
    SELECT name || ': ' || exc_name || ' ' || left(exc_message, 200) FROM queue_job
    WHERE state = 'failed' AND exc_name != 'JobFoundDead'
"""
ERRORS = """
    SELECT DISTINCT operation || ' ' || coalesce(raw_message, '') FROM cloud_sync_log
    WHERE backend_id = %s AND level = 'error'
"""
#: what the Sync Logs may say in red, and what must have happened before: beginnings
#: of the journal's words
EXPLAINED = (
    ("Somebody has the file open", ("hit by locked_423",)),
    # The copy that comes home is compared: what people edited waits for the other sync.
    ("did not arrive as it is in the cloud", ("cloud.edit",)),
    ("changed meanwhile", ("hit by precondition_412", "cloud.")),
    (
        "does not find the item",
        (
            "cloud.delete",
            "cloud.bin",
            "cloud.empty_bin",
            "odoo.delete",
            "hit by list_lag",
        ),
    ),
    # The former folder of a record, which people took out of the bin, has its name.
    ("is in OneDrive already", ("cloud.restore",)),
    (
        "is not in the cloud yet",
        ("hit by ", "kill.", "cloud.bin_record_folder", "cloud.move_record_folder_out"),
    ),
)


def plain(name):
    """:return: a name without what tells twins apart, with symbols replaced"""
    return _TOLD_APART.sub("", file_system_name(name)).lower()


class Judge:
    """Looks at both sides when all is at rest.

    :param stand: the :class:`~.stand.Stand`
    :param odoo: the :class:`~.odoo_side.OdooSide`
    :param cloud: the :class:`~.cloud_side.CloudSide`
    :param journal: the :class:`~.journal.Journal`
    """

    def __init__(self, stand, odoo, cloud, journal):
        self._stand = stand
        self._odoo = odoo
        self._cloud = cloud
        self._journal = journal
        rows = stand.query(FOLDERS, stand.backend_id)
        self._folders = {row[0]: row[1:] for row in rows}
        self._records = odoo.records()
        self._items = cloud.items()
        self._attachments = odoo.attachments()
        self._places = {row[0]: row[1:] for row in stand.query(PLACES)}
        self._contents = {file["id"]: self._content(file) for file in self._attachments}

    def problems(self, peaceful=False):
        """:return: a sentence for each thing that is not as it must be

        :param peaceful: whether nobody deleted anything
        """
        return [
            *self._differences(),
            *self._strays(),
            *self._lost(peaceful),
            *self._left_over(),
        ]

    def _content(self, file):
        """:return: the SHA-256 of what Odoo serves, None where it serves a link"""
        if (file["mimetype"] or "").startswith(NATIVE):
            return None
        try:
            content = self._stand.download(file["id"])
        except requests.HTTPError as error:
            return f"unreadable: {error.response.status_code}"
        return hashlib.sha256(content).hexdigest()

    # Both trees

    def _differences(self):
        in_odoo, in_cloud = self._odoo_trees(), self._cloud_trees()
        names = self._stand.call(
            "cloud.sync.rule", "read", list(self._odoo.rules.values()), ["name"]
        )
        titles = dict(
            zip(self._odoo.rules, (row["name"] for row in names), strict=True)
        )
        paths = self._record_paths()
        for record in self._records:
            owner = self._odoo.owner(record)
            mine, theirs = in_odoo[record["id"]], in_cloud[record["id"]]
            if owner:
                wanted = ["Odoo", titles[owner], record["name"]]
                if paths.get(record["id"]) != list(map(plain, wanted)):
                    yield f"{wanted} is at {paths.get(record['id'])}"
            else:
                # It keeps what it has in the cloud, but nothing new goes there.
                mine &= theirs
            for only, counts in (
                ("Odoo", mine - theirs),
                ("the cloud", theirs - mine),
            ):
                for (path, sha256), count in counts.items():
                    what = self._what(sha256)
                    place = "/".join([record["name"], *path])
                    yield f"only in {only}, {count}x: {place} ({what})"

    def _what(self, sha256):
        if sha256 in (None, "folder"):
            return sha256 or "no content"
        return self._journal.title(sha256)

    def _record_paths(self):
        paths = {
            item["id"]: [plain(name) for name in item["path"].strip("/").split("/")]
            for item in self._items
            if not item["trashed"]
        }
        return {
            res_id: paths.get(external_id)
            for _parent, kind, _name, external_id, res_id, _s in self._folders.values()
            if kind == "record"
        }

    def _odoo_trees(self):
        """:return: dict record id -> Counter of (path, SHA-256 or None)"""
        trees = defaultdict(Counter)
        for folder_id, row in self._folders.items():
            if row[1] == "sub":
                path, res_id = self._path_in_odoo(folder_id)
                trees[res_id][path, "folder"] += 1
        for file in self._attachments:
            folder_id, _external_id = self._places.get(file["id"], (None, None))
            path, res_id = self._path_in_odoo(folder_id) if folder_id else ((), None)
            if res_id != file["res_id"]:
                # It has left the record of its folder, or never had one.
                path = ()
            key = (*path, plain(file["name"])), self._contents[file["id"]]
            trees[file["res_id"]][key] += 1
        return trees

    def _path_in_odoo(self, folder_id):
        """:return: (path below the record's folder, id of the record)"""
        names = []
        parent_id, kind, name, _external_id, res_id, _status = self._folders[folder_id]
        while kind == "sub":
            names.insert(0, plain(name))
            parent_id, kind, name, _id, res_id, _status = self._folders[parent_id]
        return tuple(names), res_id

    def _cloud_trees(self):
        """:return: like :meth:`_odoo_trees`"""
        records = {
            row[3]: row[4] for row in self._folders.values() if row[1] == "record"
        }
        live = {item["id"]: item for item in self._items if not item["trashed"]}
        guests = self._guests()
        trees = defaultdict(Counter)
        for item in live.values():
            names, above = [plain(item["name"])], item["parent"]
            while above in live and above not in records:
                names.insert(0, plain(live[above]["name"]))
                above = live[above]["parent"]
            ours = item["id"] not in records and item["id"] not in guests
            if above in records and above in live and ours:
                content = "folder" if item["folder"] else item["sha256"]
                trees[records[above]][tuple(names), content] += 1
        return trees

    def _guests(self):
        """:return: remote ids of files whose attachments went to a record that is not
        synced; they stay where they were
        """
        synced = {r["id"] for r in self._records if self._odoo.owner(r)}
        guests = set()
        for file in self._attachments:
            folder_id, external_id = self._places.get(file["id"], (None, None))
            if folder_id and file["res_id"] not in synced:
                if self._path_in_odoo(folder_id)[1] != file["res_id"]:
                    guests.add(external_id)
        return guests

    def _strays(self):
        """No second folder of a record, none of one that is gone, no dead link."""
        ours = {row[3] for row in self._folders.values() if row[1] != "sub"}
        managed = {row[3] for row in self._folders.values() if row[1] in "root rule"}
        for item in self._items:
            stray = item["parent"] in managed or item["path"] == "/Odoo"
            stray &= item["folder"] and item["id"] not in ours
            if stray and not item["trashed"] and item["id"] not in self._cloud.restored:
                yield f"nobody's: {item['path']}"

        known = {record["id"] for record in self._records}
        for _parent, kind, name, _id, res_id, _status in self._folders.values():
            if kind == "record" and res_id not in known:
                yield f"nobody's: the folder {name}, whose record is gone"
        folders = Counter(
            (res_id, path[-1])
            for res_id, tree in self._odoo_trees().items()
            for path, content in tree
            if content == "folder"
        )
        links = Counter(
            (link["res_id"], plain(link["name"])) for link in self._odoo.folder_links()
        )
        for (_res_id, name), count in (links - folders).items():
            yield f"nobody's: {count}x the link to the folder {name}"

    # Contents

    def _lost(self, peaceful):
        kept = {item["sha256"] for item in self._items}
        shown = set(self._contents.values())
        for sha256 in self._journal.owed - kept - shown:
            yield f"lost: {self._journal.title(sha256)}"
        if peaceful:
            elsewhere = {
                item["sha256"]
                for item in self._items
                if item["path"].startswith("/Elsewhere/")
            }
            for sha256 in (self._journal.owed & kept) - shown - elsewhere:
                yield f"deleted by nobody: {self._journal.title(sha256)}"

    # What must not be left

    def _left_over(self):
        backend_id = self._stand.backend_id
        [state] = self._stand.call("cloud.backend", "read", [backend_id], ["state"])
        if state["state"] != "connected":
            yield f"the backend is {state['state']}"
        for what, sql in LEFT_OVER.items():
            for [text] in self._stand.query(sql, backend_id):
                yield f"{what} left: {text}"
        for [text] in self._stand.query(FAILED):
            yield f"failed job: {text}"
        for [text] in self._stand.query(ERRORS, backend_id):
            if not self._is_explained(text):
                yield f"unexplained in the Sync Logs: {text}"

    def _is_explained(self, text):
        happened = [word for word, count in self._journal.counts.items() if count]
        return any(
            sentence in text and any(word.startswith(causes) for word in happened)
            for sentence, causes in EXPLAINED
        )
