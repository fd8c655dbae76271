# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2.errors import UniqueViolation

from odoo.tools import SQL

from odoo.addons.component.core import Component

from ..exceptions import AlreadyExists, BackendUnavailable, CloudError, NotFound
from ..sync.decide import decide
from ..sync.naming import told_apart
from ..sync.remote import NewFolder, RemoteItem
from ..sync.states import (
    BinRemote,
    Create,
    Kind,
    MoveRemote,
    Policy,
    Rebase,
    RemoteState,
)


class DirectFolders(Component):
    """Give the cloud the folders that Odoo wants: made, named and placed as here."""

    _name = "cloud.direct.folders"
    _inherit = "cloud.base"
    _usage = "direct.folders"

    def bring(self, folders, items=None):
        """Bring folders whose parents are in the cloud already.

        A folder that fails keeps its error on its own row.

        :param items: dict external id -> RemoteItem, where they were just read
        """
        if items is None:
            items = self._read(folders)
        remotes = self._observe(folders.filtered(lambda f: f.status == "synced"), items)
        mapper = self.component(usage="export.mapper")
        to_create = folders.browse()
        moves = []
        for folder in folders:
            local, base = mapper.folder_states(folder)
            decision = decide(
                Kind(folder.kind), local, base, remotes.get(folder.id), Policy()
            )
            if not decision and folder.error:
                folder.write(folder._clean_failure())
            for action in decision.actions:
                if isinstance(action, Create):
                    if decision.warning:
                        self._forget_remote(folder)
                    to_create |= folder
                elif isinstance(action, MoveRemote):
                    moves.append((folder, action))
                elif isinstance(action, Rebase):
                    folder.write(
                        {
                            "base_name": folder.name,
                            "base_remote_name": local.remote_name,
                            "base_parent_id": folder.parent_id.id,
                        }
                    )
        self._create(to_create)
        self._move(moves)

    def _read(self, folders):
        """Read folders, and those of the rules that they lie in.

        In one that was put into the bin nothing must be made: it is mended before.

        :return: dict external id -> RemoteItem, in one request per 100 folders
        """
        rules = folders.filtered(lambda f: f.kind == "record").parent_id
        known = (folders | rules).filtered(lambda f: f.status == "synced")
        items = self.adapter.get_many(known.mapped("external_id"))
        lost = (known & rules).filtered(
            lambda f: f.external_id not in items or items[f.external_id].binned
        )
        if lost:
            self.component(usage="direct.structure").ensure()
        return items

    def _observe(self, folders, items):
        """:return: dict folder id -> RemoteState"""
        states = {}
        for folder in folders:
            item = items.get(folder.external_id)
            if item is None:
                states[folder.id] = RemoteState(
                    folder.base_remote_name, None, gone=True
                )
                continue
            folder.base_version = item.version
            expected = self._parent_external_id(folder.base_parent_id)
            parent = folder.base_parent_id.id
            if item.parent_id != expected:
                # Not "outside": a folder of ours is fetched back from anywhere.
                parent = f"elsewhere:{item.parent_id}"
            states[folder.id] = RemoteState(item.name, parent, binned=item.binned)
        return states

    def _parent_external_id(self, parent):
        """:return: the cloud's id of a parent; the drive's top for the root folder"""
        if parent:
            return parent.external_id
        cache = self.work.cache
        if cache.drive_root_id is None:
            cache.drive_root_id = self.adapter.root().external_id
        return cache.drive_root_id

    def _forget_remote(self, folder):
        """The cloud's folder is lost: start anew, and say so."""
        self.component(usage="backward.folders").note_content(folder)
        self.backend_record._enqueue_backward()
        # A backward sync holds folders when it waits for observations: never both here.
        self.backend_record._commit()
        folder._lose()
        self.work.run.log(
            "create_folder",
            folder.name,
            level="warning",
            message=self.env._("It was removed in the cloud and is made again."),
            **self._log_values(folder),
        )

    def _create(self, folders, mend=True):
        """
        :param mend: whether the structure above may be mended when it proves lost
        """
        if not folders:
            return
        adopted = self.component(usage="adoption").adopt(folders)
        self._move(
            [
                (f, self._wanted_move(f))
                for f, i in adopted.items()
                if self._strays(f, i)
            ]
        )
        folders = folders.filtered(lambda f: f not in adopted)
        names = self._reserve(folders)
        outcomes = self.adapter.create_folders(
            NewFolder(
                folder.id,
                names[folder],
                self._parent_external_id(folder.parent_id),
                folder._tag(),
                folder.external_id or None,
            )
            for folder in folders
        )
        self.backend_record._commit()
        lost = folders.filtered(
            lambda f: (
                mend and f.kind == "record" and isinstance(outcomes[f.id], NotFound)
            )
        )
        renamed = folders.browse()
        for folder in folders - lost:
            if self._take_over(folder, outcomes[folder.id]):
                continue
            if self._give_way(folder, outcomes):
                renamed |= folder
            else:
                self._settle(folder, outcomes[folder.id], "create_folder")
        self.work.run.flush()
        self._raise_waits(outcomes.values())
        self._create(renamed)
        if lost:
            self.component(usage="direct.structure").ensure()
            self._create(lost, mend=False)

    def _reserve(self, folders):
        """Write down what is about to be made: a crash in between makes no twins.

        A retry goes on with the same identifier; without one, it looks for the name
        and the place that are noted here.

        :return: dict ``cloud.folder`` -> its name in the cloud
        """
        mapper = self.component(usage="export.mapper")
        names = {f: mapper.folder_states(f)[0].remote_name for f in folders}
        fresh = folders.filtered(lambda f: not f.external_id)
        for folder, external_id in zip(
            fresh, self.adapter.reserve_ids(len(fresh)), strict=True
        ):
            folder.write(
                {
                    "external_id": external_id,
                    "status": "reserved",
                    "base_remote_name": names[folder],
                    "base_parent_id": folder.parent_id.id,
                }
            )
        self.backend_record._commit()
        return names

    def _release(self, folder):
        """What the cloud refused was not made, and nobody has to look for it."""
        if not folder.external_id:
            folder.write(
                {
                    "status": "pending",
                    "base_remote_name": False,
                    "base_parent_id": False,
                }
            )

    def _strays(self, folder, item):
        wanted = self._wanted_move(folder)
        place = wanted.remote_name, self._parent_external_id(folder.parent_id)
        return (item.name, item.parent_id) != place

    def _move(self, moves):
        tasks = ((folder, self._move_call(folder, action)) for folder, action in moves)
        outcomes = {}
        again = []
        for folder, item, error in self.work.transfer_pool.run(tasks):
            self.backend_record._commit()
            outcomes[folder.id] = error or item
            if self._give_way(folder, outcomes):
                again.append((folder, self._wanted_move(folder)))
            else:
                self._settle(folder, outcomes[folder.id], "move_folder")
            self.work.run.flush()
        self._raise_waits(outcomes.values())
        if again:
            self._move(again)

    def _wanted_move(self, folder):
        local, _base = self.component(usage="export.mapper").folder_states(folder)
        return MoveRemote(local.remote_name, local.parent)

    def _give_way(self, folder, outcomes):
        """Where the name is somebody else's, our folder takes one of its own.

        :return: whether it has a new name to try
        """
        if self.adapter.limits.duplicates:
            return False
        outcome = outcomes[folder.id]
        if isinstance(outcome, RemoteItem) and not self._claim(folder, outcome):
            outcome = AlreadyExists("Another folder of Odoo has this name.", outcome)
            outcomes[folder.id] = outcome
        other = self.other_name(folder, folder.name)
        if not isinstance(outcome, AlreadyExists) or folder.name == other:
            return False
        self._release(folder)
        folder.name = other
        return True

    def _take_over(self, folder, outcome):
        """:return: whether the folder that has the name proved to be, and is, ours"""
        if not isinstance(outcome, AlreadyExists):
            return False
        adoption = self.component(usage="adoption")
        if not adoption.recognizes(folder, outcome.item):
            return False
        adoption.settle(folder, outcome.item)
        return True

    def _claim(self, folder, item):
        """Take an item for a folder's own.

        :return: False when it is another folder's, maybe since a moment ago: where
            names alone tell folders apart, two jobs may be told of the same one
        """
        query = SQL(
            "UPDATE cloud_folder SET external_id = %s WHERE id = %s",
            item.external_id,
            folder.id,
        )
        folder.flush_recordset()
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(query, log_exceptions=False)
        except UniqueViolation:
            return False
        folder.invalidate_recordset(["external_id"])
        return True

    def other_name(self, folder, name):
        limits = self.component(usage="export.mapper").folder_limits(folder.parent_id)
        return told_apart(name, folder.res_id or folder.id, limits, folder=True)

    def _move_call(self, folder, action):
        adapter = self.adapter
        args = (
            folder.external_id,
            action.remote_name,
            self._parent_external_id(folder.parent_id),
        )
        return lambda: adapter.move(*args)

    def _settle(self, folder, outcome, operation):
        """Write the outcome of one folder on its row."""
        if isinstance(outcome, BackendUnavailable):
            return
        if isinstance(outcome, Exception):
            if not isinstance(outcome, CloudError):
                raise outcome
            self._release(folder)
            folder._note_failure(str(outcome))
            self.work.run.log(
                operation,
                folder.name,
                level="error",
                message=str(outcome),
                **self._log_values(folder),
            )
            return
        renamed = folder.status == "synced" and folder.base_remote_name != outcome.name
        self.binder_for("cloud.folder").bind_item(
            folder, outcome, base_name=folder.name, base_parent_id=folder.parent_id.id
        )
        self.work.run.log(
            "rename_folder" if renamed else operation,
            folder.name,
            **self._log_values(folder),
        )

    def _raise_waits(self, outcomes):
        """What concerns the whole account ends the run, after its rows were written."""
        for outcome in outcomes:
            if isinstance(outcome, BackendUnavailable):
                raise outcome

    def bin(self, folder, keep=None):
        """Put a deleted record's folder into the bin, or leave it in the cloud.

        :param keep: what is to be done; None: what its rule says
        """
        if keep is None:
            keep = folder.rule_id.deletion_policy == "keep"
        base = self.component(usage="export.mapper").folder_states(folder)[1]
        policy = Policy(bin_remote=not keep)
        decision = decide(Kind(folder.kind), None, base, None, policy)
        # Without a base it may have been made all the same, by a run that was killed.
        if folder.external_id and (not base or BinRemote() in decision.actions):
            self.adapter.bin(folder.external_id)
        self.work.run.log(
            "keep_folder" if keep else "bin_folder",
            folder.name,
            res_model=folder.res_model,
            res_id=folder.res_id,
        )
        self.env["cloud.file"].sudo().search(
            [("folder_id", "child_of", folder.id), ("odoo_id", "=", False)]
        ).unlink()
        folder.unlink()
        self.work.run.flush()

    def _log_values(self, folder):
        return {
            "res_model": folder.res_model,
            "res_id": folder.res_id,
            "folder_id": folder.id,
        }
