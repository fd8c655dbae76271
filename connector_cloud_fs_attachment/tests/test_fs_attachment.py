# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.connector_cloud.tests.bound import png

from .fs_case import FsCase


class Killed(BaseException):
    """What no code of ours catches."""


@tagged("post_install", "-at_install")
class TestFsAttachment(FsCase):
    """The engine, with local contents in a filesystem storage."""

    def _away(self, name="note.txt", content=b"content"):
        attachment = self._synced(name, content)
        self.assertTrue(attachment._is_cloud_bound())
        return attachment

    def test_upload_reads_the_storage_as_a_stream(self):
        for protocol in ("file", "memory"):
            self.storage.use_as_default_for_attachments = False
            self.storage = self._storage(f"up{protocol}", protocol=protocol)
            attachment = self._attach(self.partner, f"{protocol}.txt", b"x" * 300000)
            self.assertEqual(self._object_of(attachment), b"x" * 300000)
            kind = type(attachment)
            with patch.object(kind, "_storage_file_read", side_effect=AssertionError):
                self._sync(self.partner)
            self.assertFalse(attachment.cloud_file_id.error)
            self.assertEqual(attachment.cloud_file_id.status, "synced")
        self.assertEqual(self._contents(), [b"x" * 300000] * 2)

    def test_released_after_proof_only(self):
        self.backend.release_policy = "never"
        attachment = self._synced("note.txt", b"content")
        attachment.cloud_file_id.base_content_hash = "of something else"
        self.backend.release_policy = "verified"
        self._sync(self.partner)
        self._collect()
        self.assertIn("same content", attachment.cloud_file_id.error)
        self.assertEqual(self._object_of(attachment), b"content")

    def test_release_lets_the_collector_delete_the_object(self):
        attachment = self._away()
        self.assertFalse(attachment.store_fname or attachment.fs_filename)
        self.assertFalse(attachment.fs_storage_id or attachment.fs_url)
        self.assertEqual(attachment.raw, b"content")
        self.assertEqual(list(self._objects().values()), [b"content"])
        self._collect()
        self.assertFalse(self._objects())
        self.assertEqual(attachment.raw, b"content")

    def test_collector_is_asked_for_by_the_storage(self):
        self.storage.autovacuum_gc = False
        self._away()
        self._collect()
        self.assertEqual(list(self._objects().values()), [b"content"])

    def test_release_that_fails_keeps_the_object(self):
        self.backend.release_policy = "never"
        attachment = self._synced("note.txt", b"content")
        with self.assertRaises(Killed), self.env.cr.savepoint():
            attachment._cloud_bind(attachment.cloud_file_id)
            raise Killed()
        self.env.invalidate_all()
        self._collect()
        self.assertEqual(self._object_of(attachment), b"content")

    def test_damaged_object_is_not_sent(self):
        attachment = self._attach(self.partner, "note.txt", b"content")
        [path] = self._objects()
        self.storage.fs.pipe_file(path, b"CONTENT")
        self._sync(self.partner)
        self.assertTrue(attachment.store_fname)
        self.assertTrue(self.env["cloud.file"].search([("error", "!=", False)]))

    def test_written_through_an_open_file(self):
        self.backend.release_policy = "never"
        attachment = self._synced("note.txt", b"content")
        for content in (b"through an open file", b"another file once more"):
            with attachment.open("wb") as file:
                file.write(content)
            # The copy that is here goes only when the cloud has the very same.
            self.backend.release_policy = "verified"
            self._sync(self.partner)
            self._collect()
            self.assertEqual(self._contents(), [content])
            self.assertEqual(attachment.raw, content)

    def test_open_reads_what_is_away(self):
        attachment = self._away()
        with attachment.open("rb") as file:
            self.assertEqual(file.read(), b"content")
        with attachment.open("r") as file:
            self.assertEqual(file.read(), "content")

    def test_edit_in_the_cloud(self):
        attachment = self._away()
        self.cloud.write(attachment.cloud_file_id.external_id, b"theirs")
        self._backward()
        self.assertEqual(attachment.raw, b"theirs")
        self.assertFalse(attachment.fs_filename)

    def test_edit_in_the_cloud_is_mirrored_into_the_storage(self):
        self.backend.release_policy = "never"
        attachment = self._synced("note.txt", b"content")
        self.cloud.write(attachment.cloud_file_id.external_id, b"theirs")
        self._backward()
        self.assertEqual(self._object_of(attachment), b"theirs")
        self._collect()
        self.assertEqual(list(self._objects().values()), [b"theirs"])

    def test_rename_in_the_cloud_survives_a_rollback(self):
        self.backend.release_policy = "never"
        attachment = self._synced("note.txt", b"content")
        with self.assertRaises(Killed), self.env.cr.savepoint():
            attachment.name = "other.txt"
            self.assertEqual(self._object_of(attachment), b"content")
            raise Killed()
        self.env.invalidate_all()
        self.assertEqual(self._object_of(attachment), b"content")
        attachment.name = "other.txt"
        self._collect()
        self.assertTrue(attachment.fs_filename.startswith("other-"))
        self.assertEqual(self._object_of(attachment), b"content")

    def test_edit_in_odoo(self):
        attachment = self._away()
        attachment.raw = b"ours"
        self.assertEqual(self._object_of(attachment), b"ours")
        self._sync(self.partner)
        self.assertEqual(self._contents(), [b"ours"])
        self.assertTrue(attachment._is_cloud_bound())
        self.assertFalse(attachment.fs_filename)

    def test_conflict_shares_the_object(self):
        attachment = self._away()
        attachment.raw = b"ours"
        self.cloud.write(attachment.cloud_file_id.external_id, b"theirs")
        self._backward()
        twin = self._attachments() - attachment
        self.assertEqual(attachment.raw, b"theirs")
        self.assertEqual(self._object_of(twin), b"ours")
        self._collect()
        self.assertEqual(self._object_of(twin), b"ours")
        # What comes home now does not take the place of the twin's object.
        self._restore(attachment)
        self.assertEqual(self._object_of(attachment), b"theirs")
        self.assertEqual(self._object_of(twin), b"ours")

    def test_restore_into_the_storage_of_the_model(self):
        attachment = self._away()
        self.storage.use_as_default_for_attachments = False
        contacts = self._storage(
            "contacts",
            use_as_default_for_attachments=False,
            model_xmlids="base.model_res_partner",
            optimizes_directory_path=True,
        )
        self._restore(attachment)
        self.assertEqual(attachment.fs_storage_id, contacts)
        self.assertEqual(self._object_of(attachment), b"content")
        self._collect()
        self.assertEqual(attachment.raw, b"content")
        self.assertFalse(self._objects())

    def test_restore_into_the_filestore(self):
        attachment = self._away()
        self.storage.use_as_default_for_attachments = False
        self._restore(attachment)
        self.assertNotIn("://", attachment.store_fname)
        self.assertFalse(attachment.fs_filename)
        self.assertEqual(attachment.raw, b"content")

    def test_restore_into_the_database(self):
        picture = png(20, 20)
        attachment = self._attach(self.partner, "small.png", picture)
        self.assertTrue(attachment.db_datas, "So does fs_attachment")
        self._sync(self.partner)
        self._restore(attachment)
        self.assertEqual(attachment.db_datas, picture)
        self.assertFalse(attachment.store_fname or attachment.fs_filename)

    def test_restore_with_a_name_that_means_nothing(self):
        self.storage.use_filename_obfuscation = True
        attachment = self._away()
        self._restore(attachment)
        self.assertNotIn("note", attachment.store_fname)
        self.assertEqual(self._object_of(attachment), b"content")

    def test_restore_that_fails_leaves_nothing(self):
        attachment = self._away()
        self._collect()

        def broken():
            yield b"con"
            raise Killed()

        with self.assertRaises(Killed), self.env.cr.savepoint():
            attachment._cloud_store(broken())
        self.env.invalidate_all()
        self.assertTrue(attachment._is_cloud_bound())
        self.assertEqual(attachment.raw, b"content")

    def test_object_is_marked_before_it_is_written(self):
        """Killed in between, the collector knows of it."""
        attachment = self._away()
        self._collect()
        marked = []

        def chunks():
            self.env.cr.execute("SELECT store_fname FROM fs_file_gc")
            marked.extend(row[0] for row in self.env.cr.fetchall())
            yield b"content"

        attachment._cloud_store(chunks())
        self.assertEqual(marked, [attachment.store_fname])

    def test_home(self):
        attachment = self._away()
        self._collect()
        self.backend.state = "reversing"
        self.env["cloud.reverse.report"].create({"backend_id": self.backend.id})
        self.backend._job_reverse()
        self.assertFalse(attachment.cloud_file_id)
        self._collect()
        self.assertEqual(self._object_of(attachment), b"content")

    def test_copy(self):
        attachment = self._away()
        copied = attachment.copy({"name": "copy.txt"})
        self.assertEqual(self._object_of(copied), b"content")
        self.assertFalse(copied.cloud_file_id)

    def test_delete(self):
        attachment = self._away()
        local = self._synced("local.txt", b"local")
        (attachment | local).unlink()
        self._sync()
        self.assertFalse(self._contents())
        self._collect()
        self.assertFalse(self._objects())

    def test_import(self):
        self.cloud.create(self.folder_id, "new.txt", b"new")
        self._backward()
        [attachment] = self._attachments()
        self.assertEqual(attachment.raw, b"new")
        self.assertFalse(attachment.store_fname or attachment.fs_filename)

    def test_thumbnail_is_drawn_before_the_picture_goes(self):
        attachment = self._away("photo.png", png(900, 600))
        self.assertTrue(attachment.has_thumbnail)

    def test_cloud_that_does_not_deliver_is_not_an_empty_file(self):
        attachment = self._away()
        self.cloud.purge(attachment.cloud_file_id.external_id)
        with self.assertRaises(UserError):
            attachment.read(["raw"])

    def _restore(self, attachment):
        """Let its content come home, as a reset and a moved rule do it."""
        with self.backend._adapter() as adapter:
            stream = adapter.open(attachment.cloud_file_id.external_id)
            attachment._cloud_store(stream.chunks)
            stream.close()
        self.env.flush_all()
