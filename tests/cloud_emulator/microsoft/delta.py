# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Delta: everything, or what has changed since a token."""

from . import clock, paging
from .call import json_response
from .endpoints import on
from .errors import GraphError, invalid_request, resync_required

#: parts of an answer, one after the other
_LIVE, _GONE = 0, 1


@on("graph.delta", "GET", "item", "delta")
def delta(call):
    """A page of the current state of what has changed."""
    item = call.item
    if item["parent_id"] is not None and call.drive["kind"] != "personal":
        message = "view.delta can only be called on the root."
        raise GraphError(501, "notSupported", message)
    return Delta(call).answer()


class Delta:
    """One request of the feed of a drive.

    A token knows the drive, its epoch and the window of change numbers it stands for;
    between pages also where the last page ended.
    """

    def __init__(self, call):
        self._call = call
        self._drive = call.drive
        self._tree = call.provider.tree
        self._changes = self._tree.changes
        self._alone = "deltaExcludeParent" in call.request.headers
        self._token = self._read_token()

    def _read_token(self):
        text = self._call.address.argument or next(
            (
                value
                for name in ("token", "deltatoken", "skiptoken")
                if (value := self._call.option(name))
            ),
            None,
        )
        now = self._changes.last()
        if text is None:
            return {"until": now, "at": [_LIVE, 0]}
        if text.lower() == "latest":
            return {"since": now, "until": now, "at": [_GONE, now]}
        if moment := _time(text):
            since = self._changes.before(self._drive["id"], moment)
            return {"since": since, "until": now, "at": [_LIVE, 0]}
        return self._decoded(text, now)

    def _decoded(self, text, now):
        try:
            token = paging.decode(text)
            kept = {name: token[name] for name in ("drive", "epoch")}
        except (KeyError, ValueError):
            raise invalid_request("The provided delta token is malformed.") from None
        if kept["drive"] != self._drive["seq"]:
            raise invalid_request("The delta token belongs to another drive.")
        if kept["epoch"] != self._drive["epoch"]:
            raise resync_required(resync_location(self._call))
        return {"until": now, "at": [_LIVE, 0], **token}

    def answer(self):
        size = paging.page_size(self._call)
        shown, at = self._collect(size)
        value = {
            "@odata.context": f"{self._call.service_url}/v1.0/$metadata#Collection"
            "(driveItem)",
            "value": shown,
        }
        if at is None:
            token = self._encoded(since=self._token["until"])
            value["@odata.deltaLink"] = self._link(token)
        else:
            window = {name: self._token.get(name) for name in ("since", "until")}
            value["@odata.nextLink"] = self._link(self._encoded(**window, at=at))
        return json_response(value)

    def _encoded(self, **values):
        drive = {"drive": self._drive["seq"], "epoch": self._drive["epoch"]}
        return paging.encode(**drive, **values)

    def _link(self, token):
        path = f"/v1.0/drives/{self._drive['id']}/root/delta"
        return paging.link(
            self._call, path, token=token, deltatoken=None, skiptoken=None
        )

    def _collect(self, size):
        """The entries of this page, and where the next begins (None: nowhere)."""
        part, after = self._token["at"]
        shown = []
        if part == _LIVE:
            rows = self._live(after, size + 1)
            shown = [self._item(row) for row in self._parents_first(rows[:size])]
            if len(rows) > size:
                return shown, [_LIVE, rows[size - 1]["seq"]]
            after = 0
        if self._token.get("since") is None:
            return shown, None
        return self._collect_gone(shown, after, size)

    def _parents_first(self, rows):
        """The rows, with folders before them that would come on a later page only."""
        if self._alone:
            return rows
        shown = {}
        for row in rows:
            line = [row]
            while self._comes_later(
                above := self._tree.get(line[-1]["parent_id"]), row
            ):
                line.append(above)
            for each in reversed(line):
                shown.setdefault(each["id"], each)
        return shown.values()

    def _comes_later(self, folder, row):
        """Whether a client does not know a folder yet when it gets to a row."""
        if folder is None:
            return False
        changed = self._changes.number(folder["id"]) or 0
        return folder["seq"] > row["seq"] or changed > self._token["until"]

    def _collect_gone(self, shown, after, size):
        room = max(0, size - len(shown))
        rows = self._changes.gone(self._drive["id"], self._window, after, room + 1)
        if self._call.fault("lost_tombstone") is None:
            presenter = self._call.presenter
            shown = shown + [
                presenter.tombstone(row, self._drive) for row in rows[:room]
            ]
        if len(rows) <= room:
            return shown, None
        return shown, [_GONE, rows[room - 1]["seq"] if room else after]

    @property
    def _window(self):
        return [self._token["since"], self._token["until"]]

    def _live(self, after, limit):
        drive_id = self._drive["id"]
        if self._token.get("since") is None:
            return self._changes.everything(drive_id, after, limit)
        window = self._window
        return self._changes.live(drive_id, window, after, limit, not self._alone)

    def _item(self, row):
        return self._call.presenter.changed(row, self._drive, self._call.selection)


def _time(text):
    try:
        return clock.normal(text) if "T" in text and ":" in text else None
    except ValueError:
        return None


def resync_location(call):
    """Where a client starts over."""
    return f"{call.service_url}/v1.0/drives/{call.drive['id']}/root/delta?token="
