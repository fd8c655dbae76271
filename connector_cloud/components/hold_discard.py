# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import groupby, split_every

from odoo.addons.component.core import Component
from odoo.addons.queue_job.exception import RetryableJobError

from ..exceptions import BackendUnavailable, CloudError, NotFound, SyncHeld, message_of
from ..session_lock import session_locks
from ..sync.guard import Reason

BATCH = 100
# How many problems a person reads; all of them are in the Sync Logs.
PROBLEMS = 50


class HoldDiscard(Component):
    """Undo the deletions of a hold that a person did not want.

    What was deleted in Odoo is looked at as something new in the cloud, and so comes
    back.  What was deleted in the cloud is taken out of its bin.
    """

    _name = "cloud.hold.discard"
    _inherit = "cloud.base"
    _usage = "hold.discard"

    def run(self, hold):
        """
        :param hold: discarded ``cloud.hold``
        :return: what was done, for the job's result
        """
        if hold.state != "discarded":
            return "nothing done: it was decided otherwise"
        self.problems = []
        try:
            if hold.direction == "direct":
                self._keep_in_cloud(hold)
            else:
                self._restore_tree(hold)
        except BackendUnavailable:
            raise
        except (SyncHeld, CloudError) as error:
            self.problems.append(message_of(self.env, error))
        self._finish(hold)
        return self.work.run.summary()

    def _finish(self, hold):
        backend = self.backend_record
        outcome = "\n".join(self.problems[:PROBLEMS])
        hold.invalidate_recordset()
        if self.work.run.unfinished and not self.problems:
            backend._enqueue_discard(hold)
        elif hold.file_count or hold.observation_count or hold.folder_count:
            hold._reopen(outcome)
        else:
            hold.raw_outcome = outcome
        if backend.state == "connected":
            backend._enqueue_backward()
            backend._enqueue_prepare()
        self.work.run.flush()

    # Deleted in Odoo

    def _keep_in_cloud(self, hold):
        folders = hold.folder_ids
        for batch in split_every(BATCH, hold.file_ids.ids, hold.file_ids.browse):
            orphaned = self._orphaned(batch.folder_id)
            folders = folders.union(*(f._record_folder() for f in orphaned))
            back = batch.filtered(lambda f, gone=orphaned: f.folder_id not in gone)
            self.env["cloud.observation"]._note(
                self.backend_record, back.mapped("external_id")
            )
            for file in back:
                self.work.run.log_in(file.folder_id, "restore", file.base_name)
            back.unlink()
            self.work.run.flush()
        for folder in folders:
            self._leave_folder(folder)

    def _orphaned(self, folders):
        """:return: the folders whose record does not exist any more"""
        places = {folder: folder._record_folder() for folder in folders}
        alive = set()
        for res_model, group in groupby(places.values(), lambda p: p.res_model):
            if res_model in self.env:
                Model = self.env[res_model].sudo()
                records = Model.browse({place.res_id for place in group}).exists()
                alive.update((res_model, res_id) for res_id in records.ids)
        return folders.filtered(
            lambda f: (places[f].res_model, places[f].res_id) not in alive
        )

    def _leave_folder(self, folder):
        """Nobody in Odoo can have these files back: they stay where they are."""
        backend = self.backend_record
        key = backend._record_key(folder.res_model, folder.res_id)
        with session_locks(self.env.cr, [key]) as locked:
            if not locked:
                self.work.run.unfinished = True
                return
            backend._commit()
            name = folder._hold_name()
            if not self.component(usage="direct.files").evacuate(folder):
                self.problems.append(
                    self.env._("%s holds files that could not be moved out.", name)
                )
                return
            self.component(usage="direct.folders").bin(folder, keep=True)

    # Deleted in the cloud

    def _restore_tree(self, hold):
        folders = self.env["cloud.folder"].sudo()
        if hold.reason == Reason.ROOT_MISSING.value:
            folders = folders.search(
                [
                    ("backend_id", "=", self.backend_record.id),
                    ("kind", "in", ("root", "rule")),
                ]
            )
        observations = hold.observation_ids
        folders |= observations._files().folder_id
        self._restore_folders(folders)
        hold.folder_ids.hold_id = False
        for batch in split_every(BATCH, observations.ids, observations.browse):
            self._restore_files(batch.exists())
            if self.work.run.out_of_time:
                self.work.run.unfinished = True
                return

    def _restore_folders(self, folders):
        """Take folders out of the bin, the upper ones first; make anew what is gone."""
        ids = {int(i) for f in folders for i in f.parent_path.split("/") if i}
        levels = folders.browse(ids).grouped(lambda f: f.parent_path.count("/"))
        for _depth, level in sorted(levels.items()):
            self._restore_superseded(level)
            bound = level.filtered("external_id")
            for folder, outcome in self._restore(bound).items():
                self._settle_folder(folder, outcome)
            self.work.run.flush()
            self.component(usage="direct.folders").bring(
                level.filtered(lambda f: not f.external_id), {}
            )

    def _restore_superseded(self, folders):
        """Take back what these folders were before they were made again."""
        backend = self.backend_record
        superseded = folders.superseded_ids
        places = [folder._record_folder() for folder in superseded.folder_id]
        keys = {backend._record_key(p.res_model, p.res_id) for p in places}
        with session_locks(self.env.cr, keys) as locked:
            if len(locked) < len(keys):
                raise RetryableJobError(
                    "Another job is busy with these records.",
                    seconds=15,
                    ignore_retry=True,
                )
            backend._commit()
            component = self.component(usage="superseded.folders")
            for row, outcome in self._restore(superseded).items():
                if not isinstance(outcome, CloudError):
                    component.take_back(row, outcome)
                elif not isinstance(outcome, NotFound):
                    self.problems.append(f"{row.folder_id._hold_name()}: {outcome}")
            self.work.run.flush()

    def _settle_folder(self, folder, outcome):
        if not isinstance(outcome, CloudError):
            folder.status = "synced"
        elif folder.kind == "root":
            raise self._root_stays(folder, outcome)
        elif isinstance(outcome, NotFound):
            folder.write({"external_id": False, "status": "pending"})
        else:
            self.problems.append(f"{folder._hold_name()}: {outcome}")

    def _root_stays(self, root, refusal):
        """:return: the CloudError that says why the tree does not come back"""
        message = self.env._(
            "The folder «%(name)s» could not be restored: %(problem)s",
            name=root.name,
            problem=message_of(self.env, refusal),
        )
        self.work.run.log("restore", root.name, level="error", message=message)
        return CloudError(message)

    def _restore_files(self, observations):
        files = {file.external_id: file for file in observations._files()}
        bound = self.env["cloud.file"].sudo().concat(*files.values())
        outcomes = self._restore(bound)
        for observation in observations:
            file = files.get(observation.external_id)
            if self._settle_file(file, outcomes.get(file)):
                observation.write({"hold_id": False, "deleted": False})
        self.work.run.flush()

    def _settle_file(self, file, outcome):
        """:return: whether the file's observation need not wait any more"""
        if isinstance(outcome, NotFound):
            self._forget(file)
        elif isinstance(outcome, CloudError):
            self.problems.append(f"{file._hold_name()}: {outcome}")
            return False
        elif file:
            self.work.run.log_in(file.folder_id, "restore", file.base_name)
        return True

    def _forget(self, file):
        """It is gone for good: what Odoo has of it is all that is left."""
        attachment = file.odoo_id
        name = file._hold_name()
        at_home = not attachment._is_cloud_bound()
        message = (
            self.env._("It is gone for good in the cloud, and sent again.")
            if at_home
            else self.env._("It is gone for good in the cloud. Its link leads nowhere.")
        )
        self.problems.append(f"{name}: {message}")
        self.work.run.log_in(
            file.folder_id, "restore", file.base_name, level="warning", message=message
        )
        file.unlink()
        if at_home:
            self.backend_record._enqueue_records(
                attachment.res_model, [attachment.res_id]
            )

    # In the cloud

    def _restore(self, bindings):
        """Take items out of the bin, back to where they belong.

        :param bindings: ``cloud.folder``, ``cloud.superseded.folder`` or ``cloud.file``
        :return: dict binding -> RemoteItem or CloudError
        :raise BackendUnavailable: after what was under way came back
        """
        items = self.adapter.get_many(bindings.mapped("external_id"))
        tasks = (
            (binding, self._restore_call(binding, items.get(binding.external_id)))
            for binding in bindings
        )
        outcomes, interruption = {}, None
        for binding, item, error in self.work.transfer_pool.run(tasks):
            if isinstance(error, BackendUnavailable):
                interruption = error
                self.work.transfer_pool.stop()
            elif error and not isinstance(error, CloudError):
                raise error
            outcomes[binding] = error or item
        if interruption:
            raise interruption
        return outcomes

    def _restore_call(self, binding, item):
        """:return: function for a thread, made of plain values"""
        adapter, external_id = self.adapter, binding.external_id
        parent_id, problem = None, None
        if binding._name == "cloud.file":
            parent_id = binding.folder_id.external_id
            if binding.folder_id.status != "synced":
                problem = self.env._("Its folder is not in the cloud yet.")
        still_there = self.env._("The cloud does not let it out of its bin.")

        def call():
            if problem:
                raise CloudError(problem)
            found = item
            if found is None or found.binned:
                found = adapter.restore(external_id)
            if parent_id and found.parent_id != parent_id:
                found = adapter.move(external_id, found.name, parent_id)
            if found.binned:
                raise CloudError(still_there)
            return found

        return call
