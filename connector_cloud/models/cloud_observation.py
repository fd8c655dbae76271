# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from .cloud_binding import next_try_after


class CloudObservation(models.Model):
    """An item of the cloud that somebody should have a look at.

    What the change feed tells is no more than a reason to look: the item is read again
    before anything is decided.  The row goes when that was done.
    """

    _name = "cloud.observation"
    _description = "Observed Change in the Cloud"
    _order = "id"
    _rec_name = "external_id"

    backend_id = fields.Many2one(
        "cloud.backend", required=True, index=True, ondelete="cascade", readonly=True
    )
    external_id = fields.Char("ID in the Cloud", required=True, readonly=True)
    name = fields.Char(readonly=True, help="As it was called when it was looked at")
    told_alive = fields.Boolean(
        readonly=True, help="The change feed told of it as of something that is there"
    )
    deleted = fields.Boolean(
        readonly=True, help="Gone from the cloud's tree, and so to go from Odoo, too"
    )
    approved = fields.Boolean(
        readonly=True, help="A person released this deletion; the guard lets it pass"
    )
    hold_id = fields.Many2one(
        "cloud.hold", index="btree_not_null", ondelete="set null", readonly=True
    )
    error = fields.Text("Problem", readonly=True)
    try_count = fields.Integer("Failed Tries", readonly=True)
    next_try = fields.Datetime(readonly=True)
    revision = fields.Integer(
        readonly=True, help="Rises with each news, so that none of them is overlooked"
    )

    _external_uniq = models.UniqueIndex(
        "(backend_id, external_id)", "An item is observed once per backend."
    )

    @api.model
    def _note(self, backend, external_ids, alive=()):
        """Remember items to look at; news make what was known of them obsolete.

        :param backend: ``cloud.backend``
        :param external_ids: iterable of the cloud's identifiers
        :param alive: those that the change feed told of as being there
        """
        external_ids = sorted(set(external_ids))
        if not external_ids:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cloud_observation
                    (backend_id, external_id, told_alive, revision, try_count)
                SELECT %s, unnest(%s), unnest(%s), 0, 0
                ON CONFLICT (backend_id, external_id) DO UPDATE
                SET deleted = NULL, hold_id = NULL, approved = NULL,
                    told_alive = EXCLUDED.told_alive,
                    error = NULL, try_count = 0, next_try = NULL,
                    revision = cloud_observation.revision + 1
                """,
                backend.id,
                external_ids,
                [external_id in alive for external_id in external_ids],
            )
        )
        self.env["cloud.observation"].invalidate_model()

    @api.model
    def _waiting(self, backend, external_ids):
        """:return: set of those external ids that are still to be looked at"""
        domain = [
            ("backend_id", "=", backend.id),
            ("external_id", "in", list(external_ids - {None})),
        ]
        return set(self.sudo().search(domain).mapped("external_id"))

    @api.model
    def _forget(self, revisions):
        """Remove what was dealt with, unless there were news meanwhile.

        :param revisions: dict id -> revision that was looked at
        """
        if revisions:
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    "DELETE FROM cloud_observation o"
                    " USING unnest(%s, %s) AS s(id, seen)"
                    " WHERE o.id = s.id AND o.revision = s.seen",
                    list(revisions),
                    list(revisions.values()),
                )
            )
            self.env["cloud.observation"].invalidate_model()

    def _note_failure(self, message, delay=None):
        """Try again later, each time after a longer while.

        :param message: what happened, for the administrator; None for a mere wait
        :param delay: timedelta of a mere wait
        """
        for observation in self:
            failures = observation.try_count + (not delay)
            next_try = (
                fields.Datetime.now() + delay if delay else next_try_after(failures)
            )
            observation.write(
                {"error": message, "try_count": failures, "next_try": next_try}
            )

    @api.model
    def _due_domain(self, backend, deleted):
        """
        :param deleted: whether what is known to be deleted is meant, or all else
        :return: domain of what a run has to look at now
        """
        return [
            ("backend_id", "=", backend.id),
            ("deleted", "=", deleted),
            "|",
            ("next_try", "=", False),
            ("next_try", "<=", fields.Datetime.now()),
            "|",
            ("hold_id", "=", False),
            ("approved", "=", True),
        ]

    def _hold_name(self):
        """:return: the path below the root folder, as people know it"""
        self.ensure_one()
        file = self._files()
        return file._hold_name() if file else self.name or self.external_id

    def _files(self):
        """:return: the bound ``cloud.file`` of these items of one backend"""
        return (
            self.env["cloud.file"]
            .sudo()
            .search(
                [
                    ("backend_id", "in", self.backend_id.ids),
                    ("external_id", "in", self.mapped("external_id")),
                ]
            )
        )
