# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .odoo_side import pick

#: what the emulators call the routes that change something, and those that read
WRITING = {
    "gdrive": [
        "drive.upload.multipart",
        "drive.batch",
        "drive.files.update",
        "drive.files.create",
        "drive.upload.multipart",
    ],
    "onedrive": [
        "graph.items.upload",
        "graph.batch",
        "graph.items.update",
        "graph.items.delete",
        "graph.items.upload",
    ],
}
EVERYTHING = {"gdrive": "drive.*", "onedrive": "graph.*"}
EXPIRE = "UPDATE cloud_cursor SET token = '999999999' WHERE backend_id = %s"
LISTINGS = {"gdrive": "drive.files.list", "onedrive": "graph.items.children"}


class Faults:
    """What goes wrong in the cloud; verbs as in :class:`~.odoo_side.OdooSide`.

    ``missed`` tells whether the cloud may have hidden something that only the regular
    comparison finds.
    """

    def __init__(self, stand, journal):
        self._stand = stand
        self._journal = journal
        self._control = stand.control
        self._key = stand.cloud.provider.key
        self.missed = False

    def too_many_requests(self, one, two):
        count = 1 + int(one * 3)
        return self._add("rate_limit_429", self._anything, count=count, retry_after=1)

    def server_error(self, one, two):
        status = pick([500, 502, 503], two)
        count = 1 + int(one * 4)
        return self._add("server_error", self._anything, count=count, status=status)

    def cut(self, one, two):
        return self._add("cut", self._writing(one), count=1, after_bytes=int(two * 99))

    def cut_response(self, one, two):
        return self._add("cut_response", self._anything, count=1, after_bytes=9)

    def time_out_after_success(self, one, two):
        route = self._writing(one)
        return self._add("timeout_after_success", route, count=1, seconds=0.2)

    def list_lag(self, one, two):
        self.missed = True
        return self._add("list_lag", LISTINGS[self._key], requests=2)

    def expired_token(self, one, two):
        self._stand.account.expire_access_tokens()
        self._journal.counts["hit by expired_token"] += 1
        return "all access tokens"

    def cursor_expired(self, one, two):
        if self._key == "gdrive":
            self._stand.query(EXPIRE, self._stand.backend_id)
            self._journal.counts["hit by expired_cursor"] += 1
            return "the place in the feed is not known any more"
        return self._add("resync_410", "graph.delta", count=1)

    # Only Microsoft's

    def lost_tombstone(self, one, two):
        self.missed = True
        return self._add("lost_tombstone", "graph.delta", count=1)

    def changed_meanwhile(self, one, two):
        return self._add("precondition_412", "graph.items.update", count=1)

    def locked(self, one, two):
        return self._add("locked_423", "graph.items.update", count=1)

    @property
    def _anything(self):
        return EVERYTHING[self._key]

    def _writing(self, number):
        return pick(WRITING[self._key], number)

    def _add(self, kind, route, **values):
        self._control.add_fault(kind, route, **values)
        return f"{kind} on {route}"

    def end(self):
        """All is well again; what struck is counted."""
        for fault in self._control.faults():
            self._journal.counts[f"hit by {fault['kind']}"] += fault["fired"]
        self._control.clear_faults()
