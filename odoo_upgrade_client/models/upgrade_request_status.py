# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import fields, models

from ..upgrade_api import Phase, masked_values, phase_of
from .upgrade_secret import ADDRESSES

#: keys of the ``request`` object that are kept as they come, with their fields
_PLAIN = {
    "state": "server_state",
    "issue_stage": "issue_stage",
    "issue": "issue",
    "filesize": "filesize",
    "database_uuid": "database_uuid",
    "created_at": "server_created_at",
    "estimated_time": "estimated_time",
    "processed_at": "processed_at",
    "elapsed": "elapsed",
    "filestore": "filestore",
    "customer_message": "customer_message",
    "database_version": "database_version",
    "postgresql": "postgresql",
    "compressions": "compressions",
}
_BEFORE_READY = ("draft", "created", "uploaded", "processing")


def _text(value):
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if isinstance(value, (bool, int)) or value is None else str(value)


def _number(value):
    """:return: the number of a request, or None where it cannot be one"""
    good = type(value) is int and 0 < value < 2**31
    return value if good else None


def _address(value):
    """:return: a link for people and downloads, or None where it is none"""
    good = isinstance(value, str) and value.lower().startswith(("https://", "http://"))
    return value if good else None


def _secrets(request):
    """:return: what an answer holds that opens the request"""
    addresses = {name: _address(request.get(name)) for name in ADDRESSES}
    addresses["upgraded_sql_url"] = addresses["upgraded_sql_url"] or _address(
        request.get("migrated_sql_url")
    )
    values = {name: address for name, address in addresses.items() if address}
    number, key = _number(request.get("id")), request.get("key")
    if number and key and isinstance(key, str):
        values |= {"number": number, "key": key}
    return values


class UpgradeRequestStatus(models.AbstractModel):
    """What the platform says of a request; dates are texts, their zone is unknown."""

    _name = "upgrade.request.status"
    _description = "State of an Upgrade on the Platform (abstract)"

    server_state = fields.Char("State There", readonly=True, copy=False)
    issue_stage = fields.Char(readonly=True, copy=False)
    issue = fields.Char(readonly=True, copy=False)
    filesize = fields.Char("Size There", readonly=True, copy=False)
    database_uuid = fields.Char("Database UUID", readonly=True, copy=False)
    server_created_at = fields.Char("Created There", readonly=True, copy=False)
    estimated_time = fields.Char(readonly=True, copy=False)
    processed_at = fields.Char("Processing Since", readonly=True, copy=False)
    elapsed = fields.Char("Time Taken", readonly=True, copy=False)
    filestore = fields.Boolean(
        "With Filestore",
        readonly=True,
        copy=False,
        help="The result has attachments that have to be merged with your filestore",
    )
    customer_message = fields.Text("Message from Odoo", readonly=True, copy=False)
    database_version = fields.Char("Version Found", readonly=True, copy=False)
    postgresql = fields.Char(
        "PostgreSQL Needed",
        readonly=True,
        copy=False,
        help="The lowest PostgreSQL version to restore the result with",
    )
    compressions = fields.Char(readonly=True, copy=False)
    last_answer = fields.Text(
        readonly=True,
        copy=False,
        groups="odoo_upgrade_client.group_upgrade_manager",
        help="For the support of Odoo; secrets are masked",
    )
    last_status_at = fields.Datetime("Asked", readonly=True, copy=False)
    next_poll_at = fields.Datetime("Next Question", readonly=True, copy=False)
    polls = fields.Integer(readonly=True, copy=False)

    def _take_answer(self, answer):
        """Keep all that an answer of create or status says.

        What it does not say stays as it is; keys nobody knows are in ``last_answer``.

        :param answer: :class:`~..upgrade_api.Answer`
        """
        request = answer.request
        row = self._secret()
        row.write(_secrets(request))
        self._lock()
        values = {
            field: self._shown(request[name])
            for name, field in _PLAIN.items()
            if name in request
        }
        if number := _number(request.get("id")):
            values["number"] = number
        masked = masked_values(answer.data, [row.key, row.contract])
        values["last_answer"] = json.dumps(masked, indent=2, ensure_ascii=False)
        values["last_status_at"] = fields.Datetime.now()
        self._tell_server_state(values.get("server_state"))
        self.write(values)

    def _shown(self, value):
        """:return: a value of the platform for people, without secrets"""
        value = _text(value)
        return self._mask(value) if isinstance(value, str) else value

    def _tell_server_state(self, state):
        """Count how often a state was seen, and tell the followers of a new one."""
        if state == self.server_state:
            self.polls += 1
            return
        self.polls = 0
        if not state or self.state in ("draft", "created"):
            return
        text = self.env._("The platform says: %s", state)
        if phase_of(state) is Phase.TEST:
            text = self.env._(
                "Odoo's people test the upgrade now, which can take some days."
            )
        self.message_post(body=text, subtype_xmlid="odoo_upgrade_client.mt_state")

    def _ask_status(self):
        """Ask the platform and move on to where it is.

        :return: the :class:`~..upgrade_api.Phase` the request is in there
        """
        self._take_answer(self._ask("status"))
        phase = phase_of(self.server_state)
        if phase is Phase.INVALID and self.state in (*_BEFORE_READY, "ready"):
            self._give_up()
        elif phase is Phase.READY and self.state in _BEFORE_READY:
            self.state = "ready"
        elif phase in (Phase.WAIT, Phase.TEST) and self.state in _BEFORE_READY:
            # An answer without a state says nothing about where the request is.
            if self.server_state:
                self.state = "processing"
        self._commit()
        return phase

    def _give_up(self):
        """The platform refuses for good."""
        message = self.customer_message or self.env._("It gives no reason.")
        self._stop(self.env._("The platform gave up: %s", message))
        self.state = "failed"
