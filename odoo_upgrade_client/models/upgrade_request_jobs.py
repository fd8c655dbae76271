# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import math
import subprocess
import time
from contextlib import contextmanager

from markupsafe import escape

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.modules import module

from odoo.addons.queue_job.exception import RetryableJobError

from .. import server_config
from ..job_clock import JobClock
from ..session_lock import session_lock
from ..upgrade_api import (
    DEFAULT_URL,
    Credentials,
    Phase,
    Refused,
    Stopped,
    TryLater,
    UpgradeClient,
    UpgradeError,
    phase_of,
    poll_delay,
)

#: state -> the step that leads out of it
STEPS = {
    "draft": "create",
    "created": "upload",
    "uploaded": "process",
    "processing": "poll",
    "ready": "download",
}
#: seconds that a person waits for the platform, and Odoo for its worker
PATIENCE = 20
#: tries of a step without success before a person is asked
TRIES = 6
BUSY = 10  # seconds until a locked request is looked at again
LOCK_TRIES, LOCK_PAUSE = 50, 0.1  # seconds


class UpgradeRequestJobs(models.AbstractModel):
    """The chain of jobs: each does one step and enqueues the next.

    They are private, so that no remote caller reaches them, and they commit on their
    own: their ``queue.job.function`` records allow that.
    """

    _name = "upgrade.request.jobs"
    _description = "Jobs of an Upgrade (abstract)"

    # Tools of the steps

    def _commit(self):
        """Make what was written final, before and after an effect outside of Odoo."""
        self.env.flush_all()
        if not module.current_test:
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _lock(self):
        """Begin a transaction in which nobody else writes on this request.

        What a person writes at the same moment would undo a step that is done.

        :raises LockError: somebody else has held it for seconds
        """
        for _try in range(LOCK_TRIES):
            self._commit()
            if self.try_lock_for_update(allow_referencing=True):
                return
            time.sleep(LOCK_PAUSE)
        raise LockError(self.env._("Somebody else writes on this upgrade."))

    @api.model
    def _client(self):
        """Only a job waits as long as the settings say.

        :return: a client of the platform in the settings
        """
        get = self.env["ir.config_parameter"].sudo().get_param
        in_job = hasattr(self.env.context.get("job_clock"), "is_over")
        longest = math.inf if in_job else PATIENCE
        connect = int(get("odoo_upgrade_client.connect_timeout") or 30)
        read = int(get("odoo_upgrade_client.read_timeout") or 600)
        return UpgradeClient(
            get("odoo_upgrade_client.base_url") or DEFAULT_URL,
            connect_timeout=min(connect, longest),
            read_timeout=min(read, longest),
            ca_bundle=get("odoo_upgrade_client.ca_bundle") or None,
        )

    def _ask(self, method, *arguments):
        """Call a method of the client with this request's credentials.

        No transaction stays open meanwhile: what people write on the form while the
        platform takes its time would make PostgreSQL refuse to keep the answer.

        :param method: name of a method of :class:`~..upgrade_api.UpgradeClient`
        :return: what it returns
        :raises UpgradeError: as the method does, or there is no key
        """
        client, key = self._client(), self._secret().key
        if not key:
            raise UpgradeError(
                self.env._(
                    "The private key is not here, as in every copy of a database: go"
                    " on in the database that made the request."
                )
            )
        credentials = Credentials(self.number, key)
        self._commit()
        return getattr(client, method)(credentials, *arguments)

    @api.model
    def _poll_seconds(self):
        get = self.env["ir.config_parameter"].sudo().get_param
        return float(get("odoo_upgrade_client.poll_seconds") or 30)

    @contextmanager
    def _for_users(self):
        """Turn the client's errors into messages for the user behind a button."""
        try:
            yield
        except UpgradeError as error:
            raise UserError(self._mask(error)) from error

    # Enqueueing

    def _enqueue(self, eta=None):
        """Enqueue the step that the state asks for.

        :param eta: seconds to wait before, or None
        """
        for request in self:
            step = STEPS[request.state]
            delayed = request.with_user(SUPERUSER_ID).with_delay(
                eta=eta,
                # A power cut may hit as often as it likes.
                max_retries=0,
                identity_key=request._job_key(step),
                description=f"{request.name}: {step}",
            )
            getattr(delayed, f"_job_{step}")()

    def _job_key(self, step):
        return f"upgrade.request:{self.id}:{step}"

    def _continue(self):
        """After a step, or a state that changed there: go on with the chain."""
        for request in self.sudo():
            if not (request.running and request.state in STEPS):
                request.running = False
            elif request.run_all or request.state == "processing":
                request._enqueue()
            else:
                request.running = False

    @api.model
    def _cron_resume(self):
        """Enqueue the steps whose job got lost with its queue."""
        waiting = ["wait_dependencies", "pending", "enqueued", "started"]
        for request in self.search([("running", "=", True)]):
            if request.state not in STEPS:
                request.running = False
                continue
            jobs = self.env["queue.job"].search_count(
                [
                    ("identity_key", "=", request._job_key(STEPS[request.state])),
                    ("state", "in", waiting),
                ],
                limit=1,
            )
            if not jobs:
                request._enqueue()

    # Jobs

    def _job_create(self):
        """Job: make the request on the platform."""
        return self._run_step("create")

    def _job_upload(self):
        """Job: make the dump and send it."""
        return self._run_step("upload")

    def _job_process(self):
        """Job: start the upgrade."""
        return self._run_step("process")

    def _job_poll(self):
        """Job: ask how far the upgrade is, again and again."""
        return self._run_step("poll")

    def _job_download(self):
        """Job: fetch the upgraded dump."""
        return self._run_step("download")

    def _run_step(self, step):
        """Run one step, deal with what went wrong, and enqueue the next one.

        :raises RetryableJobError: the same job has to run again later
        :return: a sentence for the job's result
        """
        if not self.exists():
            return "the request was deleted"
        with session_lock(self.env.cr, self.id) as free:
            if not free:
                raise RetryableJobError(
                    "Another job works on it.", seconds=BUSY, ignore_retry=True
                )
            if not self.running or STEPS.get(self.state) != step:
                # A kill may have come after the step, before the next was enqueued.
                self._continue()
                return f"nothing to do: the request is {self.state}"
            self.attempts += 1
            self._commit()
            clock = JobClock(server_config.serves_long_jobs())
            try:
                self.with_context(job_clock=clock)._attempt(step)
            except LockError as error:
                raise RetryableJobError(
                    str(error), seconds=BUSY, ignore_retry=True
                ) from error
            self.transfer_ids.unlink()
            self._commit()
        return f"{step}: {self.problem or 'done'}"

    def _attempt(self, step):
        try:
            if self.attempts > TRIES:
                raise UpgradeError(self._too_many_tries())
            getattr(self, f"_step_{step}")()
        except Stopped:
            return
        except RetryableJobError:
            # It got on, or waits as it should.
            self.attempts = 0
            self._commit()
            raise
        except TryLater as error:
            self._try_later(error)
        except Refused as error:
            self._stop(self.env._("The platform refuses."), error.failures)
        except (UpgradeError, UserError, OSError, subprocess.SubprocessError) as error:
            self._stop(str(error))
        else:
            self._succeed()

    def _succeed(self):
        if self.state == "failed":
            return
        self._lock()
        self.write({"attempts": 0, "problem": False})
        self.failure_ids.unlink()
        self._continue()

    def _try_later(self, error):
        """:raises RetryableJobError: there is another try"""
        self._lock()
        self.problem = self._mask(error)
        if self.attempts >= TRIES:
            self._stop(self.problem, error.failures)
            return
        self._commit()
        delay = poll_delay(None, self.attempts, self._poll_seconds())
        raise RetryableJobError(
            self.problem, seconds=max(1, round(delay)), ignore_retry=True
        )

    def _too_many_tries(self):
        limit = server_config.serves_long_jobs()
        if limit and self.state == "created" and self.transport == "https":
            return self.env._(
                "The upload was broken off %(tries)s times. The server ends jobs after"
                " %(limit)s seconds (limit_time_real): raise that, or choose SFTP,"
                " which goes on where it broke.",
                tries=TRIES,
                limit=limit,
            )
        return self.env._("This step was broken off %s times.", TRIES)

    def _stop(self, message, failures=()):
        """End the chain and tell the responsible what happened.

        :param message: for people
        :param failures: of the platform
        """
        message = self._mask(message)
        self._lock()
        self.failure_ids.unlink()
        expected = [f.expected for f in failures if f.reason == "TARGET:INVALID"]
        self.write(
            {
                "running": False,
                "problem": message,
                "attempts": 0,
                "failure_ids": [
                    fields.Command.create(self._failure_values(failure))
                    for failure in failures
                ],
                "expected_targets": self._mask(", ".join(expected[0]))
                if expected
                else self.expected_targets,
            }
        )
        text = " ".join([message, *(self._mask(each) for each in failures)])
        self.message_post(body=text, subtype_xmlid="odoo_upgrade_client.mt_state")
        if self.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=self.user_id.id,
                summary=self.env._("The upgrade stopped"),
                note=escape(text),
            )
        self._commit()

    def _failure_values(self, failure):
        return {
            "reason": self._mask(failure.reason),
            "message": self._mask(failure.message),
            "value": self._mask(failure.value or ""),
            "expected": self._mask(", ".join(failure.expected)),
        }

    # Buttons

    def action_run(self):
        """Do all steps, one after the other, until one fails."""
        return self._start(run_all=True)

    def action_step(self):
        """Do the next step only."""
        return self._start(run_all=False)

    def _start(self, run_all):
        self.check_access("write")
        self.ensure_one()
        if self.running:
            raise UserError(self.env._("The upgrade is running already."))
        self._check_production(self.aim)
        self._check_approved()
        if self.aim == "production" and not self.production_confirmed:
            return self._ask_for_production(run_all)
        request = self.sudo()
        ended = request.state in ("failed", "cancelled")
        if ended:
            request.state = request._reached_state()
        if request.state not in STEPS:
            raise UserError(self.env._("There is nothing left to do."))
        request._approve()
        request.activity_unlink(["mail.mail_activity_data_warning"])
        request.failure_ids.unlink()
        request.write(
            {
                "running": True,
                "run_all": run_all,
                # The platform is asked first, unless nothing was tried yet.
                "attempts": 1 if ended or request.problem else 0,
                "problem": False,
                "create_sent": False,
            }
        )
        request._enqueue()
        return True

    def _ask_for_production(self, run_all):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "odoo_upgrade_client.upgrade_production_wizard_action"
        )
        action["context"] = {
            "default_request_id": self.id,
            "default_run_all": run_all,
        }
        return action

    def _reached_state(self):
        """:return: the state that follows from what was done so far"""
        if not self.has_key:
            return "draft"
        phase = phase_of(self.server_state)
        if phase is Phase.READY:
            return "ready"
        if phase in (Phase.WAIT, Phase.TEST):
            return "processing"
        return "uploaded" if self.uploaded_at else "created"

    def action_cancel(self):
        """Stop here. The platform cannot be told: it has no way to cancel."""
        self.check_access("write")
        for request in self.sudo():
            if request.state in STEPS:
                request.write({"state": "cancelled", "running": False})
                request.activity_unlink(["mail.mail_activity_data_warning"])

    def action_download_dump(self):
        """Give the upgraded dump to the browser."""
        self._check_manager()
        self.check_access("read")
        self.ensure_one()
        url = f"/upgrade_request/{self.id}/dump"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}
