# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from psycopg2.errors import ReadOnlySqlTransaction

from odoo import SUPERUSER_ID, api, fields, models
from odoo.modules import module
from odoo.tools import SQL

from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

from ..exceptions import message_of

# Jobs that nobody has begun for so long wait for a job runner.
PATIENCE = timedelta(minutes=5)
# A job that began so recently shows that somebody runs jobs.
AT_WORK = timedelta(minutes=15)
# Failed jobs that are looked at one by one.
LOOK_AT = 100


class CloudBackendHealth(models.AbstractModel):
    """Whether a backend does its work, and who hears of it when it does not."""

    _name = "cloud.backend.health"
    _description = "Health of a Cloud Backend (abstract)"

    problem_ids = fields.One2many(
        "cloud.problem", "backend_id", "Noted Problems", readonly=True
    )
    # Not stored: jobs side by side would write the row that each of them refers to.
    has_problem = fields.Boolean(compute="_compute_problem", compute_sudo=True)
    problem_text = fields.Text("Problem", compute="_compute_problem", compute_sudo=True)
    failed_job_count = fields.Integer(compute="_compute_problem", compute_sudo=True)

    @api.depends("problem_ids.message", "state", "active")
    def _compute_problem(self):
        working = self.filtered(lambda b: b.active and b.state != "draft")
        failed, waiting = working._failed_jobs(), working._waiting_jobs()
        for backend in self:
            refused = backend.problem_ids.filtered(lambda p: p.kind == "refused")
            messages = list(dict.fromkeys(refused.mapped("message")))
            messages += backend._failed_text(failed.get(backend.id))
            messages += backend._waiting_text(waiting.get(backend.id))
            backend.problem_text = backend in working and "\n".join(messages)
            backend.has_problem = bool(backend.problem_text)
            backend.failed_job_count = len(failed.get(backend.id, ()))

    # Jobs that failed

    def _failed_jobs(self):
        """:return: dict backend id -> the failed ``queue.job`` nothing has made good"""
        self.env["queue.job"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT target.id::int, array_agg(j.id ORDER BY j.id DESC)
                FROM queue_job j, jsonb_array_elements_text(
                    (j.records #>> '{}')::jsonb -> 'ids') AS target(id)
                WHERE j.model_name = 'cloud.backend'
                  AND j.state IN ('failed', 'cancelled')
                  AND target.id::int = ANY(%s)
                  AND NOT EXISTS (
                      SELECT FROM queue_job later
                      WHERE later.channel = j.channel AND later.state = 'done'
                        AND later.identity_key = j.identity_key
                        AND later.date_done > COALESCE(
                            j.date_cancelled, j.date_started, j.date_created))
                GROUP BY target.id
                """,
                self.ids,
            )
        )
        Job = self.env["queue.job"].sudo()
        found = {}
        for backend_id, job_ids in rows:
            backend = self.browse(backend_id)
            jobs = Job.browse(job_ids[:LOOK_AT]).filtered(backend._is_still_open)
            if jobs:
                found[backend_id] = jobs
        return found

    def _is_still_open(self, job):
        """:return: whether nobody has done since what this failed job was to do"""
        if job.method_name != "_job_sync_records":
            return True
        res_model, res_ids = job.args
        if res_model not in self.env:
            return False
        done = self.env["cloud.folder"].sudo()
        done = done.search(
            [
                ("backend_id", "=", self.id),
                ("res_model", "=", res_model),
                ("res_id", "in", res_ids),
                ("checked_at", ">", job.date_started or job.date_created),
            ]
        )
        left = sorted(set(res_ids) - set(done.mapped("res_id")))
        owners = self.env["cloud.sync.rule"].sudo()._owners(res_model, left)
        return any(rule.backend_id == self for rule in owners.values())

    def _failed_text(self, jobs):
        if not jobs:
            return []
        # Not what the exception says: it may name documents.
        last = ": ".join(filter(None, (jobs[0].name, jobs[0].exc_name)))
        return [
            self.env._(
                "%(count)s jobs failed or were cancelled, at last “%(last)s”.",
                count=len(jobs),
                last=last,
            )
        ]

    def action_view_failed_jobs(self):
        self.ensure_one()
        self.check_access("read")
        jobs = self.sudo()._failed_jobs().get(self.id, self.env["queue.job"])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "queue_job.action_queue_job"
        )
        return {**action, "domain": [("id", "in", jobs.ids)], "context": {}}

    # Jobs that nobody begins

    def _waiting_jobs(self):
        """:return: dict backend id -> how many jobs wait for a job runner"""
        now = fields.Datetime.now()
        self.env["queue.job"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT target.id::int, count(*)
                FROM queue_job j, jsonb_array_elements_text(
                    (j.records #>> '{}')::jsonb -> 'ids') AS target(id)
                WHERE j.model_name = 'cloud.backend' AND j.state = 'pending'
                  AND target.id::int = ANY(%(backends)s)
                  AND j.date_created < %(due)s
                  AND (j.eta IS NULL OR j.eta < %(due)s)
                  AND NOT EXISTS (
                      SELECT FROM queue_job other
                      WHERE other.date_started > %(began)s
                         OR (other.state = 'enqueued'
                             AND other.date_enqueued > %(due)s))
                GROUP BY target.id
                """,
                backends=self.ids,
                due=now - PATIENCE,
                began=now - AT_WORK,
            )
        )
        return dict(rows)

    def _waiting_text(self, count):
        if not count:
            return []
        return [
            self.env._(
                "%s jobs wait, and nobody begins them: no job runner is at work. Ask "
                "whoever runs the server to load queue_job with the server and to "
                "start it with at least one worker.",
                count,
            )
        ]

    def _lacks_runner(self):
        """:return: whether, as far as can be seen, nobody runs jobs at all"""
        if self.sudo()._waiting_jobs():
            return True
        if "queue_job_cron_jobrunner" in self.env.registry._init_modules:
            return False
        # The job runner of a database holds this lock as long as it lives.
        high, low = PG_ADVISORY_LOCK_ID >> 32, PG_ADVISORY_LOCK_ID & 0xFFFFFFFF
        query = SQL(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND classid::bigint = %s AND objid::bigint = %s AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())",
            high,
            low,
        )
        return not self.env.execute_query(query)

    def _notify_no_runner(self):
        return self._notify(
            self.env._("The sync waits for a job runner"),
            self.env._(
                "No job runner seems to be at work on this server: ask whoever "
                "runs it. The sync begins as soon as there is one."
            ),
            "warning",
        )

    # Telling people

    @api.model
    def _cron_review(self):
        """Tell of jobs that failed or wait, and of the end of that."""
        self.search([("state", "!=", "draft")])._review()

    def _review(self):
        Problem = self.env["cloud.problem"].sudo()
        backends = self.sudo().filtered(lambda b: b.active and b.state != "draft")
        failed, waiting = backends._failed_jobs(), backends._waiting_jobs()
        for backend in backends:
            texts = {
                "failed": backend._failed_text(failed.get(backend.id)),
                "waiting": backend._waiting_text(waiting.get(backend.id)),
            }
            for kind, text in texts.items():
                if text:
                    Problem._tell(backend, kind, text[0])
                else:
                    Problem._end(backend, kind)

    # What the cloud refuses to a whole job

    def _note_refusal(self, error, job):
        """Tell what hindered a whole job, instead of what it has not committed.

        :param job: the kind of job; a refusal stands until one of its kind succeeds
        :return: a sentence for the job's result
        """
        if not module.current_test:
            # What Odoo refused may be written in part.
            self.env.cr.rollback()
        message = message_of(self.env, error)
        self.env["cloud.problem"].sudo()._tell(self, "refused", message, job)
        self._commit()
        return message

    def _end_refusal(self, job):
        if self.exists() and self.state in ("connected", "reversing"):
            self.env["cloud.problem"].sudo()._end(self, "refused", job)

    def _end_problems(self):
        """Begin anew; what still goes wrong is told again."""
        for backend in self.sudo():
            for problem in backend.problem_ids:
                problem._end(backend, problem.kind, problem.job)

    def _note_authorization_lost(self, error):
        """Tell what a user's download found out.

        In a transaction of its own: that of a request may be rolled back, or may only
        read.

        :param error: :class:`~..exceptions.AuthorizationLost`
        """
        if self.sudo().state in ("draft", "reconnect"):
            return
        if self.env.cr.readonly:
            # Odoo repeats the request with a cursor that may write.
            raise ReadOnlySqlTransaction("A lost sign-in is to be noted")
        with self.env.registry.cursor() as cr:
            backend = self.with_env(self.env(cr=cr, user=SUPERUSER_ID, su=True))
            backend = backend.exists()
            if not backend or backend.state in ("draft", "reconnect"):
                return
            # Whoever has the row is telling it just now.
            if backend.try_lock_for_update(allow_referencing=True):
                backend._authorization_lost(message_of(self.env, error))
