# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools.misc import human_size


class UpgradeTransfer(models.Model):
    """How far the running transfer is.

    Only the job writes here, every other second; what people write on the request
    never collides with it.
    """

    _name = "upgrade.transfer"
    _description = "Progress of an Upgrade Transfer"
    _rec_name = "request_id"

    request_id = fields.Many2one(
        "upgrade.request", required=True, ondelete="cascade", index=True
    )
    bytes_done = fields.Float(digits=(16, 0))
    bytes_total = fields.Float(digits=(16, 0))
    rate = fields.Float(help="Bytes per second")
    seconds_left = fields.Float()

    _request_uniq = models.Constraint(
        "UNIQUE(request_id)", "A request has one running transfer at most."
    )

    def _text(self):
        """:return: bytes, rate and time left, for people"""
        size = self.env._(
            "%(done)s of %(total)s",
            done=human_size(self.bytes_done),
            total=human_size(self.bytes_total) if self.bytes_total else "?",
        )
        if not self.rate:
            return size
        rate = self.env._("%s a second", human_size(self.rate))
        if not self.seconds_left:
            return f"{size}, {rate}"
        minutes = round(self.seconds_left / 60)
        left = self.env._("less than two minutes left")
        if minutes > 1:
            left = self.env._("about %s minutes left", minutes)
        return f"{size}, {rate}, {left}"
