# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Attachments in a filesystem storage of the protocol ``file`` or ``memory``."""

import tempfile

from odoo.addons.connector_cloud.tests.backward_case import BackwardCase


class FsCase(BackwardCase):
    def setUp(self):
        super().setUp()
        self.storage = self._storage()

    def _storage(self, code="store", **values):
        """:return: a new ``fs.storage``, the default one unless it is said otherwise"""
        if values.get("protocol", "file") == "file":
            folder = tempfile.TemporaryDirectory()
            self.addCleanup(folder.cleanup)
            values["directory_path"] = folder.name
        return self.env["fs.storage"].create(
            {
                "name": code,
                "code": code,
                "protocol": "file",
                "use_as_default_for_attachments": True,
                "autovacuum_gc": True,
                **values,
            }
        )

    def _objects(self, storage=None):
        """:return: dict path -> content of what is in a storage"""
        fs = (storage or self.storage).fs
        return {path.lstrip("/"): fs.cat_file(path) for path in fs.find("")}

    def _object_of(self, attachment):
        """:return: the content of the object that an attachment says it has"""
        code, _colon, path = attachment.store_fname.partition("://")
        self.assertEqual(attachment.fs_storage_id.code, code)
        self.assertTrue(path.endswith(attachment.fs_filename))
        return attachment.fs_storage_id.fs.cat_file(path)

    def _collect(self):
        self.env.flush_all()
        self.env["fs.file.gc"]._gc_files_unsafe()
