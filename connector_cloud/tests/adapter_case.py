# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The few words that tests of an adapter speak."""

import io

from odoo import fields

from odoo.addons.component.tests.common import TransactionComponentCase


class AdapterCase(TransactionComponentCase):
    """Tests that call the adapter of ``self.backend``, which is connected."""

    def renew_adapter(self):
        """Open a new adapter, as the next piece of work would."""
        opened = self.backend._adapter()
        self.adapter = opened.__enter__()
        self.addCleanup(opened.__exit__, None, None, None)

    def use_adapter(self):
        """Open a new adapter and look for the top of the drive."""
        self.renew_adapter()
        self.root = self.adapter.root()

    def upload(self, name, content=b"content", parent=None, tag="t", **kwargs):
        return self.adapter.upload(
            (parent or self.root).external_id,
            name,
            io.BytesIO(content),
            len(content),
            kwargs.pop("mimetype", "text/plain"),
            tag,
            **kwargs,
        )

    def replace(self, item, content, version=None, **kwargs):
        return self.adapter.replace_content(
            item.external_id,
            io.BytesIO(content),
            len(content),
            "text/plain",
            version,
            **kwargs,
        )

    def read(self, item, *span):  # pylint: disable=method-required-super
        stream = self.adapter.open(item.external_id, *span)
        content = b"".join(stream.chunks)
        stream.close()
        return content

    def hash_of(self, content):
        return self.adapter.content_hash(io.BytesIO(content))

    def in_minutes(self, minutes):
        return fields.Datetime.add(fields.Datetime.now(), minutes=minutes)
