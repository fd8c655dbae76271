# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hmac
import logging
import secrets
import uuid
from datetime import timedelta
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..exceptions import AuthorizationLost, CloudError, message_of
from ..sync.remote import Watch

_logger = logging.getLogger(__name__)

ROUTE = "/connector_cloud/notify"
# Short enough that one of a lost database ends soon, long enough for days of trouble.
LIFE = timedelta(days=3)
MARGIN = timedelta(days=1)


class CloudWatch(models.Model):
    """What a cloud promised: to tell us when something changes in a backend's drive.

    Its notifications say nothing but "look"; losing all of them costs minutes only.
    """

    _name = "cloud.watch"
    _description = "Cloud Notifications"
    _rec_name = "backend_id"

    backend_id = fields.Many2one("cloud.backend", required=True, ondelete="cascade")
    uuid = fields.Char(
        default=lambda self: str(uuid.uuid4()), required=True, readonly=True, copy=False
    )
    address = fields.Char(help="Where the cloud was told to send them")
    drive_external_id = fields.Char("Drive ID")
    database_uuid = fields.Char(help="The database that asked for them")
    external_id = fields.Char("ID in the Cloud", copy=False)
    resource_id = fields.Char("Watched Resource", copy=False)
    expires_at = fields.Datetime("Ends", copy=False)
    last_notified_at = fields.Datetime("Last Notification", copy=False)
    error = fields.Char("What Hinders", copy=False)

    _backend_uniq = models.Constraint(
        "UNIQUE(backend_id)", "A backend is notified only once."
    )
    _uuid_uniq = models.Constraint("UNIQUE(uuid)", "The address must be unique.")

    @api.model
    def _begin(self, backend):
        """:return: a watch that the cloud does not know of yet"""
        watch = self.create(
            {
                "backend_id": backend.id,
                "drive_external_id": backend.drive_external_id,
                "database_uuid": backend._database_uuid(),
            }
        )
        watch.address = watch._wanted_address()
        backend._credential().watch_secret = secrets.token_urlsafe(48)
        return watch

    def _secret(self):
        # A stranger's request looks for it, too: no row is made here.
        return self.backend_id._credentials().watch_secret or ""

    def _accepts(self, presented):
        """:param presented: iterable of the secrets that came with a notification
        :return: whether ours is one of them
        """
        self.ensure_one()
        secret = self._secret().encode()
        return bool(secret) and any(
            # Strangers may send what is no text at all.
            hmac.compare_digest(text.encode(errors="replace"), secret)
            for text in presented
        )

    # Whether it is as it should be

    def _wanted_address(self):
        base = self.get_base_url().rstrip("/")
        return f"{base}{ROUTE}/{self.backend_id.provider}/{self.uuid}"

    def _is_ours(self):
        """:return: whether not another database, which this one is a copy of, asked"""
        self.ensure_one()
        return self.database_uuid == self.backend_id._database_uuid()

    def _fits(self):
        """:return: whether the cloud would tell the right server of the right drive"""
        self.ensure_one()
        return (
            self.address == self._wanted_address()
            and self.drive_external_id == self.backend_id.drive_external_id
            and self._is_ours()
        )

    def _is_good(self):
        """:return: whether nothing has to be done about it for now"""
        self.ensure_one()
        lasts = self.external_id and self.expires_at > fields.Datetime.now() + MARGIN
        return bool(lasts) and self._fits()

    # Asking the cloud

    def _keep(self, adapter):
        """Have the cloud notify us for some days from now on.

        What hinders it is noted and tried again by the cron.

        :return: a sentence for the job's result
        :raise AuthorizationLost: a person has to connect again
        """
        self.ensure_one()
        self.error = self._address_problem()
        if self.error:
            return self.error
        # The cloud may visit the address before it answers.
        self.backend_id._commit()
        try:
            watch = self._ask(adapter)
        except AuthorizationLost:
            raise
        except CloudError as error:
            self.error = message_of(self.env, error)
            return self.error
        self._remember(watch)
        return f"notified until {self.expires_at}"

    def _address_problem(self):
        """:return: why no cloud would send to the address, or False"""
        # A private endpoint may live where there are no certificates.
        if self.backend_id.sudo().endpoint_url:
            return False
        if urlsplit(self.address).scheme == "https":
            return False
        return self.env._(
            "Notifications need an address that begins with https and can be reached "
            "from the internet. The base URL of this Odoo is %s: change the system "
            "parameter web.base.url.",
            self.get_base_url(),
        )

    def _ask(self, adapter):
        terms = (self.address, self._secret(), fields.Datetime.now() + LIFE)
        if self.external_id:
            return adapter.renew(self._remote(), *terms)
        return adapter.watch(*terms)

    def _remote(self):
        """:return: the :class:`~..sync.remote.Watch` as the cloud knows it"""
        return Watch(self.external_id, self.resource_id or None, self.expires_at)

    def _remember(self, watch):
        self.write(
            {
                "external_id": watch.external_id,
                "resource_id": watch.resource_id,
                "expires_at": watch.expires_at,
            }
        )
        self.backend_id._commit()

    def _drop(self):
        """Stop the notifications, at the cloud too, if it can be asked."""
        for watch in self:
            if watch.external_id and watch._is_ours():
                watch._stop()
        self.unlink()

    def _stop(self):
        try:
            with self.backend_id._adapter() as adapter:
                adapter.unwatch(self._remote())
        except (CloudError, UserError) as error:
            _logger.info(
                "%s: its notifications end by themselves, at %s: %s",
                self.backend_id.name,
                self.expires_at,
                error,
            )
