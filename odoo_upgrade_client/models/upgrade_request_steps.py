# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.exception import RetryableJobError

from ..upgrade_api import (
    BadDump,
    Phase,
    Stopped,
    TryLater,
    UpgradeError,
    poll_delay,
)
from ..upgrade_api.archive import check_before_upload, check_received, sha256
from ..upgrade_api.command import download_address
from ..upgrade_api.progress import Meter
from ..upgrade_api.sftp import KeyPair, SftpTransfer, available
from .upgrade_secret import ADDRESSES


class UpgradeRequestSteps(models.AbstractModel):
    """The five steps. Each says what it did and leaves the state of the next one."""

    _name = "upgrade.request.steps"
    _description = "Steps of an Upgrade (abstract)"

    def _reach(self, state, **values):
        """A step is done: keep that, and move on unless somebody cancelled meanwhile.

        :param state: that the step leads to
        :param values: what else to write
        """
        self._lock()
        if self.state != "cancelled":
            values["state"] = state
        self.write(values)
        self._commit()

    def _step_create(self):
        """Make the request there; its id and key are final before anything else.

        The API has no way to ask whether a request was made, so that an answer that
        got lost needs a person.
        """
        row = self._secret()
        if row.key and (self.number or row.number):
            # Entered by hand, or all that an earlier try could write down.
            self.number = self.number or row.number
            self._ask_status()
            if self.state == "draft":
                self._reach("created", create_sent=False)
            return
        if self.create_sent:
            raise UpgradeError(self._unclear_create())
        self._check_own_dump()
        self.create_sent = True
        self._commit()
        self._take_answer(self._send_create())
        self._reach("created", create_sent=False)

    def _check_own_dump(self):
        """A file that is no dump is better found before there is a request for it.

        :raises UpgradeError: it is none
        """
        if self.source != "database":
            check_before_upload(self._find_dump())

    def _send_create(self):
        client = self._client()
        asked = (
            self._secret().contract or "",
            self.email,
            self.target,
            self.aim,
            self.filename,
            self.timezone,
        )
        # As in _ask: no transaction stays open meanwhile.
        self._commit()
        try:
            answer = client.create(*asked)
        except TryLater as error:
            self.create_sent = error.sent and not error.failures
            self._commit()
            if self.create_sent:
                raise UpgradeError(self._unclear_create()) from error
            raise
        except UpgradeError:
            self.create_sent = False
            raise
        if not answer.request.get("id") or not answer.request.get("key"):
            raise UpgradeError(self._unclear_create())
        return answer

    def _unclear_create(self):
        return self.env._(
            "It is not known whether the platform made the request: its answer got"
            " lost. Enter the number and the private key if it sent you an e-mail,"
            " then press Retry. Otherwise press Retry to make a new one."
        )

    def _step_upload(self):
        """Send the dump; after a failure the platform is asked first."""
        if self.attempts > 1 and self._ask_status() is not Phase.UPLOAD:
            return
        path = self._prepare_dump(self._meter())
        if self.transport == "sftp":
            self._by_sftp(SftpTransfer.upload, path, self._meter(in_time=True))
        else:
            self._ask("upload", path, self._meter())
        self._reach("uploaded", uploaded_at=fields.Datetime.now())

    def _step_process(self):
        """Start the upgrade, unless an earlier try did so unnoticed."""
        if self.attempts > 1 and self._ask_status() is not Phase.UPLOAD:
            return
        self._ask("process")
        self._reach("processing", polls=0)

    def _step_poll(self):
        """Ask how far it is.

        :raises RetryableJobError: it is not ready; the same job asks again later
        """
        try:
            self._ask_status()
        except TryLater as error:
            self.problem = self._mask(error)
        else:
            if self.state == "processing":
                self.problem = False
        if self.state == "processing":
            delay = poll_delay(self.server_state, self.polls, self._poll_seconds())
            at = fields.Datetime.now() + timedelta(seconds=delay)
            self.next_poll_at = at
            self._commit()
            raise RetryableJobError(
                "The upgrade is not ready.",
                seconds=max(1, round(delay)),
                ignore_retry=True,
            )

    def _step_download(self):
        """Fetch the result, prove it whole, and remember its checksum."""
        target = self._result_path()
        if not target.exists():
            self._download(target)
        meter = self._meter()
        try:
            kind = check_received(target, meter)
        except BadDump:
            target.unlink()
            raise
        self._reach(
            "done",
            result_size=os.path.getsize(target),
            result_sha256=sha256(target, meter),
            result_kind=kind,
        )
        for name in ("original", "original.part"):
            (self._folder() / name).unlink(missing_ok=True)

    def _download(self, target):
        meter = self._meter(in_time=True, on_disk=True)
        if self.transport == "sftp":
            self._by_sftp(SftpTransfer.download, target, meter)
            return
        client, row = self._client(), self._secret()
        address = download_address({name: row[name] for name in ADDRESSES})
        self._commit()
        client.download(address, target, meter)

    # SFTP

    def _sftp(self):
        """:return: :class:`~..upgrade_api.sftp.SftpTransfer` with a new account"""
        if not available():
            raise UpgradeError(
                self.env._("SFTP needs the Python package paramiko on the server.")
            )
        row = self._secret()
        if not row.ssh_private_key:
            row.ssh_private_key = KeyPair.generate().private
            self._commit()
        key = KeyPair.load(row.ssh_private_key)
        access = self._ask("request_sftp_access", key.public).request
        pinned = self.sftp_fingerprint or None
        return SftpTransfer(access, self._client().gate, key.private, pinned)

    def _by_sftp(self, move, path, meter):
        """:param move: method of :class:`~..upgrade_api.sftp.SftpTransfer`"""
        sftp = self._sftp()
        self._commit()
        try:
            move(sftp, path, meter)
        finally:
            self.sftp_fingerprint = sftp.fingerprint

    # Progress

    def _meter(self, in_time=False, on_disk=False):
        """Show progress on the form.

        :param in_time: end before the server ends the job, to go on in the next one
        :param on_disk: what comes has to find room on the server's disk
        """
        clock = self.env.context["job_clock"]
        begun = False

        def report(progress):
            nonlocal begun
            if on_disk and progress.total and not begun:
                self._need_space(progress.total - progress.done)
            begun = True
            self._show_progress(progress)
            if in_time and clock.is_over():
                raise RetryableJobError(
                    "The time of this job is over.", seconds=1, ignore_retry=True
                )

        return Meter(report)

    def _show_progress(self, progress):
        """:raises Stopped: somebody pressed Cancel"""
        transfer = self.env["upgrade.transfer"].search(
            [("request_id", "=", self.id)], limit=1
        )
        values = {
            "bytes_done": progress.done,
            "bytes_total": progress.total or 0,
            "rate": progress.rate,
            "seconds_left": progress.seconds_left or 0,
        }
        if transfer:
            transfer.write(values)
        else:
            transfer.create({"request_id": self.id, **values})
        self._commit()
        self.invalidate_recordset(["running"])
        running = self.exists() and self.running
        # Transfers are long: the transaction of this look must not stay open.
        self._commit()
        if not running:
            raise Stopped("Somebody cancelled the upgrade.")

    # Unlike the steps, these answer to a person at once

    def action_skip_test(self):
        """Leave out the tests by hand on the platform."""
        self.check_access("write")
        self.ensure_one()
        self._check_production(self.aim)
        with self._for_users():
            self.sudo()._ask("skip_test")
            self.sudo()._ask_status()
        self.message_post(body=self.env._("The tests by hand are left out."))
        self._continue()

    def action_refresh(self):
        """Ask for the status now."""
        self.check_access("write")
        self.ensure_one()
        if not self.has_key:
            raise UserError(self.env._("The platform does not know this request yet."))
        with self._for_users():
            self.sudo()._ask_status()
        self._continue()
