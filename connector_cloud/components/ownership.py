# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.component.core import Component

from ..exceptions import SyncHeld


class Ownership(Component):
    """A tree in the cloud belongs to one database, and says so itself."""

    _name = "cloud.ownership"
    _inherit = "cloud.base"
    _usage = "ownership"

    def check(self, root):
        """
        :param root: RemoteItem of our root folder, read just now
        :raise SyncHeld: it belongs to another database
        """
        owned = self.adapter.is_owned_by(root, self.backend_record._owner_mark())
        if owned is None:
            self.claim(root.external_id)
        elif owned:
            self._remember()
        else:
            message = self.backend_record._stop_foreign()
            self.work.run.flush()
            raise SyncHeld(message)

    def claim(self, root_id):
        """Write our mark to a root folder that has none.

        :param root_id: the cloud's identifier
        """
        self.adapter.write_owner(root_id, self.backend_record._owner_mark())
        self._remember()

    def _remember(self):
        database = self.backend_record._database_uuid()
        if self.backend_record.owner_uuid != database:
            self.backend_record.sudo().owner_uuid = database
        self.backend_record._commit()
