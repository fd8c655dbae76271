# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..components.guard import OnHold
from ..components.plan import PlanRun
from ..models.cloud_sync_log import OPERATIONS
from ..sync.transfer import TransferPool

# What a person may want to scroll through; the counts tell about all.
MOST_LINES = 2000


class CloudPlan(models.TransientModel):
    """What a sync would do now."""

    _name = "cloud.plan"
    _description = "Sync Preview"

    backend_id = fields.Many2one("cloud.backend", required=True, readonly=True)
    line_ids = fields.One2many("cloud.plan.line", "plan_id", readonly=True)
    count_ids = fields.One2many("cloud.plan.count", "plan_id", readonly=True)
    stopped = fields.Text(readonly=True, help="Why nothing would be done")
    unfinished = fields.Boolean(readonly=True)

    @api.model
    def _make(self, backend):
        """:return: the plan of a backend
        :raise CloudError: what the cloud answered
        """
        run, stopped = self._dry_run(backend)
        return self.create(
            {
                "backend_id": backend.id,
                "stopped": stopped,
                "unfinished": run.unfinished,
                "line_ids": [fields.Command.create(v) for v in run.lines[:MOST_LINES]],
                "count_ids": [fields.Command.create(v) for v in self._counts(run)],
            }
        )

    def _dry_run(self, backend):
        """:return: (:class:`~..components.plan.PlanRun`, why it stopped or False)"""
        backend = backend.sudo().with_context(cloud_dry_run=True)
        run = PlanRun(backend)
        savepoint = self.env.cr.savepoint()
        try:
            with (
                TransferPool(backend.parallel_transfers) as pool,
                backend.work_on("cloud.file", run=run, transfer_pool=pool) as work,
            ):
                work.component("planner").run()
        except OnHold as stop:
            return run, str(stop)
        finally:
            savepoint.close(rollback=True)
        return run, False

    def _counts(self, run):
        counts = {}
        for line in run.lines:
            key = line["direction"], line["operation"]
            count, size = counts.get(key, (0, 0))
            counts[key] = count + 1, size + line["size"]
        return [
            {
                "direction": direction,
                "operation": operation,
                "count": count,
                "size": size,
            }
            for (direction, operation), (count, size) in sorted(
                counts.items(), key=lambda item: (item[0][0] != "direct", item[0][1])
            )
        ]

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "connector_cloud.cloud_plan_line_action"
        )
        return {**action, "domain": [("plan_id", "=", self.id)]}

    def action_sync(self):
        self.ensure_one()
        return self.backend_id.action_sync_now()


class CloudPlanCount(models.TransientModel):
    _name = "cloud.plan.count"
    _description = "Sync Preview: How Many"

    plan_id = fields.Many2one("cloud.plan", required=True, ondelete="cascade")
    direction = fields.Selection(
        [("direct", "Odoo to Cloud"), ("backward", "Cloud to Odoo")]
    )
    operation = fields.Selection(OPERATIONS)
    count = fields.Integer()
    size = fields.Float("Bytes", digits=(20, 0))


class CloudPlanLine(models.TransientModel):
    _name = "cloud.plan.line"
    _description = "Sync Preview: What"

    plan_id = fields.Many2one("cloud.plan", required=True, ondelete="cascade")
    direction = fields.Selection(
        [("direct", "Odoo to Cloud"), ("backward", "Cloud to Odoo")]
    )
    operation = fields.Selection(OPERATIONS)
    name = fields.Char("Item")
    message = fields.Text()
    res_model = fields.Char("Model")
    res_id = fields.Many2oneReference("Record", model_field="res_model")
    size = fields.Float("Bytes", digits=(20, 0))


class CloudBackend(models.Model):
    _inherit = "cloud.backend"

    def action_preview(self):
        """Show what a sync would do now, doing nothing."""
        self.ensure_one()
        self.check_access("write")
        self._check_active()
        if self.state not in ("connected", "paused"):
            raise UserError(self.env._("Connect %s first.", self.name))
        with self._for_users():
            plan = self.env["cloud.plan"]._make(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What a sync would do now"),
            "res_model": "cloud.plan",
            "res_id": plan.id,
            "view_mode": "form",
            "target": "new",
        }
