# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..exceptions import AuthorizationLost

# The type of the activity that says: without you it does not go on.
WARNING = "mail.mail_activity_data_warning"


class CloudBackendConnection(models.AbstractModel):
    """Whether a backend is connected, as whom, and how it comes to be."""

    _name = "cloud.backend.connection"
    _description = "Connection of a Cloud Backend (abstract)"

    state = fields.Selection(
        [
            ("draft", "Not Connected"),
            ("connected", "Connected"),
            ("paused", "Paused"),
            ("reconnect", "Reconnect"),
            ("reversing", "Coming Home"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    account_name = fields.Char("Account", readonly=True, copy=False)
    wait_until = fields.Datetime(
        "Waiting Until",
        readonly=True,
        copy=False,
        help="The cloud asked for a pause; syncs go on by themselves afterwards",
    )
    last_message = fields.Text("What to Do", readonly=True, copy=False)

    def _is_signed_in(self):
        """:return: whether the cloud may be asked for contents"""
        return self.state not in ("draft", "reconnect")

    def _mark_connected(self, account):
        """Remember a working connection.

        :param account: :class:`~..sync.remote.Account`
        """
        self.ensure_one()
        self.sudo().write(
            {
                "state": "connected",
                "account_name": account.email or account.name,
                "last_message": False,
                "wait_until": False,
            }
        )
        self.sudo().activity_unlink([WARNING])
        self._log_one("success", "connect", self.env._("Connected as %s", account.name))
        self._go_on_reversing()
        self._note_account(account)
        self._sync_soon()
        self._end_problems()

    def _authorization_lost(self, message):
        """Stop syncing until a person connects again; tell the people to notify once.

        :param message: what happened, for the administrator
        """
        self.ensure_one()
        backend = self.sudo()
        # One that waits for an administrator is no longer ours to judge.
        if backend._locked_state() in ("draft", "reconnect"):
            return
        backend.write({"state": "reconnect", "last_message": message})
        backend._ask_people(
            backend, self.env._("Connect %s again", backend.name), message
        )
        self._log_one("error", "connect", message)

    def _locked_state(self):
        """:return: the state as it is now; no other job changes it until the commit"""
        self.flush_recordset(["state"])
        [(state,)] = self.env.execute_query(
            # Others may go on to refer to the row.
            SQL(
                "SELECT state FROM cloud_backend WHERE id = %s FOR NO KEY UPDATE",
                self.id,
            )
        )
        self.invalidate_recordset(["state"])
        return state

    def _action_connect(self):
        """:return: the action that starts the provider's own way to connect"""
        raise UserError(
            self.env._("Install the addon of this provider before you connect.")
        )

    def action_connect(self):
        self.ensure_one()
        self.check_access("write")
        self._check_may_connect()
        return self._action_connect()

    def _check_may_connect(self):
        if not self.env.is_system():
            raise AccessError(
                self.env._("Only system administrators can connect a backend.")
            )

    def action_disconnect(self):
        """Forget the tokens; folders, files and their links stay as they are."""
        self.ensure_one()
        self.check_access("write")
        # Afterwards nobody could tell the cloud to stop.
        self._watch()._drop()
        self._credentials()._forget_tokens()
        self.sudo().write({"state": "draft", "account_name": False})
        self._decide_foreign("discarded")
        self._end_problems()

    def action_test_connection(self):
        """Ask the cloud; the state changes only if who may connect asks."""
        self.ensure_one()
        self.check_access("write")
        decides = self.env.is_system()
        try:
            with self._for_users(), self._adapter(connecting=decides) as adapter:
                account = adapter.test_connection()
                root = adapter.root()
        except UserError as error:
            lost = isinstance(error.__cause__, AuthorizationLost)
            if not (decides and lost) or self.state == "draft":
                raise
            # Raised, the message would take the change of the state back with it.
            self._authorization_lost(str(error))
            return self._notify(self.env._("Connect again"), str(error), "danger")
        if decides and self.state in ("draft", "reconnect"):
            self._mark_connected(account)
        return self._notify(
            self.env._("The connection works"),
            self.env._(
                "%(account)s, in %(place)s",
                account=account.email or account.name,
                place=root.name,
            ),
        )
