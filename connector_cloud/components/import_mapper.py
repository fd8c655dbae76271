# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.component.core import Component

from ..models.ir_attachment import FOLDER_MIMETYPE
from ..sync.media_type import media_type
from ..sync.states import OUTSIDE, RemoteState


class CloudImportMapper(Component):
    """From the cloud's items to states and to the values of Odoo's records."""

    _name = "cloud.import.mapper"
    _inherit = ["base.mapper", "cloud.base"]
    _usage = "import.mapper"

    def places(self, items):
        """Find the folders of ours that items lie in.

        :param items: iterable of :class:`~..sync.remote.RemoteItem`
        :return: dict external id of a folder -> ``cloud.folder`` whose files are
            attachments: those of records and what is below them
        """
        folders = (
            self.env["cloud.folder"]
            .sudo()
            .search(
                [
                    ("backend_id", "=", self.backend_record.id),
                    ("external_id", "in", list({i.parent_id for i in items} - {None})),
                    ("kind", "in", ("record", "sub")),
                    ("status", "=", "synced"),
                ]
            )
        )
        return {f.external_id: f for f in folders if f._is_in_cloud()}

    def remote_state(self, item, places=None):
        """
        :param item: RemoteItem, None for what is gone for good
        :param places: from :meth:`places`, where there are many items
        :return: :class:`~..sync.states.RemoteState`
        """
        if item is None:
            return RemoteState("", OUTSIDE, gone=True)
        if places is None:
            places = self.places([item])
        place = places.get(item.parent_id)
        return RemoteState(
            item.name,
            place.id if place else OUTSIDE,
            item.content_hash,
            binned=item.binned,
            native=item.native,
        )

    def attachment_values(self, name, item, folder):
        """
        :param name: what Odoo calls it
        :param folder: ``cloud.folder`` that it lies in
        :return: values of a new ``ir.attachment``: a file whose content stays there,
            or a link to a native document, which has none
        """
        place = folder._record_folder()
        link = {"type": "url", "url": item.web_url} if item.native else {}
        return {
            "name": name,
            **link,
            "mimetype": media_type(item),
            "company_id": self._company(place).id,
            **self.place_values(folder),
        }

    def folder_link_values(self, folder):
        """:return: values of the ``ir.attachment`` that shows a sub-folder"""
        return {
            "name": folder.name,
            "url": folder.web_url,
            "mimetype": FOLDER_MIMETYPE,
            "company_id": self._company(folder._record_folder()).id,
            **self.place_values(folder),
        }

    def is_doomed(self, folder):
        """Whether the record is gone, and the direct sync has yet to bin its folder.

        :param folder: ``cloud.folder`` of a record, or below one
        """
        place = folder._record_folder()
        return not self.env[place.res_model].sudo().browse(place.res_id).exists()

    def place_values(self, folder):
        """:return: values that put an attachment to the record of a folder"""
        place = folder._record_folder()
        return {"res_model": place.res_model, "res_id": place.res_id}

    def _company(self, place):
        record = self.env[place.res_model].sudo().browse(place.res_id)
        if "company_id" in record and record.company_id:
            return record.company_id
        return self.backend_record.company_id
