# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import suppress

from odoo import api, fields, models

from ..exceptions import NotFound
from ..session_lock import session_locks
from ..sync.guard import Reason


class CloudBackendHold(models.AbstractModel):
    """What stops a backend, and how people get it going again."""

    _name = "cloud.backend.hold"
    _description = "Holds of a Cloud Backend (abstract)"

    guard_max_moves = fields.Integer(
        "Moves Allowed",
        default=500,
        help="A change of the models to sync that would move more folders than this "
        "waits for an administrator",
    )
    owner_uuid = fields.Char(
        "Owner",
        readonly=True,
        copy=False,
        groups="connector_cloud.group_cloud_manager",
        help="The database that the folder in the cloud belongs to, as last known",
    )
    hold_ids = fields.One2many("cloud.hold", "backend_id", "Holds", readonly=True)
    hold_count = fields.Integer("Waiting Holds", compute="_compute_holds")
    hold_text = fields.Text(compute="_compute_holds")
    is_foreign = fields.Boolean(compute="_compute_holds")

    @api.depends("hold_ids.state", "hold_ids.count")
    def _compute_holds(self):
        for backend in self:
            waiting = backend.hold_ids.filtered(lambda hold: hold.state == "waiting")
            backend.hold_count = len(waiting)
            backend.hold_text = "\n".join(waiting.mapped("summary"))
            backend.is_foreign = Reason.FOREIGN_DATABASE.value in waiting.mapped(
                "reason"
            )

    def action_view_holds(self):
        action = self._action_of("connector_cloud.cloud_hold_action")
        action["context"]["search_default_waiting"] = 1
        waiting = self.hold_ids.filtered(lambda hold: hold.state == "waiting")
        if len(waiting) == 1:
            action.update(res_id=waiting.id, views=[(False, "form")])
        return action

    # Whose folder it is

    @api.model
    def _database_uuid(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    def _owner_mark(self):
        """:return: what is written to the root folder: this backend, this database"""
        self.ensure_one()
        return f"{self.uuid}:{self._database_uuid()}"

    def _is_copy(self):
        """Whether this database was copied after the folder became another one's."""
        self.ensure_one()
        return bool(self.owner_uuid) and self.owner_uuid != self._database_uuid()

    def _stop_foreign(self):
        """Leave the folder alone: it belongs to another database.

        :return: the sentence that says so
        """
        backend = self.sudo()
        backend.state = "paused"
        self._commit()
        values = {"reason": Reason.FOREIGN_DATABASE.value, "direction": "both"}
        Hold = self.env["cloud.hold"].sudo()
        # Jobs side by side find out together: one of them tells the people.
        with session_locks(self.env.cr, [f"cloud:{self.id}:guard"]) as locked:
            if locked:
                self._commit()
                hold = Hold._of(backend, **values)
                if not hold.activity_ids:
                    hold._grow()
                self._commit()
        return Hold.new({"backend_id": self.id, **values}).summary

    def action_take_over(self):
        """Make the folder in the cloud this database's own; the other one stops."""
        self.ensure_one()
        self.check_access("write")
        root = self.folder_ids.sudo().filtered(lambda folder: folder.kind == "root")
        with self._for_users(), self._adapter() as adapter:
            # That it is gone is for the guard to find out, and to ask about.
            with suppress(NotFound):
                if root.external_id:
                    adapter.write_owner(root.external_id, self._owner_mark())
        backend = self.sudo()
        backend.owner_uuid = self._database_uuid()
        if backend.state == "paused":
            backend.state = "connected"
        self._decide_foreign("released")
        self._sync_soon()
        return self._notify(
            self.env._("The folder belongs to this database now"),
            self.env._("The other database stops syncing by itself."),
        )

    def _foreign_hold(self):
        """:return: the ``cloud.hold`` that waits because of a copied database"""
        return self.env["cloud.hold"]._waiting(self, Reason.FOREIGN_DATABASE.value)

    def _decide_foreign(self, state):
        self._foreign_hold()._decide(state)

    def _is_foreign(self):
        """:return: whether the folder is not this database's, or nobody knows yet"""
        return self._is_copy() or bool(self._foreign_hold())

    # Jobs

    def _enqueue_discard(self, hold):
        self.ensure_one()
        return self._delayed(
            5,
            None,
            f"cloud.discard:{hold.id}",
            self.env._("%s: put back what was deleted", self.name),
        )._job_discard(hold.id)

    def _job_discard(self, hold_id):
        """Job: undo deletions that a person did not want.

        :param hold_id: id of a discarded ``cloud.hold``
        """
        hold = self.env["cloud.hold"].browse(hold_id)
        return self._run_job(lambda work: work.component("hold.discard").run(hold))
