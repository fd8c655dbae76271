# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tools import SQL

from odoo.addons.component.core import Component

# Folders that are looked at again although nothing tells that they changed,
# those first that were not checked for the longest (seed 004, "FIFO").
AUDIT_SIZE = 200
AUDIT_AGE = "1 day"
# A folder whose job was enqueued this recently is not enqueued again.
QUEUED_AGE = "1 hour"


class DirectPrepare(Component):
    """Find, with SQL alone, the records whose folders or files need a direct sync."""

    _name = "cloud.direct.prepare"
    _inherit = "cloud.base"
    _usage = "direct.prepare"

    def run(self):
        backend = self.backend_record
        self.component(usage="direct.structure").ensure()
        total = 0
        for res_model, res_ids in self.due_records():
            self._mark_queued(res_model, res_ids)
            backend._enqueue_records(res_model, res_ids)
            backend._commit()
            total += len(res_ids)
        self.component(usage="release").enqueue_due()
        return f"{total} records to sync"

    def due_records(self):
        """:return: iterator over (model, set of the ids of records to sync)"""
        rules = self.backend_record.rule_ids
        models = set(rules.mapped("model_name")) | self._models_with_folders()
        for res_model in sorted(models & set(self.env)):
            yield (
                res_model,
                self._new_records(res_model) | self._changed_records(res_model),
            )

    def _fetch(self, query):
        return {row[0] for row in self.env.execute_query(query)}

    def _models_with_folders(self):
        return self._fetch(
            SQL(
                "SELECT DISTINCT res_model FROM cloud_folder"
                " WHERE backend_id = %s AND kind = 'record'",
                self.backend_record.id,
            )
        )

    def _new_records(self, res_model):
        """Records that a rule of this backend owns, but whose folder is not there yet.

        A record whose folder lies under another rule's belongs here too: it moves.
        """
        res_ids = set()
        rules = self.backend_record.rule_ids.filtered(
            lambda rule: (
                rule.active
                and rule.model_name == res_model
                and rule._serves(self.backend_record)
            )
        )
        for rule in rules:
            res_ids |= self._fetch(
                SQL(
                    """
                    SELECT owned.id FROM (%(owned)s) AS owned(id)
                    WHERE NOT EXISTS (
                        SELECT FROM cloud_folder f
                        WHERE f.kind = 'record'
                          AND f.res_model = %(res_model)s AND f.res_id = owned.id
                          AND (f.backend_id != %(backend)s OR f.rule_id = %(rule)s
                               OR f.hold_id IS NOT NULL
                               OR f.queued_at > %(now)s - %(queued_age)s::interval)
                    )
                    """,
                    owned=rule._owned_query(),
                    res_model=res_model,
                    backend=self.backend_record.id,
                    rule=rule.id,
                    now=fields.Datetime.now(),
                    queued_age=QUEUED_AGE,
                )
            )
        return res_ids

    def _changed_records(self, res_model):
        """Records with a folder that changed since, or that wait for their audit."""
        Model = self.env[res_model]
        changed = SQL("FALSE")
        if Model._log_access:
            changed = SQL("r.write_date > f.checked_at")
        rules = self.backend_record.rule_ids.filtered(
            lambda rule: rule.model_name == res_model
        )
        return self._fetch(
            SQL(
                """
                WITH folder AS (
                    SELECT f.id, f.res_id, f.checked_at, f.parent_path
                    FROM cloud_folder f
                    WHERE f.backend_id = %(backend)s AND f.kind = 'record'
                      AND f.res_model = %(res_model)s
                      AND (f.queued_at IS NULL
                           OR f.queued_at < %(now)s - %(queued_age)s::interval)
                      AND (f.hold_id IS NULL OR EXISTS (
                          SELECT FROM %(table)s alive WHERE alive.id = f.res_id))
                ), dirty AS (
                    SELECT f.res_id FROM folder f
                    LEFT JOIN %(table)s r ON r.id = f.res_id
                    WHERE f.checked_at IS NULL OR r.id IS NULL OR %(changed)s
                    UNION
                    SELECT f.res_id FROM folder f
                    JOIN ir_attachment a
                      ON a.res_model = %(res_model)s AND a.res_id = f.res_id
                     AND (a.res_field IS NULL OR a.res_field = ANY(%(copied)s))
                    LEFT JOIN cloud_file c ON c.odoo_id = a.id
                    LEFT JOIN cloud_folder place ON place.id = c.folder_id
                    WHERE a.write_date > f.checked_at
                      AND (c.id IS NULL
                           OR a.name IS DISTINCT FROM c.base_name
                           OR a.checksum IS DISTINCT FROM c.base_checksum
                           OR place.parent_path NOT LIKE f.parent_path || '%%')
                    UNION
                    SELECT f.res_id FROM folder f
                    JOIN cloud_folder deep
                      ON deep.parent_path LIKE f.parent_path || '%%'
                    JOIN cloud_file c ON c.folder_id = deep.id
                    WHERE c.backend_id = %(backend)s
                      AND (c.odoo_id IS NULL OR c.status != 'synced'
                           OR c.error IS NOT NULL)
                      AND c.status != 'left' AND c.hold_id IS NULL
                      AND (c.next_try IS NULL OR c.next_try <= %(now)s)
                ), audit AS (
                    SELECT f.res_id FROM folder f
                    WHERE f.checked_at < %(now)s - %(audit_age)s::interval
                    ORDER BY f.checked_at LIMIT %(audit_size)s
                )
                SELECT res_id FROM dirty UNION SELECT res_id FROM audit
                """,
                backend=self.backend_record.id,
                res_model=res_model,
                table=SQL.identifier(Model._table),
                changed=changed,
                copied=rules.sudo().copied_field_ids.mapped("name"),
                now=fields.Datetime.now(),
                queued_age=QUEUED_AGE,
                audit_age=AUDIT_AGE,
                audit_size=AUDIT_SIZE,
            )
        )

    def _mark_queued(self, res_model, res_ids):
        """Note what is enqueued; folders that a job just works on keep their mark."""
        # Folders that were written since this transaction began must not fail it.
        self.backend_record._commit()
        self.env.cr.execute(
            SQL(
                "UPDATE cloud_folder SET queued_at = %s WHERE id IN ("
                " SELECT id FROM cloud_folder WHERE backend_id = %s"
                " AND kind = 'record' AND res_model = %s AND res_id = ANY(%s)"
                " FOR NO KEY UPDATE SKIP LOCKED)",
                fields.Datetime.now(),
                self.backend_record.id,
                res_model,
                list(res_ids),
            )
        )
        self.env["cloud.folder"].invalidate_model(["queued_at"])
