# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..components.plan import PlanRun
from ..exceptions import SyncHeld
from ..models.cloud_sync_log import OPERATIONS
from ..sync.transfer import TransferPool

# What a person may want to scroll through; the counts tell about all.
MOST_LINES = 2000
DIRECTIONS = [
    ("direct", "Odoo to Cloud"),
    ("backward", "Cloud to Odoo"),
    ("both", "Both"),
]


class CloudPlan(models.TransientModel):
    """What a sync would do now."""

    _name = "cloud.plan"
    _description = "Sync Preview"

    backend_id = fields.Many2one("cloud.backend", required=True, readonly=True)
    line_ids = fields.One2many("cloud.plan.line", "plan_id", readonly=True)
    count_ids = fields.One2many("cloud.plan.count", "plan_id", readonly=True)
    stopped = fields.Text(readonly=True, help="Why nothing would be done")
    held = fields.Text(readonly=True, help="What would wait for a person")
    unfinished = fields.Boolean(readonly=True)
    state = fields.Selection(related="backend_id.state")
    can_sync = fields.Boolean(compute="_compute_can_sync")

    @api.depends("state", "stopped", "count_ids.operation")
    def _compute_can_sync(self):
        for plan in self:
            to_do = set(plan.count_ids.mapped("operation")) - {"hold"}
            idle = plan.state != "connected" or plan.stopped
            plan.can_sync = to_do and not idle

    @api.model
    def _make(self, backend):
        """:return: the plan of a backend
        :raise CloudError: what the cloud answered
        """
        run, stopped = self._dry_run(backend)
        lines = self.line_ids._raw_values(run.lines[:MOST_LINES])
        plan = self.sudo().create(
            {
                "backend_id": backend.id,
                "stopped": stopped,
                "held": not stopped and "\n".join(run.held),
                "unfinished": run.unfinished,
                "line_ids": [fields.Command.create(v) for v in lines],
                "count_ids": [fields.Command.create(v) for v in self._counts(run)],
            }
        )
        return plan.sudo(False)

    def _dry_run(self, backend):
        """:return: (:class:`~..components.plan.PlanRun`, why it stopped or False)"""
        backend = backend.sudo().with_context(cloud_dry_run=True)
        run, stopped = PlanRun(backend), False
        credential = backend._credential()
        savepoint = self.env.cr.savepoint()
        try:
            with (
                TransferPool(backend.parallel_transfers) as pool,
                backend.work_on("cloud.file", run=run, transfer_pool=pool) as work,
            ):
                try:
                    work.component("planner").run()
                except SyncHeld as stop:
                    stopped = str(stop)
            run.tell_holds(self.env["cloud.hold"]._waiting(backend))
        finally:
            # The cloud knows of tokens that were renewed meanwhile: they stay.
            with credential._kept_tokens():
                savepoint.close(rollback=True)
        return run, stopped

    def _counts(self, run):
        counts = {}
        for line in run.lines:
            key = line["direction"], line["operation"]
            count, size = counts.get(key, (0, 0))
            counts[key] = count + 1, size + line.get("size", 0)
        return [
            {
                "direction": direction,
                "operation": operation,
                "count": count,
                "size": size,
            }
            for (direction, operation), (count, size) in sorted(
                counts.items(), key=lambda item: self._rank(*item[0])
            )
        ]

    @staticmethod
    def _rank(direction, operation):
        return operation != "hold", direction != "direct", operation

    def action_view_lines(self):
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "connector_cloud.cloud_plan_line_action"
        )
        return {**action, "domain": [("plan_id", "=", self.id)]}

    def action_sync(self):
        self.check_access("read")
        self.ensure_one()
        return self.backend_id.action_sync_now()


class CloudPlanCount(models.TransientModel):
    _name = "cloud.plan.count"
    _description = "Sync Preview: How Many"

    plan_id = fields.Many2one("cloud.plan", required=True, ondelete="cascade")
    direction = fields.Selection(DIRECTIONS)
    operation = fields.Selection(OPERATIONS)
    count = fields.Integer()
    size = fields.Float("Bytes", digits=(20, 0))


class CloudPlanLine(models.TransientModel):
    _name = "cloud.plan.line"
    _inherit = "cloud.document.row"
    _description = "Sync Preview: What"
    _shown = {
        "name": "raw_name",
        "record_name": "raw_record_name",
        "message": "raw_message",
    }

    plan_id = fields.Many2one("cloud.plan", required=True, ondelete="cascade")
    backend_id = fields.Many2one(related="plan_id.backend_id")
    direction = fields.Selection(DIRECTIONS)
    operation = fields.Selection(OPERATIONS)
    raw_name = fields.Char(groups=fields.NO_ACCESS)
    name = fields.Char("Item", compute="_compute_shown", search="_search_name")
    raw_message = fields.Text(groups=fields.NO_ACCESS)
    message = fields.Text(compute="_compute_shown", search="_search_message")
    res_model = fields.Char("Model")
    res_id = fields.Many2oneReference("Record ID", model_field="res_model")
    raw_record_name = fields.Char(groups=fields.NO_ACCESS)
    record_name = fields.Char(
        "Document", compute="_compute_shown", search="_search_record_name"
    )
    size = fields.Float("Bytes", digits=(20, 0))

    def _names_nothing(self):
        return not (self.res_id or self.raw_name)
