# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..sync.guard import Reason

SAMPLE = 20
# Reasons for which nothing at all is synced before a person has decided.
STOPPING = (
    Reason.FOREIGN_DATABASE.value,
    Reason.OTHER_ACCOUNT.value,
    Reason.ROOT_MISSING.value,
)


class CloudHold(models.Model):
    """What the guard stopped, and what a person decided about it.

    A file, a folder or an observation that waits names its hold; nobody touches it
    then.  A hold grows while it waits: a further stop of its kind joins it.
    """

    _name = "cloud.hold"
    _inherit = [
        "cloud.hold.decision",
        "cloud.engine.fields",
        "cloud.document.row",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Held Sync"
    _order = "id desc"
    _shown = {"sample": "raw_sample", "outcome": "raw_outcome"}

    backend_id = fields.Many2one(
        "cloud.backend",
        "Cloud",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    direction = fields.Selection(
        [
            ("direct", "Odoo to Cloud"),
            ("backward", "Cloud to Odoo"),
            ("both", "Both"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(
        [
            (Reason.FOREIGN_DATABASE.value, "Copied Database"),
            (Reason.ROOT_MISSING.value, "Missing Folder"),
            (Reason.MANY_DELETIONS.value, "Many Deletions"),
            (Reason.MANY_MOVES.value, "Many Moves"),
            (Reason.OTHER_ACCOUNT.value, "Another Account"),
        ],
        required=True,
        readonly=True,
    )
    count = fields.Integer("Waiting", readonly=True)
    total = fields.Integer(
        "Out of", readonly=True, help="Files or folders that the cloud keeps in all"
    )
    raw_sample = fields.Text(groups=fields.NO_ACCESS)
    sample = fields.Text("Examples", compute="_compute_shown", search="_search_sample")
    summary = fields.Char("What Waits", compute="_compute_summary")
    raw_outcome = fields.Text(groups=fields.NO_ACCESS)
    outcome = fields.Text(
        compute="_compute_shown", help="What could not be done as decided"
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("released", "Released"),
            ("discarded", "Discarded"),
            ("settled", "Settled by Itself"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    decided_by = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime("Decided on", readonly=True)
    file_ids = fields.One2many(
        "cloud.file",
        "hold_id",
        "Files",
        readonly=True,
        groups="connector_cloud.group_cloud_manager",
    )
    folder_ids = fields.One2many(
        "cloud.folder",
        "hold_id",
        "Folders",
        readonly=True,
        groups="connector_cloud.group_cloud_manager",
    )
    observation_ids = fields.One2many(
        "cloud.observation",
        "hold_id",
        "Deleted in the Cloud",
        readonly=True,
        groups="connector_cloud.group_cloud_manager",
    )
    account_found = fields.Char("Connected Account", readonly=True)
    account_expected = fields.Char("Former Account", readonly=True)
    file_count = fields.Integer(compute="_compute_counts")
    folder_count = fields.Integer(compute="_compute_counts")
    observation_count = fields.Integer(compute="_compute_counts")

    _waiting_uniq = models.UniqueIndex(
        "(backend_id, reason, direction) WHERE state = 'waiting'",
        "Only one hold of a kind waits per backend.",
    )

    @api.depends("backend_id", "reason", "direction")
    def _compute_display_name(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        for hold in self:
            hold.display_name = f"{hold.backend_id.name}: {reasons.get(hold.reason)}"

    def _document(self):
        # Its names are of many documents: they are for those who decide.
        return False, False

    def _search_sample(self, operator, value):
        return self._search_shown("sample", operator, value)

    @api.depends(
        "reason",
        "direction",
        "count",
        "total",
        "backend_id.root_folder_name",
        "account_found",
        "account_expected",
    )
    def _compute_summary(self):
        for hold in self:
            hold.summary = hold._sentence() % hold._summary_values()

    def _summary_values(self):
        """:return: dict of what a sentence may name"""
        return {
            "count": self.count,
            "total": self.total,
            "folder": self.backend_id.root_folder_name,
            "found": self.account_found,
            "expected": self.account_expected,
        }

    def _sentence(self):
        if self.reason == Reason.FOREIGN_DATABASE.value:
            return self.env._(
                "This database is a copy: the folder %(folder)s in the cloud belongs "
                "to another database. Disconnect here, or take the folder over."
            )
        if self.reason == Reason.OTHER_ACCOUNT.value:
            return self.env._(
                "%(found)s is connected instead of %(expected)s; it does not see the "
                "folder «%(folder)s». Connect the former account again, or start "
                "again with this one. Nothing is synced until then."
            )
        if self.reason == Reason.ROOT_MISSING.value:
            return self.env._(
                "The folder %(folder)s was deleted or emptied in the cloud. Nothing "
                "is synced until you decide."
            )
        if self.reason == Reason.MANY_MOVES.value:
            return self.env._(
                "The models to sync were changed: %(count)s of %(total)s folders would "
                "move. They stay where they are until you decide."
            )
        if self.direction == "backward":
            return self.env._(
                "%(count)s of %(total)s files were deleted in the cloud. Their "
                "attachments stay in Odoo until you decide."
            )
        return self.env._(
            "%(count)s of %(total)s files were deleted in Odoo. They stay in the cloud "
            "until you decide."
        )

    def _compute_counts(self):
        for name in ("file", "folder", "observation"):
            groups = (
                self.env[f"cloud.{name}"]
                .sudo()
                ._read_group([("hold_id", "in", self.ids)], ["hold_id"], ["__count"])
            )
            counts = {hold.id: count for hold, count in groups}
            for hold in self:
                hold[f"{name}_count"] = counts.get(hold.id, 0)

    # For the guard

    def _stops_everything(self):
        """:return: whether nothing at all is synced while this waits"""
        return self.reason in STOPPING

    @api.model
    def _waiting(self, backend, *reasons):
        """:return: the holds of a backend that wait, of these reasons or of any"""
        domain = [("backend_id", "=", backend.id), ("state", "=", "waiting")]
        if reasons:
            domain.append(("reason", "in", reasons))
        return self.sudo().search(domain)

    @api.model
    def _of(self, backend, reason, direction):
        """:return: the waiting hold of this kind, made when there is none"""
        waiting = self._waiting(backend, reason)
        return waiting.filtered(
            lambda hold: hold.direction == direction
        ) or waiting.create(
            {"backend_id": backend.id, "reason": reason, "direction": direction}
        )

    def _grow(self, total=0):
        """Count what waits now, and tell the people to notify when it is new to them.

        :param total: the files or folders out of which they are
        """
        self.ensure_one()
        count, rows = self._rows()
        names = "\n".join(row._hold_name() for row in rows)
        self.write({"count": count, "total": total, "raw_sample": names})
        if not self.activity_ids:
            self._notify_people()
        self.backend_id._log_one("warning", "hold", self.summary)

    def _rows(self):
        """:return: how many things wait, and the first of them"""
        rows = self._waiting_rows()
        return len(rows), rows[:SAMPLE]

    def _waiting_rows(self):
        """:return: the observations, files or folders that wait"""
        for name in ("observation", "file", "folder"):
            domain = fields.Domain("hold_id", "=", self.id)
            if name == "folder":
                domain &= fields.Domain("kind", "!=", "root")
            rows = self.env[f"cloud.{name}"].sudo().search(domain, order="id")
            if rows:
                return rows
        return self.env["cloud.file"]

    def _notify_people(self):
        self.backend_id._ask_people(
            self, self.env._("Decide what happens"), self.summary
        )

    def _settle(self):
        """What waited is as it should be again, or is not to be done any more."""
        for hold in self.sudo():
            hold._let_go()
            hold.state = "settled"
            hold.activity_unlink(["mail.mail_activity_data_warning"])

    def _settle_empty(self):
        """Settle the holds that nothing waits for any more."""
        self.invalidate_recordset()
        self.filtered(
            lambda hold: (
                not (hold.file_count or hold.folder_count or hold.observation_count)
            )
        )._settle()
