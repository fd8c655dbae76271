# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class CloudPlace(models.Model):
    """The account, drive and folder in which a backend keeps files, or has left some.

    All of them are known by the provider's own identifiers: names and addresses of
    accounts change, and are given to others.
    """

    _name = "cloud.place"
    _description = "Place in the Cloud"
    _order = "id desc"
    _rec_name = "account_name"

    backend_id = fields.Many2one(
        "cloud.backend", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    account_external_id = fields.Char("Account ID", readonly=True)
    account_name = fields.Char("Account", readonly=True)
    drive_external_id = fields.Char("Drive ID", readonly=True)
    drive_name = fields.Char("Drive", readonly=True)
    folder_external_id = fields.Char("Folder ID", readonly=True)
    folder_name = fields.Char("Folder", readonly=True)
    web_url = fields.Char("Address", readonly=True)
    left_at = fields.Datetime(
        "Left on",
        readonly=True,
        help="Since then the backend keeps its files elsewhere",
    )
    given_up = fields.Binary(
        "Files Given Up", readonly=True, help="The names of what was deleted in Odoo"
    )
    given_up_filename = fields.Char(readonly=True)
    file_ids = fields.One2many("cloud.file", "place_id", "Files Left", readonly=True)

    @api.depends("account_name", "drive_name", "folder_name")
    def _compute_display_name(self):
        for place in self:
            place.display_name = self.env._(
                "the folder «%(folder)s» in %(drive)s of %(account)s",
                folder=place.folder_name,
                drive=place.drive_name,
                account=place.account_name,
            )

    @api.model
    def _of(self, backend, account, drive, folder):
        """:return: the place, made or brought up to date

        :param account: :class:`~..sync.remote.Account`
        :param drive: RemoteItem of the top of the drive
        :param folder: RemoteItem of our root folder
        """
        keys = {
            "account_external_id": account.external_id,
            "drive_external_id": drive.external_id,
            "folder_external_id": folder.external_id,
        }
        values = {
            "account_name": account.email or account.name,
            "drive_name": backend.drive_name or drive.name,
            "folder_name": folder.name,
            "web_url": folder.web_url,
            "left_at": False,
        }
        domain = [(name, "=", value) for name, value in keys.items()]
        place = self.search([("backend_id", "=", backend.id), *domain], limit=1)
        if place:
            place.write(values)
            return place
        return self.create({"backend_id": backend.id, **keys, **values})

    def _is_of(self, account, drive):
        """
        :param account: :class:`~..sync.remote.Account`
        :param drive: RemoteItem of the top of the drive, None where it is out of reach
        :return: whether they are the account and the drive of this place
        """
        self.ensure_one()
        drive_id = drive and drive.external_id
        return self.account_external_id == account.external_id and (
            not drive_id or self.drive_external_id == drive_id
        )
