# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError

# What decides which rules come after a rule.
ORDER_FIELDS = {"active", "model_id", "sequence"}


class CloudSyncRuleOrder(models.AbstractModel):
    """Whose rules a person may put one above.

    Documents without a company match the rules of every company, and the highest rule
    takes them: away from another company's cloud, too.
    """

    _name = "cloud.sync.rule.order"
    _description = "Order of the Models to Sync (abstract)"

    def _check_order(self, before):
        """
        :param before: the rules of other companies that it was above already
        :raise AccessError: there are more of them now
        """
        if self._foreign_rules_below() - before:
            raise AccessError(
                self.env._(
                    '"%s" would come before a model to sync of a company that you are '
                    "not in, and take documents from it. Move it further down, or ask "
                    "somebody who works in these companies.",
                    self.name,
                )
            )

    def _foreign_rules_below(self):
        """:return: the rules after this one that the current user may not change, in
        whatever company"""
        user = self.env.user
        if not self.active or self.env.su or user._is_system():
            return self.browse()
        own = (self.sequence, self.id)
        rules = self.sudo().with_context(active_test=True)
        below = rules.search([("model_name", "=", self.model_name)])
        below = below.filtered(lambda rule: (rule.sequence, rule.id) > own)
        below = below.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )
        return below - below._filtered_access("write")
