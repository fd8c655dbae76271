# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import logging
from datetime import timedelta

from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import MissingError, UserError
from odoo.modules import module

from odoo.addons.queue_job.exception import RetryableJobError

from ..exceptions import AuthorizationLost, CloudError, RetryLater, SyncHeld, message_of
from ..job_run import Run
from ..session_lock import session_locks
from ..sync.transfer import TransferPool

_logger = logging.getLogger(__name__)

BATCH = 200
# Lets a burst of changes (an import, a form with ten attachments) become one job.
LISTENER_DELAY = 5
LOCKED_DELAY = 15


class _NoJob:
    """Takes the place of a delayed record: what is called is not enqueued."""

    def __getattr__(self, name):
        return lambda *args, **kwargs: None


class CloudBackendJobs(models.AbstractModel):
    """The queue jobs of a backend: when they are enqueued, and how they run.

    Their entry points are private, so that no remote caller reaches them, and they
    commit on their own: their ``queue.job.function`` records allow that.
    """

    _name = "cloud.backend.jobs"
    _description = "Jobs of a Cloud Backend (abstract)"

    # Enqueueing

    def _delayed(self, priority, eta, identity_key, description):
        if not self.active:
            # Deletions in Odoo stay noted, and wait until it is active again.
            return _NoJob()
        return self.with_user(SUPERUSER_ID).with_delay(
            priority=priority,
            eta=eta,
            identity_key=identity_key,
            description=description,
        )

    def _enqueue_prepare(self, priority=10):
        self.ensure_one()
        return self._delayed(
            priority,
            None,
            f"cloud.prepare:{self.id}",
            self.env._("%s: look for changes in Odoo", self.name),
        )._job_prepare()

    def _enqueue_backward(self, priority=15, eta=None):
        """Enqueue a look at what changed in the cloud.

        :param eta: seconds to wait before, or None
        """
        self.ensure_one()
        return self._delayed(
            priority,
            eta,
            f"cloud.backward:{self.id}",
            self.env._("%s: look for changes in the cloud", self.name),
        )._job_backward()

    def _enqueue_index(self):
        """Enqueue the reading of contents that changed in the cloud, for searches."""
        self.ensure_one()
        return self._delayed(
            40,
            None,
            f"cloud.index:{self.id}",
            self.env._("%s: read contents for the search", self.name),
        )._job_index()

    def _enqueue_records(self, res_model, res_ids, priority=20, eta=None):
        """Enqueue the direct sync of records, in jobs of up to 200.

        :param eta: seconds to wait before, or None
        """
        self.ensure_one()
        res_ids = sorted(set(res_ids))
        for start in range(0, len(res_ids), BATCH):
            batch = res_ids[start : start + BATCH]
            digest = hashlib.sha1(repr(batch).encode()).hexdigest()
            self._delayed(
                priority,
                eta,
                f"cloud.direct:{self.id}:{res_model}:{digest}",
                self.env._(
                    "%(backend)s: sync %(count)s records of %(model)s",
                    backend=self.name,
                    count=len(batch),
                    model=res_model,
                ),
            )._job_sync_records(res_model, batch)

    @api.model
    def _cron_prepare(self):
        for backend in self.search([("state", "=", "connected")]):
            backend._enqueue_prepare()
            backend._enqueue_backward()

    def _is_at_work(self):
        """:return: whether jobs of it may be enqueued at all"""
        self.ensure_one()
        return self.active and self.state == "connected"

    def _has_work(self):
        """:return: whether there is a model to sync, or anything that was synced"""
        self.ensure_one()
        records = [("backend_id", "=", self.id), ("kind", "=", "record")]
        Folder = self.env["cloud.folder"].sudo()
        return bool(
            self.rule_ids.filtered("active") or Folder.search_count(records, limit=1)
        )

    def _sync_soon(self):
        """Look for work: something has changed that decides about it."""
        for backend in self.sudo():
            if backend._is_at_work() and backend._has_work():
                backend._sync_first()

    def _sync_first(self):
        """Look for work before the other jobs that wait."""
        self._enqueue_prepare(priority=5)
        self._enqueue_backward(priority=5)

    # Changes in Odoo, noted by the listeners

    @api.model
    def _note_change(self, res_model, res_id):
        """Remember a changed record until the end of the transaction."""
        if res_model not in self._backends_by_model():
            return
        noted = self.env.cr.precommit.data.setdefault("cloud_changes", {})
        if not noted:
            self.env.cr.precommit.add(self.env["cloud.backend"].sudo()._enqueue_changes)
        noted.setdefault(res_model, set()).add(res_id)

    @api.model
    @tools.ormcache()
    def _backends_by_model(self):
        """:return: dict model -> ids of the backends that sync it or keep its folders

        Folders appear only where a rule is or was, so the cache has to be cleared with
        changes of rules only.
        """
        self.env["cloud.sync.rule"].flush_model(["backend_id", "model_name"])
        rows = self.env.execute_query(
            tools.SQL(
                "SELECT model_name, backend_id FROM cloud_sync_rule WHERE active"
                " UNION SELECT res_model, backend_id FROM cloud_folder"
                " WHERE kind = 'record'"
            )
        )
        return {
            res_model: {row[1] for row in group}
            for res_model, group in tools.groupby(rows, lambda row: row[0])
        }

    @api.model
    def _enqueue_changes(self):
        """Enqueue the noted records with every backend that may keep their folders."""
        noted = self.env.cr.precommit.data.pop("cloud_changes", {})
        by_model = self._backends_by_model()
        for res_model, res_ids in noted.items():
            for backend in self.browse(by_model.get(res_model, ())):
                if backend.state == "connected":
                    backend._enqueue_records(res_model, res_ids, eta=LISTENER_DELAY)

    # Jobs

    def _job_prepare(self):
        """Job: find the records that need a direct sync and enqueue them."""
        return self._run_job(
            lambda work: work.component("direct.prepare").run(), job="prepare"
        )

    def _job_sync_records(self, res_model, res_ids):
        """Job: bring the folders and files of some records to the cloud.

        :param res_model: technical name of the model
        :param res_ids: ids of records, existing or deleted
        """
        if res_model not in self.env:
            return f"{res_model} is not installed any more"
        keys = {self._record_key(res_model, res_id): res_id for res_id in res_ids}
        with session_locks(self.env.cr, keys) as locked:
            mine = [keys[key] for key in locked]
            busy = set(res_ids) - set(mine)
            if busy:
                self._enqueue_records(res_model, busy, eta=LOCKED_DELAY)
            if not mine:
                return "another job is busy with these records"
            return self._run_job(
                lambda work: work.component("direct.sync").run(res_model, mine),
                job="records",
            )

    def _job_backward(self):
        """Job: take over what changed in the cloud."""
        with session_locks(self.env.cr, [f"cloud:{self.id}:backward"]) as locked:
            if not locked:
                self._enqueue_backward(eta=LOCKED_DELAY)
                return "another job is at it"
            return self._run_job(self._backward, direction="backward", job="backward")

    def _backward(self, work):
        result = work.component("backward.sync").run()
        if work.run.unfinished:
            self._enqueue_backward(eta=LISTENER_DELAY)
        if work.component("content.index").due():
            self._enqueue_index()
        return result

    def _job_index(self):
        """Job: read contents that changed in the cloud, for the search in contents."""
        with session_locks(self.env.cr, [f"cloud:{self.id}:index"]) as locked:
            if not locked:
                return "another job is at it"
            return self._run_job(self._index, direction="backward")

    def _index(self, work):
        result = work.component("content.index").run()
        if work.run.unfinished:
            self._enqueue_index()
        return result

    # The locks of the jobs

    def _busy_key(self):
        """:return: key of the lock that all jobs share, but for the end of a reset"""
        return f"cloud:{self.id}:busy"

    def _structure_key(self):
        """:return: key of the lock that whoever makes folders above records' holds"""
        return f"cloud:{self.id}:structure"

    def _record_key(self, res_model, res_id):
        """:return: key of the lock that whoever syncs a record holds"""
        return f"cloud:{self.id}:{res_model}:{res_id}"

    # How a job runs

    def _run_job(
        self, function, direction="direct", states=("connected",), job="other"
    ):
        """Run ``function(work)`` and deal with what concerns the whole backend.

        :param direction: what the Sync Logs say of it
        :param states: of the backend, in which it may run
        :param job: the kind of job; a refusal stands until one of its kind succeeds
        :raise RetryableJobError: the cloud asked to wait, or somebody was faster
        :return: a sentence for the job's result
        """
        self.ensure_one()
        if not self.exists():
            return "nothing done: the backend is gone"
        if not self.active:
            return "nothing done: the backend is archived"
        if self.state not in states:
            return f"nothing done: the backend is {self.state}"
        if self.state == "connected" and self._is_foreign():
            return self._stop_foreign()
        # Shared by all but the end of a reset, which waits until they are over.
        with session_locks(self.env.cr, [self._busy_key()], shared=True) as free:
            if not free:
                return "nothing done: the backend is being reset"
            self._check_waiting()
            run = Run(self, direction)
            self._see_others()
            try:
                with (
                    TransferPool(self.parallel_transfers) as pool,
                    self.work_on("cloud.file", run=run, transfer_pool=pool) as work,
                ):
                    result = function(work)
                run.flush()
            except SyncHeld as stop:
                self._commit()
                result = str(stop)
            except RetryLater as error:
                run.flush()
                self._wait(error)
                raise self._retry_error(error.seconds) from error
            except AuthorizationLost as error:
                run.flush()
                self._authorization_lost(message_of(self.env, error))
                self._commit()
                return "the connection has to be renewed"
            except MissingError as error:
                raise RetryableJobError(
                    "Somebody deleted what this job was looking at.", seconds=5
                ) from error
            except (CloudError, UserError) as error:
                return self._note_refusal(error, job)
            self._end_refusal(job)
            return result

    def _check_waiting(self):
        """:raise RetryableJobError: the cloud asked to wait"""
        now = fields.Datetime.now()
        if self.wait_until and self.wait_until > now:
            raise self._retry_error((self.wait_until - now).total_seconds())

    def _see_others(self):
        """From now on, each statement of this job sees what others have committed.

        Odoo's own isolation makes a transaction fail when it writes a row that another
        one has written since it began.  Jobs work side by side on the same tree all the
        time, and what must not change under their hands they lock.
        """
        self._commit()
        if not module.current_test:
            self.env.cr._cnx.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)

    def _wait(self, error):
        until = fields.Datetime.now() + timedelta(seconds=error.seconds)
        self.write({"wait_until": until, "last_message": message_of(self.env, error)})
        self._log_one("warning", "wait", message_of(self.env, error))
        self._commit()

    def _retry_error(self, seconds):
        return RetryableJobError(
            "The cloud asked to wait.", seconds=max(1, int(seconds)), ignore_retry=True
        )
