# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.addons.component.core import Component

from ..session_lock import session_locks

BATCH = 100
# For what another job is busy with just now.
SHORTLY = timedelta(seconds=20)


class BackwardSync(Component):
    """Take over what people did in the cloud.

    Read the feed, look at what it names, decide, execute.  Deletions wait until all
    else is done: what looks deleted may only have moved, and the guard wants to know
    how many there are.
    """

    _name = "cloud.backward.sync"
    _inherit = "cloud.base"
    _usage = "backward.sync"

    def run(self):
        """:return: what was done, for the job's result"""
        guard = self.component(usage="guard")
        self.component(usage="backward.feed").read()
        guard.news()
        self._look(deleted=False)
        guard.backward()
        self._look(deleted=True)
        self.component(usage="backward.folders").remove_lost()
        self.work.run.flush()
        return self.work.run.summary()

    def _look(self, deleted):
        """Deal with all that is due.

        :param deleted: with the deletions, or with all else
        """
        Observation = self.env["cloud.observation"].sudo()
        due = Observation._due_domain(self.backend_record, deleted)
        last_id = 0
        while batch := Observation.search([*due, ("id", ">", last_id)], limit=BATCH):
            last_id = batch[-1].id
            self._look_at(batch)
            if self.work.run.out_of_time:
                break
        if Observation.search_count(due, limit=1):
            self.work.run.unfinished = True

    def _look_at(self, batch):
        observed = {o.external_id: o for o in batch}
        before = self._bindings(observed)
        items = self.adapter.get_many(list(observed))
        keys = {
            external_id: self._record_keys(
                before.get(external_id), items.get(external_id)
            )
            for external_id in observed
        }
        all_keys = set().union(*keys.values())
        with session_locks(self.env.cr, all_keys) as locked:
            # Looked at with eyes opened after the locks: a job that had them may have
            # changed what it is compared with.
            agreed = {id_: self._agreed_version(b) for id_, b in before.items()}
            self.backend_record._commit()
            now = self._bindings(observed)
            busy = self._busy_folders(now.values())
            unfinished = self._in_unfinished_folders(items)
            free = {}
            for external_id, observation in observed.items():
                binding = now.get(external_id)
                same = binding == before.get(external_id) and (
                    not binding or self._agreed_version(binding) == agreed[external_id]
                )
                same = same and external_id not in unfinished
                if same and binding not in busy and keys[external_id] <= set(locked):
                    free[external_id] = observation
                else:
                    observation._note_failure(None, delay=SHORTLY)
            self._deal_with(free, now, items)
            self.backend_record._commit()

    @staticmethod
    def _agreed_version(binding):
        # Nothing was agreed on about what a folder was before.
        return "base_version" in binding and binding.base_version

    def _in_unfinished_folders(self, items):
        """What lies in a folder that the direct sync has yet to bind is not outside.

        :param items: dict external id -> RemoteItem
        :return: set of external ids
        """
        parents = {item.parent_id for item in items.values()} - {None}
        folders = self.env["cloud.folder"].sudo()
        domain = [
            ("backend_id", "=", self.backend_record.id),
            ("external_id", "in", list(parents)),
            ("status", "in", ("pending", "reserved")),
        ]
        unfinished = set(folders.search(domain).mapped("external_id"))
        return {id_ for id_, item in items.items() if item.parent_id in unfinished}

    def _busy_folders(self, bindings):
        """Lock the rows of the folders at once: a prepare marks them without asking.

        :return: list of the ``cloud.folder`` that somebody else is writing
        """
        folders = self.env["cloud.folder"].sudo()
        folders = folders.concat(*(b for b in bindings if b._name == "cloud.folder"))
        return list(folders - folders.try_lock_for_update(allow_referencing=True))

    def _deal_with(self, observed, bindings, items):
        """
        :param observed: dict external id -> ``cloud.observation``
        :param bindings: as of :meth:`_bindings`
        :param items: dict external id -> RemoteItem
        """
        folders, files = {}, {}
        for external_id, observation in observed.items():
            binding, item = bindings.get(external_id), items.get(external_id)
            if item and observation.name != item.name:
                observation.name = item.name
            is_folder = (
                binding._name != "cloud.file" if binding else (item and item.is_folder)
            )
            (folders if is_folder else files)[observation] = (binding, item)
        revisions = {o.id: o.revision for o in observed.values()}
        done = self.component(usage="backward.folders").sync(folders)
        done += self.component(usage="backward.files").sync(files)
        self.env["cloud.observation"].sudo()._forget(
            {observation.id: revisions[observation.id] for observation in done}
        )

    def _bindings(self, external_ids):
        """
        :return: dict external id -> ``cloud.file``, ``cloud.folder`` or
            ``cloud.superseded.folder``
        """
        found = {}
        for name in ("cloud.superseded.folder", "cloud.folder", "cloud.file"):
            rows = (
                self.env[name]
                .sudo()
                .search(
                    [
                        ("backend_id", "=", self.backend_record.id),
                        ("external_id", "in", list(external_ids)),
                    ]
                )
            )
            found.update((row.external_id, row) for row in rows)
        return found

    def _record_keys(self, binding, item):
        """:return: set of the keys of the records that may be concerned"""
        places = self.env["cloud.folder"]
        keys = set()
        if binding and binding._name == "cloud.folder":
            places |= binding
        elif binding:
            places |= binding.folder_id
        if binding and binding._name == "cloud.file" and binding.odoo_id:
            attachment = binding.odoo_id
            keys.add((attachment.res_model, attachment.res_id))
        if item:
            mapper = self.component(usage="import.mapper")
            for place in mapper.places([item]).values():
                places |= place
        for place in places:
            record_folder = place._record_folder()
            if record_folder.kind == "record":
                keys.add((record_folder.res_model, record_folder.res_id))
        return {self.backend_record._record_key(*key) for key in keys}
