# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.component.core import Component

from ..exceptions import AccessDenied, NotFound
from ..sync.remote import Account


class Place(Component):
    """Know the account and drive that hold our tree, and tell others from them."""

    _name = "cloud.place.check"
    _inherit = "cloud.base"
    _usage = "place"

    def remember(self, folder):
        """
        :param folder: RemoteItem of our root folder, read just now
        """
        backend = self.backend_record.sudo()
        place = backend.place_id
        known = (place.account_external_id, place.folder_external_id)
        if place and known == (backend.account_external_id, folder.external_id):
            return
        account = self.adapter.test_connection()
        place = place._of(backend, account, self.adapter.root(), folder)
        backend.write(
            {
                "account_external_id": account.external_id,
                "account_name": place.account_name,
                "place_id": place.id,
            }
        )
        backend._commit()

    def stranger(self):
        """
        :return: the connected Account, if account or drive are not those that held our
            tree when it was seen last; else None
        :raise NotFound, AccessDenied: it is the same account, and the drive is out of
            its reach
        """
        backend = self.backend_record.sudo()
        place = backend.place_id
        if not place:
            return None
        try:
            account, drive = self.adapter.test_connection(), self.adapter.root()
        except (NotFound, AccessDenied):
            name, account_id = backend.account_name, backend.account_external_id
            account, drive = Account(name or "", external_id=account_id or ""), None
            if place._is_of(account, drive):
                raise
        return None if place._is_of(account, drive) else account
