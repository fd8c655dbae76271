# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class CloudDocumentRow(models.AbstractModel):
    """A row of a backend that names a document.

    Names, messages and addresses are as secret as the document.  The columns that hold
    them are out of reach; people see fields computed for whoever reads them.
    """

    _name = "cloud.document.row"
    _description = "Row That Names a Document (abstract)"

    # Field that people see -> path of what it shows.
    _shown = {}

    readable = fields.Boolean(compute="_compute_shown")

    # Who may see what

    def _readable(self):
        """:return: those of these rows whose names the current user may see"""
        if self._is_superuser():
            return self
        self = self.sudo(False)
        companies = self._managed_companies()
        rows = self.sudo()
        readable = rows.filtered(
            lambda row: (
                row.backend_id.company_id.id in companies or row._names_nothing()
            )
        )
        documents = {row._document() for row in rows - readable}
        allowed = {
            (record._name, record.id)
            for records in self._existing(documents)
            for record in records._filtered_access("read")
        }
        readable |= rows.filtered(lambda row: row._document() in allowed)
        return readable.sudo(False)

    def _is_superuser(self):
        """Whether nobody reads it but the system itself.

        Odoo reads the names behind links, and those that a search by name finds, with
        all rights: they are for the user all the same.
        """
        return self.env.su and self.env.uid == SUPERUSER_ID

    @api.model
    def _existing(self, documents):
        """
        :param documents: iterable of (model, id), both possibly False
        :return: list of recordsets: those that exist, one a model
        """
        ids = defaultdict(set)
        for res_model, res_id in documents:
            if res_id and res_model in self.env:
                ids[res_model].add(res_id)
        return [
            self.env[name].browse(numbers).exists() for name, numbers in ids.items()
        ]

    @api.model
    def _managed_companies(self):
        """:return: ids of the companies whose backends' rows the current user sees as
        they are; False stands for the backends that serve all companies
        """
        user = self.env.user
        if not user.has_group("connector_cloud.group_cloud_manager"):
            return []
        return self.env.companies.ids + [False] * user._is_in_all_companies()

    def _document(self):
        """:return: (model, id) of the record, both possibly False"""
        return self.res_model, self.res_id

    def _names_nothing(self):
        """:return: whether the row is about no document at all"""
        return False

    # What is shown

    @api.depends(lambda self: tuple(self._shown.values()))
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_shown(self):
        readable = set(self._readable()._ids)
        no_access = self._no_access()
        for row, raw in zip(self, self.sudo(), strict=True):
            row.readable = row.id in readable
            for name, path in self._shown.items():
                value = next(iter(raw.mapped(path)), False)
                if value and not row.readable:
                    # Nobody follows a link that is none.
                    value = False if name == "web_url" else no_access
                row[name] = value

    def _no_access(self):
        """:return: what people see instead of a name that they may not see"""
        return self.env._("(no access)")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _search_shown(self, name, operator, value):
        """Search what a field shows, in the rows that the user sees as they are.

        Others are not found by it: an answer would tell what they hold.
        """
        domain = Domain(self._shown[name], operator, value)
        if not self._is_superuser():
            companies = self._managed_companies()
            domain &= Domain("backend_id.company_id", "in", companies)
        return Domain("id", "in", self.sudo()._search(domain))

    def _search_name(self, operator, value):
        return self._search_shown("name", operator, value)

    def _search_record_name(self, operator, value):
        return self._search_shown("record_name", operator, value)

    def _search_message(self, operator, value):
        return self._search_shown("message", operator, value)

    # For those who write rows

    @api.model
    def _raw_values(self, values_list):
        """Add what the documents are called, in one read a model.

        :param values_list: list of dicts by the names that people see
        :return: the same by the names of the columns
        """
        keys = [(row.get("res_model"), row.get("res_id")) for row in values_list]
        names = self._document_names(keys)
        return [
            {
                self._shown.get(name, name): value
                for name, value in {"record_name": names.get(key), **values}.items()
            }
            for key, values in zip(keys, values_list, strict=True)
        ]

    @api.model
    def _document_names(self, documents):
        """
        :param documents: iterable of (model, id), both possibly False
        :return: dict (model, id) -> display name of those that exist
        """
        return {
            (record._name, record.id): record.display_name
            for records in self.sudo()._existing(documents)
            for record in records
        }

    # Buttons

    def _check_readable(self):
        """:raise AccessError: the user may not see the row, or what it names"""
        self.check_access("read")
        if set(self._ids) - set(self._readable()._ids):
            raise AccessError(self.env._("You have no access to this document."))

    def action_open_record(self):
        self.check_access("read")
        self.ensure_one()
        [record] = self._existing([self.sudo()._document()]) or [None]
        if not record:
            raise UserError(self.env._("The document does not exist any more."))
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
