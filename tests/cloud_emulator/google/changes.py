# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The changes feed: of the user, or of one shared drive."""

from ..routing import Routes
from .errors import DriveError, drive_not_found, invalid, required
from .fields import ALL
from .listing import page_size

routes = Routes()


def _drive(call):
    """The shared drive asked for (checked), or None."""
    drive_id = call.args.get("driveId") or call.args.get("teamDriveId")
    if not drive_id:
        return None
    visible = call.provider.access.drives_of(call.caller.user)
    if not call.all_drives or drive_id not in visible:
        raise drive_not_found(drive_id)
    return drive_id


@routes.add(
    "drive.changes.getStartPageToken",
    "GET",
    "/drive/v3/changes/startPageToken",
    reply="START_PAGE_TOKEN",
)
def start_page_token(call):
    _drive(call)
    token = str(call.provider.tree.changes.next_token())
    return {"kind": "drive#startPageToken", "startPageToken": token}


@routes.add("drive.changes.list", "GET", "/drive/v3/changes", reply="CHANGE_LIST")
def list_changes(call):
    """Changes from the token on; tokens are numbers and never expire."""
    changes = call.provider.tree.changes
    end = changes.next_token()
    token = _page_token(call, end)
    size = page_size(call, 100, 1000)
    size = min(size, call.provider.settings.google_page_limit or size)
    rows = changes.since(token, _feeds(call), size + 1)
    view = _View(call)
    shown = (view.show(row) for row in rows[:size])
    result = {
        "kind": "drive#changeList",
        "changes": [change for change in shown if change],
    }
    if len(rows) > size:
        result["nextPageToken"] = str(rows[size]["seq"])
    else:
        result["newStartPageToken"] = str(end)
    return result


@routes.add("drive.changes.watch", "POST", "/drive/v3/changes/watch", reply="CHANNEL")
def watch(call):
    """Notifications that there is something new in the feed."""
    _page_token(call, call.provider.tree.changes.next_token())
    return call.provider.channels.open(call, _feeds(call))


def _page_token(call, end):
    """The place in the feed asked for, at most ``end``."""
    if "pageToken" not in call.args:
        raise required("pageToken")
    token = call.args["pageToken"]
    if not token.isdecimal() or not 1 <= int(token) <= end:
        raise invalid("pageToken")
    return int(token)


def _feeds(call):
    drive_id = _drive(call)
    include = call.flag("includeItemsFromAllDrives")
    if include and not call.all_drives:
        message = "The supportsAllDrives parameter was not set to true."
        raise DriveError(403, "supportsTeamDrivesRequired", message)
    if drive_id:
        return [drive_id]
    user = call.caller.user
    if include and not call.flag("restrictToMyDrive"):
        return [user, *call.provider.access.drives_of(user)]
    return [user]


class _View:
    """How the caller sees the rows of the log at this moment."""

    def __init__(self, call):
        self._call = call
        self._access = call.provider.access
        self._all_drives = call.flag("includeItemsFromAllDrives")
        self._removed = call.args.get("includeRemoved", "true").lower() != "false"
        spaces = call.args.get("spaces", "drive")
        self._spaces = frozenset(spaces.split(","))
        selection = call.selection
        if selection is not ALL and selection.get("changes", ALL) is not ALL:
            selection = selection["changes"].get("file", ALL)
        else:
            selection = ALL
        self._selection = selection

    def show(self, row):
        """The ``Change`` resource, or None when it is not to be listed."""
        change = {
            "kind": "drive#change",
            "changeType": row["kind"],
            "type": row["kind"],
            "time": row["time"],
        }
        if row["kind"] == "drive":
            return self._show_drive(row, change)
        item = self._call.provider.tree.get(row["target"])
        change["fileId"] = row["target"]
        if item is not None and item["space"] not in self._spaces:
            return None
        if item is not None and self._in_feed(item, row["feed"]):
            file = self._call.presenter.file(item, self._selection)
            change.update(removed=False, file=file)
            return change
        change["removed"] = True
        return change if self._removed else None

    def _in_feed(self, item, feed):
        if "@" not in feed and item["drive_id"] != feed:
            return False
        if "@" in feed and item["drive_id"] and not self._all_drives:
            return False
        return bool(self._access.role(item, self._call.caller))

    def _show_drive(self, row, change):
        drive = self._call.provider.drive_row(row["target"])
        change.update(driveId=row["target"], teamDriveId=row["target"])
        user = self._call.caller.user
        if drive and self._access.drive_role(drive["id"], user):
            change.update(removed=False, drive=self._call.presenter.drive(drive))
            return change
        change["removed"] = True
        return change if self._removed else None
