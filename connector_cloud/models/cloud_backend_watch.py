# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from ..session_lock import session_locks

# A person who works in the cloud changes more than one thing.
NOTIFIED_DELAY = 3
NOTED_EVERY = timedelta(minutes=1)
# What decides whether there has to be a watch, and of what.
WATCH_FIELDS = {"active", "drive_external_id", "instant", "state"}


class CloudBackendWatch(models.AbstractModel):
    """Notifications: the fast path of a backend beside the regular look at its feed."""

    _name = "cloud.backend.watch"
    _description = "Notifications of a Cloud Backend (abstract)"

    instant = fields.Boolean(
        "Instant Notifications",
        help="The cloud tells Odoo at once when something changes there. The server "
        "has to be reachable from the internet by https, at the address in the system "
        "parameter web.base.url. Without them changes are found by the regular look, "
        "some minutes later.",
    )
    instant_problem = fields.Char(compute="_compute_instant", compute_sudo=True)
    notified_at = fields.Datetime(
        "Last Notification", compute="_compute_instant", compute_sudo=True
    )

    def _watch(self):
        """:return: the ``cloud.watch`` of this backend, or none

        No relation leads to it: whoever finds a way from a document to its backend
        cannot ask for what is in it.
        """
        Watch = self.env["cloud.watch"].sudo()
        return Watch.search([("backend_id", "in", self._origin.ids)])

    @api.depends("instant")
    def _compute_instant(self):
        watches = {watch.backend_id.id: watch for watch in self._watch()}
        for backend in self:
            watch = watches.get(backend._origin.id, self.env["cloud.watch"])
            backend.instant_problem = backend.instant and watch.error
            backend.notified_at = watch.last_notified_at

    # Keeping the cloud's promise

    def _wants_watch(self):
        return self.instant and self.active and self.state == "connected"

    def _watch_is_due(self):
        """:return: whether a watch has to be made, prolonged or removed"""
        self.ensure_one()
        watch = self._watch()
        if not self._wants_watch():
            return bool(watch)
        return not watch or not watch._is_good()

    def _enqueue_watch(self):
        self.ensure_one()
        return self._delayed(
            30,
            None,
            f"cloud.watch:{self.id}",
            self.env._("%s: have the cloud notify Odoo", self.name),
        )._job_watch()

    @api.model
    def _cron_watch(self):
        watched = self.env["cloud.watch"].sudo()._search([]).subselect("backend_id")
        domain = ["|", ("instant", "=", True), ("id", "in", watched)]
        self.with_context(active_test=False).search(domain)._enqueue_due_watches()

    def _enqueue_due_watches(self):
        for backend in self:
            if backend._watch_is_due():
                backend._enqueue_watch()

    def _job_watch(self):
        """Job: make, prolong or remove the watch, whatever the backend asks for."""
        if not self.exists():
            return "nothing done: the backend is gone"
        if not self.active:
            return "nothing done: the backend is archived"
        with session_locks(self.env.cr, [f"cloud.watch:{self.id}"]) as locked:
            if not locked:
                return "another job is busy with it"
            # What that job has done is seen by a new transaction only.
            self._commit()
            return self._settle_watch()

    def _settle_watch(self):
        watch = self._watch()
        if watch and not (self._wants_watch() and watch._fits()):
            watch._drop()
        if not self._wants_watch():
            return "no notifications wanted"
        return self._run_job(self._keep_watch)

    def _keep_watch(self, work):
        # Only now, where writing the credential may wait for who renews the token.
        watch = self._watch() or self.env["cloud.watch"]._begin(self)
        return watch._keep(work.component(usage="backend.adapter"))

    # Being notified

    def _notification_echo(self, query):
        """What a cloud wants to read before it sends notifications to an address.

        :param query: mapping of the parameters in the address of its request
        :return: text to send back, or None: it is no such request
        """
        return None

    def _notification_secrets(self, headers, body):
        """The secrets in a notification: the only thing in it that is believed.

        :param headers: case-insensitive mapping
        :param body: bytes of whoever sent it
        :return: list of texts
        """
        return []

    def _notified(self, watch):
        """Look at the feed soon: somebody who knows the secret says it has news."""
        self.ensure_one()
        now = fields.Datetime.now()
        # Not each time: a burst of notifications would queue up for the row.
        if not watch.last_notified_at or watch.last_notified_at < now - NOTED_EVERY:
            watch.last_notified_at = now
        if self._wants_watch():
            self._enqueue_backward(eta=NOTIFIED_DELAY)
