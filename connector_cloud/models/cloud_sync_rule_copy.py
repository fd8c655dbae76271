# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class CloudSyncRuleCopy(models.AbstractModel):
    """Files that never leave Odoo, and whether the cloud gets a copy of them.

    Odoo keeps public files, which anybody may ask it for, files that the law wants
    unchanged, and the documents that it keeps in fields, such as the PDF of an invoice.
    """

    _name = "cloud.sync.rule.copy"
    _description = "Copies of What Stays in Odoo (abstract)"

    copy_kept = fields.Boolean(
        "Copy Files That Stay in Odoo",
        help="Public files, and files that must not change, stay in Odoo. Their copies "
        "in the cloud follow them; what happens to the copies does not change Odoo's.",
    )
    copied_field_ids = fields.Many2many(
        "ir.model.fields",
        "cloud_sync_rule_copied_field_rel",
        "rule_id",
        "field_id",
        "Copy Documents in Fields",
        domain="[('model_id', '=', model_id), ('ttype', '=', 'binary'),"
        " ('store', '=', True), ('related', '=', False)]",
        help="Documents that Odoo keeps in fields of its own, such as the PDF of an "
        "invoice. They stay in Odoo, and the cloud gets a copy.",
    )
    kept_text = fields.Text(
        "Stay in Odoo",
        compute="_compute_kept_text",
        help="Files of these documents that never leave Odoo",
    )

    @api.constrains("copied_field_ids", "model_id")
    def _check_copied_fields(self):
        for rule in self:
            for named in rule.sudo().copied_field_ids:
                Model = self.env.get(named.model)
                field = None if Model is None else Model._fields.get(named.name)
                if named.model != rule.model_name or not getattr(
                    field, "attachment", False
                ):
                    raise ValidationError(
                        self.env._(
                            "%(field)s holds no document of %(model)s. Choose another "
                            "field to copy.",
                            field=named.field_description,
                            model=rule.model_id.name,
                        )
                    )

    def _copied_fields(self):
        """:return: iterator over (model name, field)"""
        Model = self.env[self.model_name]
        for name in self.sudo().copied_field_ids.mapped("name"):
            if name in Model._fields:
                yield self.model_name, Model._fields[name]

    @api.depends("model_id", "domain", "backend_id", "period_ids.window")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_kept_text(self):
        for rule in self:
            rule.kept_text = rule._for_reader(rule._kept, "")

    def _kept(self):
        """:return: how many files of their documents stay in Odoo, by their kind"""
        counts = self._count_kept()
        lines = []
        if public := counts.pop(None, 0):
            lines.append(self.env._("Public and unchangeable files: %s", public))
        Model = self.env[self.model_name]
        for name, count in sorted(counts.items()):
            field = Model._fields.get(name)
            if field and Model._has_field_access(field, "read"):
                label = self.env["ir.model.fields"]._get(self.model_name, name)
                lines.append(f"{label.field_description}: {count}")
        return "\n".join(lines)

    def _count_kept(self):
        """:return: dict name of a field, or None for other files -> how many stay"""
        Attachment = self.env["ir.attachment"].sudo()
        names = self._fields_with_documents()
        query = Attachment._search(
            Attachment._cloud_sendable_domain()
            & ~Attachment._cloud_leaving_domain()
            & Domain("res_model", "=", self.model_name)
            & Domain("res_field", "in", [False, *names])
        )
        table = SQL.identifier(query.table)
        query.add_where(SQL("%s.res_id IN (%s)", table, self._owned_query(self.env)))
        column = SQL("%s.res_field", table)
        query.groupby = column
        return dict(self.env.execute_query(query.select(column, SQL("count(*)"))))

    def _fields_with_documents(self):
        """:return: names of the fields whose values can be copied"""
        return [
            name
            for name, field in self.env[self.model_name]._fields.items()
            if field.type == "binary"
            and field.attachment
            and field.store
            and not field.related
        ]

    # For the engine

    def _copied_domain(self):
        """:return: domain of the attachments of which the cloud gets a copy"""
        Attachment = self.env["ir.attachment"]
        copied = Domain("res_field", "in", self.sudo().copied_field_ids.mapped("name"))
        if self.copy_kept:
            copied |= Domain("res_field", "=", False)
        return (
            Attachment._cloud_sendable_domain()
            & ~Attachment._cloud_leaving_domain()
            & copied
        )
