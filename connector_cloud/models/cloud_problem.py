# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..exceptions import masked

ACTIVITY = "connector_cloud.mail_activity_problem"


class CloudProblem(models.Model):
    """What keeps a backend from its work, as long as it does.

    Each kind of problem, and each kind of job that the cloud refuses, has a row of its
    own: jobs side by side never write the same one.
    """

    _name = "cloud.problem"
    _description = "Problem of a Cloud Backend"
    _order = "id"
    _rec_name = "message"

    backend_id = fields.Many2one(
        "cloud.backend", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    kind = fields.Selection(
        [
            ("refused", "The Cloud Refuses"),
            ("failed", "Jobs Failed"),
            ("waiting", "Jobs Wait"),
        ],
        required=True,
        readonly=True,
    )
    job = fields.Char(
        required=True, default="", readonly=True, help="The kind of job that is refused"
    )
    message = fields.Text(required=True, readonly=True)
    since = fields.Datetime(readonly=True, default=fields.Datetime.now)

    _kind_uniq = models.UniqueIndex(
        "(backend_id, kind, job)", "A problem is told once per backend."
    )

    @api.model
    def _tell(self, backend, kind, message, job=""):
        """Note a problem; people hear of the first one, the Sync Logs of each.

        :param kind: one of the selection
        :param message: what happened and what to do about it
        """
        self.env.flush_all()
        message = masked(message)
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO cloud_problem (backend_id, kind, job, message, since)
                VALUES (%s, %s, %s, %s, %s)
                ON CONFLICT (backend_id, kind, job) DO UPDATE
                SET message = EXCLUDED.message
                WHERE cloud_problem.message != EXCLUDED.message
                RETURNING id, xmax = 0
                """,
                backend.id,
                kind,
                job,
                message,
                fields.Datetime.now(),
            )
        )
        self.invalidate_model()
        if not rows:
            return
        backend._log_one("error", "error", message)
        [(problem_id, is_new)] = rows
        others = [("backend_id", "=", backend.id), ("id", "!=", problem_id)]
        if is_new and not self.search_count(others, limit=1):
            summary = self.env._("The sync of %s does not work", backend.name)
            backend._ask_people(backend, summary, message, activity=ACTIVITY)

    @api.model
    def _end(self, backend, kind, job=""):
        """A problem is over; with the last one the activities go."""
        domain = [("backend_id", "=", backend.id)]
        over = self.search([*domain, ("kind", "=", kind), ("job", "=", job)])
        if over:
            over.unlink()
            if not self.search_count(domain, limit=1):
                backend.activity_unlink([ACTIVITY])
