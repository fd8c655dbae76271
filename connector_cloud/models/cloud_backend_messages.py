# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup, escape

from odoo import fields, models

from .cloud_backend_connection import WARNING


class CloudBackendMessages(models.AbstractModel):
    """Who hears of what a backend has to say, and how."""

    _name = "cloud.backend.messages"
    _description = "Messages of a Cloud Backend (abstract)"

    notify_user_ids = fields.Many2many(
        "res.users",
        string="People to Notify",
        default=lambda self: self.env.user,
        help="They get an activity when the connection needs a person",
    )

    def _ask_people(self, record, summary, message, activity=WARNING, **values):
        """Give each of the people to notify an activity.

        :param record: what the activity is about: this backend, or a hold
        :param message: text; a cloud, or the name of a folder, may have a say in it, so
            it is no HTML
        """
        for user in self._people_to_notify():
            record.activity_schedule(
                activity,
                user_id=user.id,
                summary=summary,
                note=escape(message),
                **values,
            )

    def _tell_in_chatter(self, title, lines):
        """Post a message; neither the title nor the lines are HTML."""
        body = Markup("<p>%s</p><p>%s</p>") % (title, Markup("<br/>").join(lines))
        self.message_post(body=body)

    def _people_to_notify(self):
        """:return: the users who hear of it when something needs a person"""
        self.ensure_one()
        manager = self.env.ref("connector_cloud.group_cloud_manager").sudo()
        return self.notify_user_ids or manager.all_user_ids

    def _log_one(self, level, operation, message):
        self.env["cloud.sync.log"].sudo()._add(
            [
                {
                    "backend_id": self.id,
                    "level": level,
                    "direction": "none",
                    "operation": operation,
                    "message": message,
                }
            ]
        )

    def _notify(self, title, message, level="success"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": level,
                "sticky": level != "success",
                "title": title,
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
