# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A dry run: the very code of a sync, without its effects.

It reads the cloud through :class:`PlanAdapter`, which writes nothing, tells
:class:`PlanRun` what would be done, and leaves its database transaction to be rolled
back by the caller.
"""

import itertools
import time

from odoo.tools import split_every

from odoo.addons.component.core import Component

from ..sync.remote import RemoteItem
from .run import Run

# Somebody waits for the answer.
SECONDS = 40
BATCH = 200


class PlanRun(Run):
    """Collects what would be done; ``lines`` are values of ``cloud.plan.line``."""

    executes = False

    def __init__(self, backend):
        super().__init__(backend)
        self._deadline = time.monotonic() + SECONDS
        self.lines = []

    def log(self, operation, name, level="success", message="", **values):
        self.lines.append(
            {
                "direction": self.direction,
                "operation": operation,
                "name": name,
                "message": message,
                "res_model": values.get("res_model"),
                "res_id": values.get("res_id"),
                "size": values.get("size") or 0,
            }
        )

    def flush(self):
        self.backend.env.flush_all()


class PlanAdapter:
    """An adapter that only reads; what would be made seems to be there.

    :param adapter: the provider's own adapter
    """

    def __init__(self, adapter):
        self._adapter = adapter
        self._made = {}
        self._numbers = itertools.count(1)

    def __getattr__(self, name):
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
        self.work.cloud_adapter = PlanAdapter(self.component(usage="backend.adapter"))
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
