# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import html2plaintext

from ..sync.expressions import (
    NameExpression,
    NameExpressionError,
    as_text,
    record_name,
)
from ..sync.naming import folder_name
from ..sync.remote import Limits
from .cloud_sync_rule_matching import MATCH_FIELDS

_logger = logging.getLogger(__name__)

PREVIEW_SIZE = 3


class CloudSyncRuleNaming(models.AbstractModel):
    """How the folders of a rule's documents are called."""

    _name = "cloud.sync.rule.naming"
    _description = "Folder Names of a Model to Sync (abstract)"

    name_expression = fields.Char(
        help="Text with fields of the document, such as ${object.name}. "
        "Leave empty to use the document's own name.",
    )
    name_warning = fields.Char(compute="_compute_name_warning")
    name_preview = fields.Text("Folder Names", compute="_compute_name_preview")

    @api.depends(*MATCH_FIELDS)
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_name_warning(self):
        for rule in self:
            rule.name_warning = rule._for_reader(rule._name_problem, False)

    def _name_problem(self):
        problem = self._expression()[1]
        return problem and self.env._(
            "Documents keep their own names for now: %s", problem
        )

    @api.depends(*MATCH_FIELDS)
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_name_preview(self):
        for rule in self:
            rule.name_preview = rule._for_reader(rule._preview, "")

    def _preview(self):
        """:return: the folder names of a few documents, as the user may read them"""
        records = self._target(self.env).search(
            self._matching_domain(), limit=PREVIEW_SIZE
        )
        return "\n".join(
            folder_name(name, Limits()) for name in self._names_of(records).values()
        )

    def _expression(self):
        """Compile the name expression.

        :return: (:class:`~..sync.expressions.NameExpression` or None, what is wrong
            with it or None)
        """
        if not self.name_expression or not self.model_name:
            return None, None
        try:
            expression = NameExpression(self.name_expression)
            list(self._expression_fields(expression))
        except NameExpressionError as error:
            return None, str(error)
        return expression, None

    def _expression_fields(self, expression):
        """Walk the fields that the expression names, also behind ``and`` and ``or``.

        :return: iterator over (model name, field)
        :raise NameExpressionError: there is no such field
        """
        for path in expression.paths() if expression else ():
            model_name = self.model_name
            for name in path:
                field = self._readable_field(self.env.get(model_name), name)
                yield model_name, field
                model_name = field.comodel_name

    @api.model
    def _readable_field(self, model, name):
        """:return: a field of a recordset or model that a name may show
        :raise NameExpressionError: there is no such field
        """
        field = None if model is None else model._fields.get(name)
        if (
            field is None
            or field.groups == fields.NO_ACCESS
            # A reference may lead to any model: nobody could tell who may read it.
            or field.type in ("binary", "reference")
        ):
            raise NameExpressionError(
                self.env._("'%s' is not a field that a name can show.", name)
            )
        return field

    def _record_names(self, records):
        """Name the folders of records, not yet made legal for a cloud.

        What cannot be computed falls back to the record's own name: a name never
        stops a sync.

        :return: dict record id -> name
        """
        if not records:
            return {}
        return self._names_of(records.with_env(self._sync_env()).exists())

    def _names_of(self, records):
        """
        :return: dict record id -> name
        :raise AccessError: the records' user may not read what the name shows
        """
        expression, _problem = self._expression()
        return {
            record.id: record_name(
                expression, record, self._resolve, self._own_name(record), self._text
            )
            for record in records
        }

    def _own_name(self, record):
        try:
            name = record.display_name
        except psycopg2.Error:
            raise
        except Exception as error:
            self._raise_refusal(record, error)
            _logger.warning("%s has no display name", record, exc_info=True)
            name = False
        return (name or "").strip() or f"{record._description} {record.id}"

    @api.model
    def _resolve(self, value, name):
        """Read a field for a name expression; nothing but fields can be read.

        :raise NameExpressionError: the field is none, cannot be shown or computed
        """
        record = value if isinstance(value, models.BaseModel) else None
        field = self._readable_field(record, name)
        try:
            content = record[name]
        except psycopg2.Error:
            raise
        except Exception as error:
            self._raise_refusal(record, error)
            raise NameExpressionError(
                self.env._(
                    "'%(field)s' cannot be read: %(problem)s", field=name, problem=error
                )
            ) from error
        if field.type == "datetime" and content:
            local = fields.Datetime.context_timestamp(record, content)
            return local.replace(tzinfo=None)
        return html2plaintext(content) if field.type == "html" and content else content

    @staticmethod
    def _raise_refusal(record, error):
        """A name never stops the engine; a reader sees the true one, or none."""
        if isinstance(error, AccessError) and not record.env.su:
            raise error

    @api.model
    def _text(self, value):
        if isinstance(value, models.BaseModel):
            return ", ".join(value.mapped("display_name")) or as_text(False)
        return as_text(value)
