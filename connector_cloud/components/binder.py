# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields

from odoo.addons.component.core import Component


class CloudFileBinder(Component):
    _name = "cloud.file.binder"
    _inherit = ["base.binder", "cloud.base"]
    _apply_on = ["cloud.file"]

    def bind_item(self, binding, item, **agreed):
        """Both sides agree: remember the cloud's item as the new base.

        :param item: :class:`~..sync.remote.RemoteItem` as stored by the cloud
        :param agreed: what else was agreed on, as fields of the binding
        """
        binding.with_context(connector_no_export=True).write(
            {
                "external_id": item.external_id,
                "base_remote_name": item.name,
                "base_version": item.version,
                "web_url": item.web_url,
                "status": "synced",
                "approved": False,
                "sync_date": fields.Datetime.now(),
                **self._item_values(item),
                **binding._clean_failure(),
                **agreed,
            }
        )

    def _item_values(self, item):
        return {
            "base_content_hash": item.content_hash,
            "size": item.size or 0,
            "mimetype": item.mimetype,
            "native": item.native,
            "synced_at": fields.Datetime.now(),
        }


class CloudFolderBinder(Component):
    _name = "cloud.folder.binder"
    _inherit = "cloud.file.binder"
    _apply_on = ["cloud.folder"]
    _odoo_field = "id"

    def _item_values(self, item):
        return {}
