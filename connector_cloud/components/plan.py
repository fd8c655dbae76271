# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A dry run: the very code of a sync, without its effects.

It reads the cloud through :class:`PlanAdapter`, which writes nothing, tells
:class:`PlanRun` what would be done, and leaves its database transaction to be rolled
back by the caller.
"""

import itertools
import time
from collections import defaultdict

from odoo.tools import split_every

from odoo.addons.component.core import Component

from ..job_run import Run
from ..sync.remote import RemoteItem

# Somebody waits for the answer.
SECONDS = 40
BATCH = 200


# What the direct sync would do by what Odoo knows, and will not do once it is seen
# that the file was changed in the cloud as well, by the decision's warning.
OVERRULED = {
    "conflict": {"replace"},
    "restored": {"bin"},
    "reuploaded": {"replace", "rename", "move"},
    "copied_again": {"replace", "rename", "move"},
    "copy_edited": {"replace"},
    "cloud_won": {"rename", "move"},
}


class PlanRun(Run):
    """Collects what would be done; ``lines`` are values of ``cloud.plan.line``.

    ``held`` tells about what would not be done before a person decides.
    """

    executes = False

    def __init__(self, backend):
        super().__init__(backend)
        self._deadline = time.monotonic() + SECONDS
        self.lines = []
        self.held = []
        self._by_file = defaultdict(list)

    def log(self, operation, name, level="success", message="", **values):
        line = {
            "direction": self.direction,
            "operation": operation,
            "name": name,
            "message": message,
            "res_model": values.get("res_model"),
            "res_id": values.get("res_id"),
            "size": values.get("size") or 0,
        }
        self.lines.append(line)
        if file_id := values.get("file_id"):
            self._by_file[file_id].append(line)

    def overrule(self, file, warning):
        """Take back what was told of a file before both sides were looked at.

        :param file: ``cloud.file``
        :param warning: of the :class:`~..sync.states.Decision` that knows both sides
        """
        gone = OVERRULED.get(warning, ())
        for line in self._by_file[file.id]:
            if line["operation"] in gone:
                self.lines.remove(line)
        del self._by_file[file.id]

    def tell_holds(self, holds):
        """Note what waits for a person, or would, before all else.

        :param holds: ``cloud.hold`` that wait
        """
        lines = [
            {
                "direction": hold.direction,
                "operation": "hold",
                "name": row._hold_name(),
                "message": hold.summary,
            }
            for hold in holds
            for row in hold._waiting_rows()
        ]
        self.lines[:0] = lines
        self.held = holds.mapped("summary")

    def flush(self):
        self.backend.env.flush_all()


# All that a dry run may ask of a cloud; what the contract gets new is refused first.
READS = frozenset(
    (
        *("limits", "restores", "test_connection", "list_drives", "root", "get"),
        *("find_by_tag", "find_by_name", "open", "export", "start_cursor", "changes"),
        *("rewrites", "content_hash", "new_hasher", "is_owned_by"),
    )
)


class PlanAdapter:
    """An adapter that only reads; what would be made seems to be there.

    :param adapter: the provider's own adapter
    """

    def __init__(self, adapter):
        self._adapter = adapter
        self._made = {}
        self._numbers = itertools.count(1)

    def __getattr__(self, name):
        if name not in READS:
            raise AttributeError(f"A dry run does not use {name!r} of an adapter.")
        return getattr(self._adapter, name)

    def _make(self, name, parent_id):
        item = RemoteItem(
            f"planned-{next(self._numbers)}", name, parent_id, is_folder=True
        )
        self._made[item.external_id] = item
        return item

    def reserve_ids(self, count):
        return [None] * count

    def create_folders(self, folders):
        return {f.key: self._make(f.name, f.parent_id) for f in folders}

    def move(self, external_id, name, parent_id, expected_version=None):
        return RemoteItem(external_id, name, parent_id, is_folder=True)

    def bin(self, external_id, expected_version=None):
        return None

    def write_owner(self, root_id, mark):
        return None

    def get_many(self, external_ids):
        wanted = set(external_ids)
        real = wanted - self._made.keys()
        made = {id_: self._made[id_] for id_ in wanted & self._made.keys()}
        return made | (self._adapter.get_many(list(real)) if real else {})

    def children(self, external_id):
        return [] if external_id in self._made else self._adapter.children(external_id)


class Planner(Component):
    """Go through both directions as their jobs would."""

    _name = "cloud.planner"
    _inherit = "cloud.base"
    _usage = "planner"

    def run(self):
        self.work.cache.adapter = PlanAdapter(self.component(usage="backend.adapter"))
        self._direct()
        self.work.run.direction = "backward"
        self.component(usage="backward.sync").run()

    def _direct(self):
        prepare = self.component(usage="direct.prepare")
        self.component(usage="direct.structure").ensure()
        for res_model, res_ids in prepare.due_records():
            for batch in split_every(BATCH, sorted(res_ids), list):
                if self.work.run.out_of_time:
                    self.work.run.unfinished = True
                    return
                self.component(usage="direct.sync").run(res_model, batch)
