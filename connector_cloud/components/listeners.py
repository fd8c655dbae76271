# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What changes in Odoo reaches the queue at once, not with the next schedule.

Listeners never talk to a cloud: they note which records changed; when the transaction
is about to be committed, one job per backend and model is enqueued for all of them.
"""

from odoo.addons.component.core import Component
from odoo.addons.component_event import skip_if


def _no_export(self, record, **_kwargs):
    return self.no_connector_export(record)


class CloudAttachmentListener(Component):
    _name = "cloud.attachment.listener"
    _inherit = "base.connector.listener"
    _apply_on = ["ir.attachment"]

    # A change of these concerns the cloud.
    FIELDS = {
        *("name", "res_model", "res_id", "res_field"),
        *("raw", "datas", "db_datas", "public"),
    }

    @skip_if(_no_export)
    def on_record_create(self, record, fields=None):
        self._changed(record)

    @skip_if(_no_export)
    def on_record_write(self, record, fields=None):
        if self.FIELDS.intersection(fields or ()):
            # What made the last try fail may be what was changed now.
            failed = record.sudo().cloud_file_id.filtered("next_try")
            failed.write({"next_try": False, "try_count": 0})
            self._changed(record)

    @skip_if(_no_export)
    def on_record_unlink(self, record):
        self._changed(record)

    def _changed(self, attachment):
        if attachment.res_id and attachment.res_model:
            self.env["cloud.backend"]._note_change(
                attachment.res_model, attachment.res_id
            )


class CloudRecordListener(Component):
    """Records of any model that some rule syncs: created, renamed, deleted."""

    _name = "cloud.record.listener"
    _inherit = "base.connector.listener"

    @skip_if(_no_export)
    def on_record_create(self, record, fields=None):
        self.env["cloud.backend"]._note_change(record._name, record.id)

    @skip_if(_no_export)
    def on_record_write(self, record, fields=None):
        self.env["cloud.backend"]._note_change(record._name, record.id)

    @skip_if(_no_export)
    def on_record_unlink(self, record):
        self.env["cloud.backend"]._note_change(record._name, record.id)
