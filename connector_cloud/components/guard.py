# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager

from odoo.tools import SQL

from odoo.addons.component.core import Component
from odoo.addons.queue_job.exception import RetryableJobError

from ..exceptions import SyncHeld
from ..session_lock import session_locks
from ..sync.guard import Reason, judge

# So many of the models' folders have to vanish together to look like no deletion of
# a model's folder, which is made again, but like that of the whole tree.
EMPTIED = 2


class Guard(Component):
    """Stop what is too much to be meant, before it is done: it waits for a person.

    A method that returns without having stopped anything has judged what the present
    transaction sees.  So what the caller reads before the next commit is allowed.
    """

    _name = "cloud.guard"
    _inherit = "cloud.base"
    _usage = "guard"

    # What jobs ask

    def direct(self):
        """Judge the deletions in Odoo that wait to be carried out in the cloud.

        :raise SyncHeld: nothing at all may be synced now
        """
        waiting = self.env["cloud.hold"]._waiting(self.backend_record)
        self._raise_stop(waiting)
        waiting.filtered(lambda hold: hold.direction == "direct")._settle_empty()
        self._judge_deletions("direct", self._deleted_in_odoo())

    def news(self):
        """Look at what the feed told, before anything of it is taken over.

        :raise SyncHeld: our tree is not there; what was in it is not to be touched
        """
        top = SQL(
            """
            SELECT o.id FROM cloud_observation o JOIN cloud_folder f
              ON f.backend_id = o.backend_id AND f.external_id = o.external_id
            WHERE o.backend_id = %s AND f.kind IN ('root', 'rule')
            """,
            self.backend_record.id,
        )
        if self._count(top):
            self.check_tree()
        else:
            self._raise_stop(self.env["cloud.hold"]._waiting(self.backend_record))

    def backward(self):
        """Judge the deletions in the cloud that wait to be carried out in Odoo.

        They are the observations marked ``deleted``; those that are stopped get their
        ``hold_id``.
        """
        waiting = self.env["cloud.hold"]._waiting(self.backend_record)
        waiting.filtered(lambda hold: hold.direction == "backward")._settle_empty()
        deletions = self._deleted_in_cloud()
        if not self._count(deletions):
            return
        root, items = self._read_tree()
        if self._is_missing(root, items) and not root.approved:
            with self._alone():
                hold = self._root_hold(root, items)
                self._hold(hold.reason, "both", "cloud_observation", deletions)
        self._judge_deletions("backward", deletions)

    def moves(self, folders):
        """Judge the folders that change their place because the rules were changed.

        :param folders: ``cloud.folder`` of one model, whose record another rule owns
        :return: those of them that may be moved
        """
        folders = folders.filtered(lambda folder: not folder.hold_id)
        if not folders.filtered(lambda folder: not folder.approved):
            return folders
        misplaced = self._misplaced(folders[0].res_model)
        limit = self.backend_record.guard_max_moves

        def verdict():
            return judge(0, 0, 0, 0, moves=self._count(misplaced), max_moves=limit)

        while not verdict():
            with self._alone():
                if not verdict():
                    self._hold("many_moves", "direct", "cloud_folder", misplaced)
        return folders.filtered(lambda folder: not folder.hold_id)

    def held_in(self, folder):
        """:return: the hold that files in this ``cloud.folder`` wait for, if any"""
        domain = [("folder_id", "child_of", folder.id), ("hold_id", "!=", False)]
        return self.env["cloud.file"].sudo().search(domain, limit=1).hold_id

    def check_tree(self):
        """Look whether our folders are there, and ours.

        :return: dict external id -> RemoteItem of the root and the rules' folders
        :raise SyncHeld: they vanished, or belong to another database
        """
        root, items = self._read_tree()
        Hold = self.env["cloud.hold"]
        if self._is_missing(root, items):
            if not root.approved:
                self._hold_root(root, items)
            self.component(usage="fresh.start").begin(root, items)
        else:
            if root.approved:
                root.approved = False
            Hold._waiting(
                self.backend_record,
                Reason.ROOT_MISSING.value,
                Reason.OTHER_ACCOUNT.value,
            )._settle()
            if root.external_id in items:
                self.component(usage="ownership").check(items[root.external_id])
                self.component(usage="place").remember(items[root.external_id])
        return items

    # The tree as a whole

    def _read_tree(self):
        Folder = self.env["cloud.folder"].sudo()
        top = Folder.search(
            [
                ("backend_id", "=", self.backend_record.id),
                ("kind", "in", ("root", "rule")),
                ("status", "=", "synced"),
            ]
        )
        items = self.adapter.get_many(top.mapped("external_id"))
        return top.filtered(lambda folder: folder.kind == "root"), items

    def _is_missing(self, root, items):
        """Whether the root folder is gone, or lost everything that was in it."""
        if not root:
            return False
        if self._is_lost(root, items):
            return True
        rules = root.search([("parent_id", "=", root.id), ("kind", "=", "rule")])
        # Those that were in the cloud once, also where that is known already.
        rules = rules.filtered("base_remote_name")
        return len(rules) >= EMPTIED and all(self._is_lost(f, items) for f in rules)

    @staticmethod
    def _is_lost(folder, items):
        item = items.get(folder.external_id)
        return item is None or item.binned

    def _hold_root(self, root, items):
        """:raise SyncHeld: always"""
        with self._alone():
            hold = self._root_hold(root, items)
            if not hold.activity_ids:
                hold._grow(self._total())
            self.work.run.flush()
        raise SyncHeld(hold.summary)

    def _root_hold(self, root, items):
        """:return: the hold of a tree that is lost, or another account's"""
        backend = self.backend_record
        if root.external_id not in items:
            stranger = self.component(usage="place").stranger()
            if stranger:
                return backend._hold_other_account(root, stranger)
        hold = self.env["cloud.hold"]._of(backend, Reason.ROOT_MISSING.value, "both")
        root.hold_id = hold
        return hold

    @staticmethod
    def _raise_stop(waiting):
        for hold in waiting.filtered(lambda hold: hold._stops_everything()):
            raise SyncHeld(hold.summary)

    # Deletions

    def _judge_deletions(self, direction, deletions):
        while not self._verdict(direction, deletions):
            table = {"direct": "cloud_file", "backward": "cloud_observation"}[direction]
            with self._alone():
                if not self._verdict(direction, deletions):
                    self._hold("many_deletions", direction, table, deletions)

    def _verdict(self, direction, deletions):
        backend = self.backend_record
        new = self._count(deletions)
        if not new:
            return True
        # What comes in slices is one deletion all the same.
        waiting = self.env["cloud.hold"]._waiting(backend, "many_deletions")
        held = sum(
            hold.file_count + hold.observation_count
            for hold in waiting
            if hold.direction == direction
        )
        most = backend.guard_max_files
        total = self._total() if new + held > most else new
        return judge(new + held, total, most, backend.guard_max_percent)

    def _hold(self, reason, direction, table, rows):
        """Let rows wait, and say so.

        :param rows: SELECT of the ids
        :return: the ``cloud.hold``
        """
        hold = self.env["cloud.hold"]._of(self.backend_record, reason, direction)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET hold_id = %(hold)s WHERE id IN (SELECT id"
                " FROM %(table)s WHERE id IN (%(rows)s) FOR NO KEY UPDATE SKIP LOCKED)",
                table=SQL.identifier(table),
                hold=hold.id,
                rows=rows,
            )
        )
        if not self.env.cr.rowcount:
            # Another job has its hands on all of them.
            raise self._busy()
        self.env.invalidate_all()
        moves = reason == Reason.MANY_MOVES.value
        hold._grow(self._total_folders() if moves else self._total())
        self.work.run.flush()
        return hold

    @contextmanager
    def _alone(self):
        """One job at a time puts something on hold, seeing what the others did."""
        key = f"cloud:{self.backend_record.id}:guard"
        with session_locks(self.env.cr, [key]) as locked:
            if not locked:
                raise self._busy()
            self.backend_record._commit()
            yield

    def _busy(self):
        return RetryableJobError(
            "Another job judges these deletions.", seconds=5, ignore_retry=True
        )

    # Counting

    def _count(self, rows):
        self.env.flush_all()
        query = SQL("SELECT count(*) FROM (%s) AS found", rows)
        return self.env.execute_query(query)[0][0]

    def _total(self):
        domain = [("backend_id", "=", self.backend_record.id)]
        return self.env["cloud.file"].sudo().search_count(domain)

    def _total_folders(self):
        domain = [("backend_id", "=", self.backend_record.id), ("kind", "=", "record")]
        return self.env["cloud.folder"].sudo().search_count(domain)

    def _deleted_in_odoo(self):
        return SQL(
            """
            SELECT c.id FROM cloud_file c
            WHERE c.backend_id = %(backend)s AND c.odoo_id IS NULL
              AND c.status = 'synced' AND c.hold_id IS NULL
              AND c.approved IS NOT TRUE AND NOT (%(kept)s)
            """,
            backend=self.backend_record.id,
            kept=self._kept_with_their_record(),
        )

    def _kept_with_their_record(self):
        """:return: condition: the record is gone, and its rule keeps the folder"""
        rules = (
            self.backend_record.with_context(active_test=False)
            .rule_ids.filtered(lambda rule: rule.deletion_policy == "keep")
            .filtered(lambda rule: rule.model_name in self.env)
        )
        conditions = [
            SQL(
                """
                EXISTS (
                    SELECT FROM cloud_folder f JOIN cloud_folder place
                      ON place.id = ANY(
                          string_to_array(trim('/' FROM f.parent_path), '/')::int[])
                    WHERE f.id = c.folder_id AND place.kind = 'record'
                      AND place.rule_id = %(rule)s
                      AND NOT EXISTS (
                          SELECT FROM %(table)s r WHERE r.id = place.res_id))
                """,
                rule=rule.id,
                table=SQL.identifier(self.env[rule.model_name]._table),
            )
            for rule in rules
        ]
        return SQL(" OR ").join(conditions) if conditions else SQL("FALSE")

    def _deleted_in_cloud(self):
        return SQL(
            """
            SELECT o.id FROM cloud_observation o JOIN cloud_file c
              ON c.backend_id = o.backend_id AND c.external_id = o.external_id
            WHERE o.backend_id = %s AND o.deleted AND o.hold_id IS NULL
              AND o.approved IS NOT TRUE AND c.approved IS NOT TRUE
              AND c.odoo_id IS NOT NULL AND c.copy_only IS NOT TRUE
            """,
            self.backend_record.id,
        )

    def _misplaced(self, res_model):
        rules = self.backend_record.rule_ids.filtered(
            lambda rule: rule.active and rule.model_name == res_model
        )
        return SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT f.id FROM cloud_folder f
                JOIN (%(owned)s) AS owned(id) ON owned.id = f.res_id
                WHERE f.backend_id = %(backend)s AND f.kind = 'record'
                  AND f.res_model = %(res_model)s
                  AND f.rule_id IS DISTINCT FROM %(rule)s
                  AND f.hold_id IS NULL AND f.approved IS NOT TRUE
                """,
                owned=rule._owned_query(),
                backend=self.backend_record.id,
                res_model=res_model,
                rule=rule.id,
            )
            for rule in rules
        )
