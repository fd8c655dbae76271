# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import io
import os
import time
import uuid
from dataclasses import replace
from functools import partial

from odoo import models
from odoo.tools import SQL

CHUNK = 1024 * 1024


class IrAttachment(models.Model):
    """An attachment whose local content may be an object of a filesystem storage.

    ``fs_filename`` says so to downloads, also when there is no object any more: it
    goes and comes with the object.  Objects are deleted by their own collector alone,
    when no attachment needs them.
    """

    _inherit = "ir.attachment"

    def _cloud_source(self):
        source = super()._cloud_source()
        if not self._is_file_from_a_storage(self.store_fname):
            return source
        fs, _code, path = self._get_fs_parts()
        return replace(source, path=None, opener=partial(fs.open, path, "rb"))

    def open(self, mode="rb", *args, **kwargs):
        if "w" not in mode and self._is_cloud_bound():
            if mode == "rb":
                return io.BytesIO(self.raw)
            # It has to be here to be appended to.
            self.raw = self.raw
        return super().open(mode, *args, **kwargs)

    def _cloud_share_content(self, twin):
        result = super()._cloud_share_content(twin)
        twin._cloud_set(fs_filename=self.fs_filename)
        return result

    def _cloud_bind(self, cloud_file):
        result = super()._cloud_bind(cloud_file)
        self.sudo()._cloud_set(fs_filename=False)
        return result

    def _cloud_store(self, chunks):
        # The storage may depend on what the attachment belongs to.
        place = self.with_context(
            attachment_res_model=self.res_model, attachment_res_field=self.res_field
        )
        return super(IrAttachment, place)._cloud_store(chunks)

    def _cloud_store_file(self, chunks):
        code = self._storage()
        if code in self._get_storage_codes() and not self._cloud_fits_database():
            return self._cloud_store_object(code, chunks)
        if code in self._get_storage_codes():
            content = b"".join(chunks)
            self._set_attachment_data(lambda _attachment: content)
            result = None
        else:
            result = super()._cloud_store_file(chunks)
        self._cloud_set(fs_filename=False)
        return result

    def _cloud_fits_database(self):
        """:return: whether the default storage leaves such contents to the database"""
        domain = self._store_in_db_instead_of_object_storage_domain()
        small = domain and self.filtered_domain(domain)
        return bool(self._is_storage_disabled() or small)

    def _cloud_store_object(self, code, chunks):
        """Write an object of its own; that of an earlier content stays as it is.

        :param code: of the storage
        :param chunks: iterable of bytes
        """
        fs = self._get_fs_storage_for_code(code)
        keyed = self.with_context(force_storage_key=uuid.uuid4().hex)
        path, filename = self._cloud_object(code, keyed._get_fs_path(code, b""))
        if folder := os.path.dirname(path):
            fs.makedirs(folder, exist_ok=True)
        with fs.open(path, "wb", **self._storage_write_option(fs)) as file:
            described = _describe(chunks, file.write)
        self._cloud_set(
            store_fname=f"{code}://{path}",
            db_datas=False,
            fs_filename=filename,
            **described,
        )

    def _enforce_meaningful_storage_filename(self):
        """Copy the objects of synced attachments instead of renaming them.

        A rollback does not rename them back, and a sync may fail at any time.  What was
        written through an open file has no checksum yet, by which it is told from what
        the cloud has.
        """
        synced = self.filtered(
            lambda attachment: (
                attachment.sudo().cloud_file_id
                and attachment._is_file_from_a_storage(attachment.store_fname)
            )
        )
        for attachment in synced:
            fs, code, path = attachment._get_fs_parts()
            copied_to, filename = attachment._cloud_object(code, path)
            if copied_to != path:
                fs.copy(path, copied_to)
                self._fs_mark_for_gc(attachment.store_fname)
            with fs.open(copied_to, "rb") as file:
                described = _describe(iter(partial(file.read, CHUNK), b""))
            if described["checksum"] != attachment.checksum:
                attachment.sudo().cloud_file_id.released = False
            attachment._cloud_set(
                store_fname=f"{code}://{copied_to}", fs_filename=filename, **described
            )
        return super(IrAttachment, self - synced)._enforce_meaningful_storage_filename()

    def _cloud_object(self, code, path):
        """Choose where an object is going to be, so that it goes if we fail.

        :param path: an object beside it, without a name that means anything
        :return: its path, and its ``fs_filename``
        """
        if self.env["fs.storage"]._must_use_filename_obfuscation(code):
            filename = path
        else:
            # Versions begin anew after a content was away, but the object of an
            # earlier one may be there still, and be needed if we fail.
            stem, extension = os.path.splitext(self._build_fs_filename())
            filename = f"{stem}-{time.time_ns()}{extension}"
            path = os.path.join(os.path.dirname(path), filename)
        # The collector wants this table for itself: it comes when we are done.
        self.env.cr.execute(SQL("LOCK TABLE ir_attachment IN ROW EXCLUSIVE MODE"))
        self._fs_mark_for_gc(f"{code}://{path}")
        return path, filename


def _describe(chunks, write=None):
    """Tell what Odoo keeps of a content.

    :param chunks: iterable of bytes, read once
    :param write: function(bytes) that is given each of them
    :return: values of ``ir.attachment``
    """
    checksum, size = hashlib.sha1(), 0  # noqa: S324 - as Odoo compares contents
    for chunk in chunks:
        checksum.update(chunk)
        size += len(chunk)
        if write:
            write(chunk)
    return {"checksum": checksum.hexdigest(), "file_size": size}
