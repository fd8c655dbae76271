# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.component.core import Component


class FreshStart(Component):
    """Make a new tree after the old one was lost, as a person decided.

    Files whose content is still in Odoo are sent again; the others stay attachments
    that know where they are.
    """

    _name = "cloud.fresh.start"
    _inherit = "cloud.base"
    _usage = "fresh.start"

    def begin(self, root, items):
        """
        :param root: the ``cloud.folder`` of the root
        :param items: dict external id -> RemoteItem of what is left of the tree
        """
        item = items.get(root.external_id)
        is_there = item is not None and not item.binned
        self.backend_record._leave_tree(root if is_there else None)
        root.approved = False
        self.work.run.flush()
