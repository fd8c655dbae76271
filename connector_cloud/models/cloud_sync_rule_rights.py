# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import psycopg2

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

# What a rule that cannot be evaluated fails with; access errors are user errors.
NOT_EVALUATED = (UserError, ValueError, TypeError, RecursionError, psycopg2.Error)


class CloudSyncRuleRights(models.AbstractModel):
    """With whose rights a rule is evaluated.

    The engine evaluates it with all rights.  A folder in the cloud, its name, or just
    the number of matching documents, tells much: so who writes a rule has to have the
    right to read every model and field that it names, and a form shows what comes of it
    only to readers who have that right, too.  There, their record rules apply as well.
    """

    _name = "cloud.sync.rule.rights"
    _description = "Rights of a Model to Sync (abstract)"

    def _check_author(self):
        """Refuse a rule that would show its author what the author may not read.

        :raise AccessError: the current user may not read all that the rule names
        """
        for rule in self:
            # What somebody is still typing may name records of other companies.  Odoo's
            # own errors for records forget what was typed.
            for named in (rule.backend_id, rule.period_ids):
                if not named._origin.has_access("read"):
                    raise AccessError(
                        self.env._("This model to sync belongs to another company.")
                    )
            if rule.model_name in self.env:
                rule._check_readable(self.env)

    def _check_readable(self, reader):
        """Refuse to evaluate a rule for somebody who may not read all that it names.

        :param reader: environment of a user; the rule itself need not be readable
        :raise AccessError: a field, or a model on the way to it, is refused
        """
        rule = self.sudo()
        rule._check_fields(rule._named_fields(), reader)
        # Searches of their own, of fields that are computed, ask when they are built.
        reader[rule.model_name]._search(rule._literal_domain())

    def _check_fields(self, named_fields, reader):
        """
        :param named_fields: iterable of (model name, field)
        :param reader: environment of a user
        :raise AccessError: a field, its model, or the one it leads to, is refused
        """
        model_names = {self.model_name}
        for model_name, field in named_fields:
            reader[model_name]._check_field_access(field, "read")
            model_names.add(model_name)
            if field.relational:
                model_names.add(field.comodel_name)
        for model_name in model_names:
            reader[model_name].check_access("read")

    def _for_reader(self, evaluate, nothing):
        """Evaluate something for a form, with the rights of the current user.

        :param evaluate: called without arguments
        :param nothing: the answer where something is refused, or cannot be evaluated
        """
        if not self.backend_id or not self._is_syncable(self.model_name):
            return nothing
        # Flushed inside, what was written before would be rolled back; a savepoint that
        # flushes by itself forgets what somebody is typing.
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                self._check_author()
                return evaluate()
        except NOT_EVALUATED:
            return nothing

    def _reader_env(self, reader):
        """
        :param reader: environment of a user
        :return: it, in the language and time zone in which the rule is evaluated
        """
        context = self._sync_env().context
        return reader(context={**context, "allowed_company_ids": reader.companies.ids})
