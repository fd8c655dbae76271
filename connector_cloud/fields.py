# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tools import human_size


class CloudBinary(fields.Binary):
    """A content that may live in the cloud.

    Odoo computes the whole value to tell its size; a form that shows a file would
    download it.  For content in the cloud the stored size is the answer.
    """

    def _to_prefetch(self, record):
        """Odoo reads what it shows together at once; here each is a download."""
        together = super()._to_prefetch(record)
        if self._is_size(record):
            return together
        others = together - record
        return together - others.filtered(
            lambda other: self._attachment(other)._is_cloud_bound()
        )

    def compute_value(self, records):
        if self._is_size(records):
            away = records.filtered(lambda r: self._attachment(r)._is_cloud_bound())
            for record in away:
                size = human_size(self._attachment(record).file_size)
                self._update_cache(record, size.encode() if size else None)
            records -= away
            if not records:
                return
        super().compute_value(records)

    def _is_size(self, records):
        """:return: whether a size is asked for instead of a content"""
        context = records.env.context
        return context.get("bin_size") or context.get(f"bin_size_{self.name}")

    def _attachment(self, record):
        """:return: the attachment that a record is, or has inside (``_inherits``)"""
        if not self.related:
            return record
        # Who may read the field may read its size.
        return self.traverse_related(record.sudo())[0]
