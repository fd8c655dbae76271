# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time
from collections import Counter

from odoo.tools import config

# A run ends well before the server would kill its worker.
BUDGET_SHARE = 0.6
LONGEST_RUN = 600


class Run:
    """One job's time budget, its counters, and the log lines it has yet to write.

    ``executes`` is false for a dry run: then nothing is sent and nothing is changed.
    """

    executes = True

    def __init__(self, backend, direction="direct"):
        self.backend = backend
        self._state = backend.state
        self.direction = direction
        self.counts = Counter()
        self._entries = []
        limit = config["limit_time_real"] or LONGEST_RUN
        self._deadline = time.monotonic() + min(limit * BUDGET_SHARE, LONGEST_RUN)
        self.uploads_stopped = False
        self.unfinished = False

    @property
    def out_of_time(self):
        """Whether it has to end: its time is over, or somebody paused the backend, or
        wants everything home."""
        return time.monotonic() > self._deadline or self.backend.state != self._state

    def log(self, operation, name, level="success", message="", **values):
        """Note a line for the Sync Logs.

        :param operation: one of ``cloud.sync.log``'s
        :param name: the file or folder
        :param message: what is to be said about it, if anything
        :param values: other fields of ``cloud.sync.log``
        """
        self.counts[operation if level != "error" else "error"] += 1
        self._entries.append(
            {
                "backend_id": self.backend.id,
                "direction": self.direction,
                "operation": operation,
                "name": name,
                "message": message,
                "level": level,
                "job_uuid": self.backend.env.context.get("job_uuid"),
                **values,
            }
        )

    def log_in(self, folder, operation, name, **values):
        """Note a line about something in a folder: it tells the folder's record.

        :param folder: ``cloud.folder`` of any kind
        """
        place = folder._record_folder()
        values = {"res_model": place.res_model, "res_id": place.res_id, **values}
        self.log(operation, name, **values)

    def flush(self):
        """Write the noted lines and commit them with all that they tell about."""
        entries, self._entries = self._entries, []
        if entries:
            self.backend.env["cloud.sync.log"].sudo()._add(entries)
        self.backend._commit()

    def summary(self):
        """:return: what was done, such as ``upload: 3, move: 1``"""
        counts = sorted(self.counts.items())
        return ", ".join(f"{key}: {count}" for key, count in counts) or "nothing"
