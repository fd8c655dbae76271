# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rows as the JSON resources of Graph."""

import base64

#: of Microsoft's own pages, behind which no person can be named
_SERVICE = {"application": {"displayName": "SharePoint"}}


def etag(item):
    """Changes with everything."""
    return f'"{{{item["guid"]}}},{item["etag"]}"'


def ctag(item):
    """Changes with the content only."""
    number = 0 if item["folder"] else item["ctag"]
    return f'"c:{{{item["guid"]}}},{number}"'


def base64_of(hexadecimal):
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()


class Presenter:
    """Builds the resources of one answer.

    :param storage_url: base of the links to pages and bytes
    """

    def __init__(self, provider, storage_url):
        self._provider = provider
        self._storage_url = storage_url
        self._people = {}
        self._parents = {}

    def item(self, item, drive, selection=None):
        """A driveItem.

        :param selection: names of the properties wanted, None for all
        """
        value = self._common(item, drive)
        if item["parent_id"] is None:
            value["root"] = {}
        if item["package"]:
            value["package"] = {"type": item["package"]}
        elif item["folder"]:
            count = self._provider.tree.child_count(item["id"])
            value["folder"] = {"childCount": count}
        else:
            value["file"] = self._file(item, drive)
            if selection is None or "@microsoft.graph.downloadUrl" in selection:
                link = self.download_url(item)
                value = {"@microsoft.graph.downloadUrl": link, **value}
        if item["malware"]:
            value["malware"] = {"description": "Malware detected"}
        if item["description"]:
            value["description"] = item["description"]
        return _selected(value, selection)

    def _common(self, item, drive):
        kind = "folder" if item["folder"] or item["package"] else "file"
        return {
            "id": item["id"],
            "name": item["name"],
            "size": item["size"],
            "eTag": etag(item),
            "cTag": ctag(item),
            "createdDateTime": item["created"],
            "lastModifiedDateTime": item["modified"],
            "createdBy": self.person(item["creator"]),
            "lastModifiedBy": self.person(item["modifier"]),
            "webUrl": f"{self._storage_url}/web/microsoft/{kind}/{item['id']}",
            "parentReference": self._parent(item, drive),
            "fileSystemInfo": {
                "createdDateTime": item["fs_created"],
                "lastModifiedDateTime": item["fs_modified"],
            },
        }

    def _file(self, item, drive):
        hashes = {"quickXorHash": base64_of(item["quickxor"])}
        if drive["kind"] == "personal":
            hashes["sha1Hash"] = item["sha1"].upper()
            hashes["sha256Hash"] = item["blob"].upper()
        return {"mimeType": item["mime_type"], "hashes": hashes}

    def download_url(self, item):
        ticket = self._provider.tickets.issue(item["id"])
        return (
            f"{self._storage_url}/_layouts/15/download.aspx"
            f"?UniqueId={item['guid'].lower()}&tempauth={ticket}"
        )

    def reference(self, drive):
        """What a parentReference says about the drive."""
        value = {"driveType": drive["kind"], "driveId": drive["id"]}
        if drive["site_id"]:
            value["siteId"] = drive["site_id"].split(",")[1]
        return value

    def _parent(self, item, drive):
        value = self.reference(drive)
        parent_id = item["parent_id"]
        if parent_id is None:
            return value
        if parent_id not in self._parents:
            line = self._provider.tree.line(parent_id)
            names = "".join(f"/{row['name']}" for row in line[1:])
            path = f"/drives/{drive['id']}/root:{names}"
            self._parents[parent_id] = (line[-1]["name"], path)
        name, path = self._parents[parent_id]
        return {**value, "id": parent_id, "name": name, "path": path}

    def changed(self, item, drive, selection=None):
        """A driveItem as delta lists it: no path, and no cTag on business drives."""
        wanted = selection or _DELTA_PROPERTIES
        if drive["kind"] != "personal":
            wanted = wanted - {"cTag"}
        value = self.item(item, drive, wanted)
        if "parentReference" in value:
            value["parentReference"].pop("path", None)
        return value

    def tombstone(self, change, drive):
        """A deleted item: only personal drives still know its name."""
        value = {
            "id": change["item_id"],
            "parentReference": {
                "driveType": drive["kind"],
                "driveId": drive["id"],
                "id": change["parent_id"],
            },
            "folder" if change["folder"] else "file": {},
            "deleted": {"state": "deleted"},
        }
        if drive["kind"] == "personal":
            return {**value, "name": change["name"]}
        return {**value, "size": 0}

    def person(self, key):
        """Identity of an author: a user by e-mail, or an application."""
        if key not in self._people:
            self._people[key] = self._identity(key)
        return self._people[key]

    def _identity(self, key):
        accounts = self._provider.accounts
        if key.startswith("app:"):
            app = accounts.app(key.removeprefix("app:"))
            if app is None:
                return _SERVICE
            return {"application": {"id": app["id"], "displayName": app["name"]}}
        user = accounts.user(key)
        if user is None:
            return {"user": {"email": key, "displayName": key}}
        name, email = user["name"], user["email"]
        return {"user": {"id": user["id"], "displayName": name, "email": email}}

    def drive(self, drive):
        owner = {}
        if drive["owner"]:
            owner = self.person(drive["owner"])
        elif site := self._provider.drives.site(drive["site_id"]):
            owner = {"group": {"id": site["group_id"], "displayName": site["name"]}}
        link = f"{self._storage_url}/web/microsoft/folder/{drive['root_id']}"
        return {
            "id": drive["id"],
            "driveType": drive["kind"],
            "name": drive["name"],
            "description": "",
            "webUrl": link,
            "createdDateTime": drive["created"],
            "owner": owner,
            "quota": self._quota(drive),
        }

    def _quota(self, drive):
        if drive["quota"] is None:
            return {"total": 0, "used": 0, "remaining": 0, "deleted": 0}
        drives, bins = self._provider.drives, self._provider.recycle_bin
        total, used = drive["quota"], drives.used(drive)
        return {
            "total": total,
            "used": used,
            "remaining": max(0, total - used),
            "deleted": bins.size(drive["id"]),
            "state": _quota_state(used, total),
        }

    def site(self, site):
        drive = self._provider.drives.libraries(site["id"])[0]
        value = {
            "id": site["id"],
            "name": site["path"].rpartition("/")[2],
            "displayName": site["name"],
            "webUrl": f"{self._storage_url}/web/microsoft/folder/{drive['root_id']}",
            "createdDateTime": site["created"],
            "siteCollection": {"hostname": site["id"].split(",")[0]},
        }
        if not site["path"]:
            value["root"] = {}
        return value

    def user(self, user):
        return {
            "id": user["id"],
            "displayName": user["name"],
            "mail": user["email"],
            "userPrincipalName": user["email"],
        }


_DELTA_PROPERTIES = frozenset(
    "id name size eTag cTag createdDateTime lastModifiedDateTime createdBy"
    " lastModifiedBy webUrl parentReference fileSystemInfo root folder file package"
    " malware description".split()
)


def _selected(value, selection):
    if selection is None:
        return value
    return {name: each for name, each in value.items() if name in selection}


def _quota_state(used, total):
    """Thresholds as the quota resource describes them, in parts of the total."""
    if used >= total:
        return "exceeded"
    if used > total * 0.99:
        return "critical"
    return "nearing" if used > total * 0.9 else "normal"
