# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Drives and sites: a OneDrive of each user, document libraries of each site."""

from . import clock, ids

HOST = "example.sharepoint.com"
DEFAULT_LIBRARY = "Documents"
#: bytes a new drive holds: 1 TiB of a user, 25 TiB of a library
USER_QUOTA = 1 << 40
LIBRARY_QUOTA = 25 << 40


class Drives:
    """All drives and sites; rows of ``graph_drive`` and ``graph_site``.

    ``kind`` of a drive is its ``driveType``, ``place`` what comes before the paths in
    it on the server.
    """

    def __init__(self, database, tree, recycle_bin):
        self._database = database
        self._tree = tree
        self._bin = recycle_bin
        if not self.site_at(""):
            self.add_root_site()

    def _add(self, kind, name, place, actor, quota, owner=None, site_id=None):
        personal = kind == "personal"
        drive_id = ids.personal_drive_id() if personal else ids.business_drive_id()
        root_id = ids.item_id(drive_id)
        with self._database.transaction():
            self._database.insert(
                "graph_drive",
                id=drive_id,
                kind=kind,
                name=name,
                place=place,
                owner=owner,
                site_id=site_id,
                root_id=root_id,
                quota=quota,
                created=clock.now(),
            )
            self._tree.add_root(drive_id, root_id, actor)
        return self.get(drive_id)

    def get(self, drive_id):
        return self._database.one("SELECT * FROM graph_drive WHERE id = ?", [drive_id])

    def all(self):
        return self._database.all("SELECT * FROM graph_drive ORDER BY seq")

    def root(self, drive):
        return self._tree.get(drive["root_id"])

    def of_user(self, user):
        """The drive of a user, made when it is first asked for."""
        with self._database.transaction():
            known = self._database.one(
                "SELECT * FROM graph_drive WHERE owner = ?", [user["email"]]
            )
            if known:
                return known
            email = user["email"]
            quota = USER_QUOTA
            if user["personal"]:
                return self._add("personal", "OneDrive", "", email, quota, email)
            place = f"personal/{''.join(c if c.isalnum() else '_' for c in email)}"
            place += f"/{DEFAULT_LIBRARY}"
            return self._add("business", "OneDrive", place, email, quota, email)

    def add_root_site(self):
        """Every organisation has one."""
        self.add_site("Communication site", "")

    def add_site(self, name, path):
        """Create a site with its default library.

        :param path: on the server, ``sites/team``; empty for the root site
        :return: its row
        """
        with self._database.transaction():
            site_id = f"{HOST},{ids.guid()},{ids.guid()}"
            self._database.insert(
                "graph_site",
                id=site_id,
                path=path,
                name=name,
                group_id=ids.guid(),
                created=clock.now(),
            )
            self.add_library(site_id, DEFAULT_LIBRARY)
        return self.site(site_id)

    def add_library(self, site_id, name):
        """:return: the row of the new library's drive"""
        site = self.site(site_id)
        folder = "Shared Documents" if name == DEFAULT_LIBRARY else name
        place = f"{site['path']}/{folder}".strip("/")
        return self._add(
            "documentLibrary",
            name,
            place,
            "app:sharepoint",
            LIBRARY_QUOTA,
            None,
            site_id,
        )

    def site(self, key):
        """The site of an id (all three parts, or only the middle one), or None."""
        return self._database.one(
            "SELECT * FROM graph_site WHERE id = ? OR instr(id, ',' || ? || ',')",
            [key, key],
        )

    def site_at(self, path):
        return self._database.one(
            "SELECT * FROM graph_site WHERE path = ? COLLATE NOCASE", [path]
        )

    def site_of_group(self, group_id):
        return self._database.one(
            "SELECT * FROM graph_site WHERE group_id = ?", [group_id]
        )

    def sites(self):
        return self._database.all("SELECT * FROM graph_site ORDER BY rowid")

    def libraries(self, site_id):
        """Drives of a site, the default one first."""
        return self._database.all(
            "SELECT * FROM graph_drive WHERE site_id = ? ORDER BY seq", [site_id]
        )

    def used(self, drive):
        """Bytes in a drive and in its bin."""
        return self.root(drive)["size"] + self._bin.size(drive["id"])

    def has_room(self, drive, size):
        quota = drive["quota"]
        return quota is None or self.used(drive) + size <= quota

    def set_quota(self, drive_id, limit):
        """:param limit: bytes, None for no limit"""
        self._database.update("graph_drive", {"id": drive_id}, quota=limit)

    def expire_delta_tokens(self, drive_id):
        """All delta tokens of a drive given out so far are too old from now on."""
        self._database.execute(
            "UPDATE graph_drive SET epoch = epoch + 1 WHERE id = ?", [drive_id]
        )
