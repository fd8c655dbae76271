# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Attachments whose content is in the cloud already, made without the engine."""

import io

from PIL import Image

from odoo.tests import new_test_user

from .common import CloudCase


def png(width, height):
    """:return: bytes of a picture of that size, in pixels"""
    stream = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(stream, "PNG")
    return stream.getvalue()


class BoundCase(CloudCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Azure Interior"})

    def _user(self, login, group):
        """:return: a user of that group, whose password is the login"""
        return new_test_user(
            self.env, login, group, context={"no_reset_password": True}
        )

    def _file_of(self, attachment, item, **values):
        """:return: the ``cloud.file`` that binds an attachment to the cloud's item"""
        record = {"res_model": attachment.res_model, "res_id": attachment.res_id}
        Folder = self.env["cloud.folder"]
        folder = Folder.search([(key, "=", value) for key, value in record.items()])
        if not folder:
            folder = Folder.create(
                {
                    "backend_id": self.backend.id,
                    "kind": "record",
                    "name": attachment.res_name,
                    "status": "synced",
                    **record,
                }
            )
        return self.env["cloud.file"].create(
            {
                "backend_id": self.backend.id,
                "folder_id": folder.id,
                "odoo_id": attachment.id,
                "external_id": item.external_id,
                "status": "synced",
                "size": item.size,
                "base_checksum": attachment.checksum,
                "base_content_hash": item.content_hash,
                "web_url": item.web_url,
                "native": item.native,
                **values,
            }
        )

    def _bound(self, name="note.txt", content=b"some content", record=None, **values):
        """:return: an attachment of ``record`` whose content is only in the cloud"""
        attachment = self._attach(record or self.partner, name, content, **values)
        item = self.cloud.create(self.cloud.root_id, name, content)
        file = self._file_of(attachment, item)
        attachment._cloud_bind(file)
        return attachment
