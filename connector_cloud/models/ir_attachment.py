# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import os
import uuid
from contextlib import closing

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.mail.tools.discuss import Store

from ..exceptions import AuthorizationLost, CloudError, LeftBehind, NotFound
from ..fields import CloudBinary
from ..stream import CloudStream, read_all
from ..sync.upload import Source
from ..thumbnail import make_thumbnail

CONTENT_FIELDS = {"raw", "datas", "db_datas"}
LINK_FIELDS = {"type", "url"}
FOLDER_MIMETYPE = "inode/directory"


class IrAttachment(models.Model):
    """An attachment whose content may live in the cloud.

    A *bound* attachment is of the type ``url`` and has a ``cloud.file``; it keeps its
    size, checksum, mimetype and searchable text, and answers every question for its
    content by asking the cloud.  Folders and native documents of the cloud have no
    content of their own: they are links like any other.
    """

    _inherit = "ir.attachment"

    raw = CloudBinary(compute="_compute_raw", inverse="_inverse_raw")
    datas = CloudBinary(compute="_compute_datas", inverse="_inverse_datas")
    # Out of reach for users: who could write it, could read any file of the cloud.
    cloud_file_ids = fields.One2many(
        "cloud.file", "odoo_id", string="Cloud Files", groups=fields.NO_ACCESS
    )
    cloud_file_id = fields.Many2one(
        "cloud.file", compute="_compute_cloud_file_id", groups=fields.NO_ACCESS
    )

    @api.depends("cloud_file_ids")
    def _compute_cloud_file_id(self):
        for attachment in self:
            attachment.cloud_file_id = attachment.cloud_file_ids[:1]

    def _is_cloud_bound(self):
        """:return: whether the content is in the cloud only"""
        self.ensure_one()
        if self.type != "url" or self.store_fname:
            return False
        binding = self.sudo().cloud_file_id
        return bool(binding.external_id) and not binding.native

    @api.model
    def _cloud_eligible_domain(self):
        """:return: domain of the attachments that may be sent to the cloud

        Not the values of binary fields, public files and assets, links, nor the drafts
        of a composer, which belong to no record yet.
        """
        return fields.Domain(
            [
                ("type", "=", "binary"),
                ("url", "=", False),
                ("public", "=", False),
                ("res_field", "=", False),
                ("res_id", ">", 0),
                ("res_model", "not in", self._cloud_excluded_models()),
            ]
        )

    @api.model
    def _cloud_excluded_models(self):
        """:return: names of models whose attachments never leave Odoo"""
        return ["ir.ui.view", "mail.compose.message", "mail.scheduled.message"]

    # Handing the content over, and taking it back

    def _cloud_source(self):
        """:return: the local content as a :class:`~..sync.upload.Source`"""
        self.ensure_one()
        where = {"data": self.db_datas or b""}
        if self.store_fname:
            where = {"path": self._full_path(self.store_fname)}
        return Source(self.file_size, checksum=self.checksum or None, **where)

    def _cloud_bind(self, cloud_file):
        """Let the local content go; from now on it is read from the cloud.

        The caller has proved that the cloud holds the same content, and holds a lock
        on the attachment.

        :param cloud_file: the ``cloud.file`` that holds the content
        """
        self.ensure_one()
        attachment = self.sudo()
        cloud_file.odoo_id = attachment
        if picture := make_thumbnail(attachment):
            attachment._cloud_set(thumbnail=picture)
        local_name = attachment.store_fname
        attachment._cloud_set(
            type="url", url=cloud_file.web_url, store_fname=False, db_datas=False
        )
        if local_name:
            # A twin with the same content keeps the file: the collector looks.
            attachment._file_delete(local_name)

    def _cloud_unbind(self):
        """Forget the cloud: a local file again; without content a mere link."""
        for attachment in self.sudo():
            if attachment.store_fname or attachment.db_datas:
                attachment._cloud_set(type="binary", url=False)
            attachment.cloud_file_id.odoo_id = False

    def _cloud_store(self, chunks):
        """Keep the content in Odoo again, byte for byte; the binding stays.

        Writing ``raw`` would shrink large images and hold the file in memory.

        :param chunks: iterable of bytes
        """
        self.ensure_one()
        attachment = self.sudo()
        if attachment._storage() == "db":
            content = b"".join(chunks)
            attachment._set_attachment_data(lambda _attachment: content)
        else:
            attachment._cloud_store_file(chunks)
        attachment._cloud_set(type="binary", url=False)
        attachment.cloud_file_id.released = False

    def _cloud_store_file(self, chunks):
        checksum = hashlib.sha1()  # noqa: S324 - as Odoo names its files
        part = os.path.join(self._filestore(), f"incoming-{uuid.uuid4().hex}")
        try:
            with open(part, "xb") as file:
                for chunk in chunks:
                    checksum.update(chunk)
                    file.write(chunk)
                size = file.tell()
            name = f"{checksum.hexdigest()[:2]}/{checksum.hexdigest()}"
            # Marked first: should the transaction fail, the collector removes it.
            self._mark_for_gc(name)
            self._cloud_set(
                store_fname=name, checksum=checksum.hexdigest(), file_size=size
            )
            os.makedirs(os.path.dirname(self._full_path(name)), exist_ok=True)
            os.replace(part, self._full_path(name))
        except BaseException:
            os.unlink(part)
            raise

    def _cloud_describe(self, item):
        """Take over what the cloud tells of a content that changed there.

        The checksum stands for the content in caches and ETags, so it has to change
        as well; the real SHA-1 is not known here.

        :param item: :class:`~..sync.remote.RemoteItem`
        """
        self.ensure_one()
        attachment = self.sudo()
        stamp = f"{item.external_id}:{item.content_hash or item.version}"
        attachment._cloud_set(
            file_size=item.size or 0,
            checksum=hashlib.sha1(stamp.encode()).hexdigest(),  # noqa: S324
            mimetype=item.mimetype or attachment.mimetype,
            index_content=False,
            thumbnail=False,
        )

    def _cloud_set(self, **values):
        """Write fields one by one: ``write()`` drops or recomputes most of them."""
        for name, value in values.items():
            self._fields[name].write(self, value)
        self.modified(list(values))
        self.flush_recordset(list(values))
        self.invalidate_recordset(list(values))

    # Reading the content

    def _cloud_open(self, start=None, end=None):
        """Open the content in the cloud; the caller has checked the access.

        :param start: first byte wanted, or None
        :param end: last byte wanted (inclusive), or None
        :return: a :class:`~..sync.remote.RemoteStream`
        :raise CloudError: what the provider answered
        """
        self.ensure_one()
        binding = self.sudo().cloud_file_id
        try:
            with binding.backend_id._adapter() as adapter:
                return adapter.open(binding.external_id, start, end)
        except AuthorizationLost as error:
            binding.backend_id._note_authorization_lost(error)
            raise
        except NotFound as error:
            if binding.status == "left":
                raise LeftBehind(binding._where()) from error
            raise

    def _cloud_fetch(self):
        """:return: the whole content as bytes
        :raise UserError: the cloud did not deliver it
        """
        self.ensure_one()
        try:
            with closing(self._cloud_open()) as remote:
                return read_all(remote)
        except CloudError as error:
            raise UserError(
                self.env._(
                    "%(file)s could not be read from the cloud: %(problem)s",
                    file=self.name,
                    problem=error,
                )
            ) from error

    @api.depends("type")
    def _compute_raw(self):
        away = self.filtered(lambda attachment: attachment._is_cloud_bound())
        for attachment in away:
            attachment.raw = attachment._cloud_fetch()
        return super(IrAttachment, self - away)._compute_raw()

    def _to_http_stream(self):
        self.ensure_one()
        if self._is_cloud_bound():
            return CloudStream(
                source=self._cloud_open,
                mimetype=self.mimetype or "application/octet-stream",
                download_name=self.name,
                etag=self.checksum,
                size=self.file_size,
                public=self.public,
            )
        stream = super()._to_http_stream()
        if stream.type == "url" and self.sudo().cloud_file_id:
            # Browsers keep a permanent redirect, also when the file has come home.
            stream.max_age = 0
        return stream

    def _is_remote_source(self):
        return super()._is_remote_source() and not self._is_cloud_bound()

    # Changing it

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        given = (default or {}).keys() & LINK_FIELDS
        for attachment, vals in zip(self, vals_list, strict=True):
            if not given and attachment._is_cloud_bound():
                vals.update(type="binary", url=False)
        return vals_list

    def write(self, vals):
        if not vals.keys() & (CONTENT_FIELDS | LINK_FIELDS):
            return super().write(vals)
        bound = self.sudo().filtered(lambda attachment: attachment._is_cloud_bound())
        if not vals.keys() & CONTENT_FIELDS:
            bound._check_cloud_link(vals)
            return super().write(vals)
        result = super().write(vals)
        for attachment in bound:
            attachment._cloud_set(
                type=vals.get("type", "binary"), url=vals.get("url", False)
            )
        bound.thumbnail = False
        files = bound.cloud_file_id
        files.released = False
        # The new content goes to where the files are kept now.
        files.filtered(lambda file: file.status == "left").unlink()
        return result

    def _check_cloud_link(self, vals):
        """:raise UserError: the only link to the content would get lost"""
        for attachment in self:
            changed = {
                name
                for name in LINK_FIELDS & vals.keys()
                if attachment[name] != vals[name]
            }
            if changed:
                raise UserError(
                    self.env._(
                        "The content of %s is in the cloud. Upload another content or "
                        "delete the attachment instead of changing its link.",
                        attachment.name,
                    )
                )

    # Showing it

    def _to_store_defaults(self, target):
        attributes = super()._to_store_defaults(target)
        values = {
            "cloud_bound": lambda attachment: attachment._is_cloud_synced(),
            "cloud_native": lambda attachment: attachment.sudo().cloud_file_id.native,
        }
        if target.is_internal(self.env):
            values["cloud_url"] = lambda a: a.sudo().cloud_file_id.web_url
        else:
            # Customers download through Odoo; where it is kept is not theirs to know.
            attributes = [name for name in attributes if name != "url"]
            values["url"] = lambda a: not a.sudo().cloud_file_id and a.url
        return attributes + [Store.Attr(*item) for item in values.items()]

    def _is_cloud_synced(self):
        """:return: whether the cloud holds this content, here or only there"""
        self.ensure_one()
        return self.sudo().cloud_file_id.status == "synced"
