# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import mimetypes
import os
import uuid
from contextlib import closing

from odoo import api, fields, models
from odoo.exceptions import MissingError, UserError

from odoo.addons.mail.tools.discuss import Store

from ..exceptions import AuthorizationLost, CloudError, LeftBehind, NotFound
from ..fields import CloudBinary
from ..picture_cache import PictureCache
from ..stream import CloudStream, read_all
from ..sync.media_type import media_type
from ..sync.upload import Source
from ..thumbnail import DRAWN, make_thumbnail
from ..undelivered import explain

CONTENT_FIELDS = {"raw", "datas", "db_datas"}
LINK_FIELDS = {"type", "url"}
# Where Odoo keeps a content.
PLACE_FIELDS = {"store_fname", "db_datas"}
FOLDER_MIMETYPE = "inode/directory"


class IrAttachment(models.Model):
    """An attachment whose content may live in the cloud.

    A *bound* attachment has a ``cloud.file`` whose content was released.  It stays a
    file for everybody: it keeps its type, size, checksum, mimetype and searchable text,
    and answers every question for its content by asking the cloud.  Where that is, is
    told by the ``cloud.file`` alone.  Folders and native documents of the cloud have no
    content of their own: they are links like any other.
    """

    _inherit = "ir.attachment"

    raw = CloudBinary(compute="_compute_raw", inverse="_inverse_raw")
    datas = CloudBinary(compute="_compute_datas", inverse="_inverse_datas")
    # Neither stored nor searchable: Odoo evaluates searches for attachments as the
    # superuser, so that no field of them may lead to what users must not know.
    # ``cloud.file`` drops it from the cache.
    cloud_file_id = fields.Many2one(
        "cloud.file", compute="_compute_cloud_file_id", groups=fields.NO_ACCESS
    )

    def _compute_cloud_file_id(self):
        attachments = self._origin
        files = (
            self.env["cloud.file"].sudo().search([("odoo_id", "in", attachments.ids)])
        )
        by_attachment = {file.odoo_id.id: file for file in files}
        for attachment in self:
            attachment.cloud_file_id = by_attachment.get(attachment._origin.id)

    def _is_cloud_bound(self):
        """:return: whether the content is in the cloud only"""
        self.ensure_one()
        if self.store_fname:
            return False
        binding = self.sudo().cloud_file_id
        return binding.released and not binding.native

    @api.model
    def _cloud_eligible_domain(self):
        """:return: domain of the attachments that are sent to the cloud"""
        return self._cloud_sendable_domain() & self._cloud_leaving_domain()

    @api.model
    def _cloud_leaving_domain(self):
        """:return: domain of the attachments that may leave Odoo for the cloud

        Others, such as public files and the values of binary fields, are copied to it
        where a model to sync says so.
        """
        return fields.Domain([("public", "=", False), ("res_field", "=", False)])

    def _cloud_leaving(self):
        """:return: those of these attachments that may leave Odoo"""
        if not self:
            return self
        return self.search(
            self._cloud_leaving_domain() & fields.Domain("id", "in", self.ids)
        )

    @api.model
    def _cloud_sendable_domain(self):
        """:return: domain of the attachments that can be sent to the cloud

        Not assets, links, the drafts of a composer, which belong to no record yet, nor
        what is only in a cloud already.
        """
        File = self.env["cloud.file"].sudo()
        away = File._search([("odoo_id", "!=", False), ("released", "=", True)])
        return fields.Domain(
            [
                ("type", "=", "binary"),
                ("url", "=", False),
                ("res_id", ">", 0),
                ("res_model", "not in", self._cloud_excluded_models()),
                ("id", "not in", away.subselect("odoo_id")),
            ]
        )

    @api.model
    def _cloud_excluded_models(self):
        """:return: names of models whose attachments never leave Odoo"""
        return ["ir.ui.view", "mail.compose.message", "mail.scheduled.message"]

    def _cloud_name(self):
        """:return: the name that it is sent with

        Odoo calls the value of a binary field like the field.
        """
        self.ensure_one()
        if not self.res_field or self.name != self.res_field:
            return self.name
        label = self.env["ir.model.fields"]._get(self.res_model, self.res_field)
        ending = mimetypes.guess_extension(self.mimetype or "") or ""
        return f"{label.field_description or self.name}{ending}"

    # Handing the content over, and taking it back

    def _cloud_source(self):
        """:return: the local content as a :class:`~..sync.upload.Source`"""
        self.ensure_one()
        where = {"data": self.db_datas or b""}
        if self.store_fname:
            where = {"path": self._full_path(self.store_fname)}
        return Source(self.file_size, checksum=self.checksum or None, **where)

    def _cloud_share_content(self, twin):
        """Give another attachment the very same local content: nothing is read.

        :param twin: ``ir.attachment`` without a content
        """
        same = ("store_fname", "db_datas", "checksum", "file_size", "index_content")
        twin._cloud_set(**{name: self[name] for name in same})

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
        attachment._cloud_set(store_fname=False, db_datas=False)
        cloud_file.released = True
        if local_name:
            # A twin with the same content keeps the file: the collector looks.
            attachment._file_delete(local_name)

    def _cloud_leave_link(self):
        """Odoo forgets the cloud: where the content did not come home, an address is
        all that can be left of it.
        """
        for attachment in self.sudo():
            if attachment._is_cloud_bound():
                address = attachment.cloud_file_id.web_url
                attachment._cloud_set(type="url", url=address)

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
            mimetype=media_type(item),
            index_content=False,
            thumbnail=False,
        )

    def _cloud_set(self, **values):
        """Write fields one by one: ``write()`` drops or recomputes most of them.

        A content is the same wherever it is kept: what is computed from it would be
        downloaded to be computed again.
        """
        for name, value in values.items():
            self._fields[name].write(self, value)
        self.modified(values.keys() - PLACE_FIELDS)
        self.flush_recordset(list(values))
        self.invalidate_recordset([*values, "raw", "datas"])

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
            if self.mimetype in DRAWN:
                return self._cloud_pictures().fetch(
                    self.checksum, self.file_size, self._cloud_download
                )
            return self._cloud_download()
        except CloudError as error:
            raise UserError(
                self.env._(
                    "%(file)s could not be read from the cloud: %(problem)s",
                    file=self.name,
                    problem=explain(self.env, error),
                )
            ) from error

    def _cloud_download(self):
        with closing(self._cloud_open()) as remote:
            return read_all(remote)

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
                checksum=self.checksum,
                pictures=self._cloud_pictures() if self.mimetype in DRAWN else None,
                size=self.file_size,
                public=self.public,
            )
        stream = super()._to_http_stream()
        if self._is_cloud_link():
            if not self.env.user._is_internal():
                raise MissingError(self.env._("This document is for colleagues only."))
            # Browsers keep a permanent redirect, also when the file has come home.
            stream.max_age = 0
        return stream

    @api.model
    def _cloud_pictures(self):
        return PictureCache(self._filestore())

    @api.autovacuum
    def _gc_cloud_pictures(self):
        self._cloud_pictures().shrink()

    def _is_remote_source(self):
        # Nothing can be fetched from where links of the cloud lead to.
        return super()._is_remote_source() and not self._is_cloud_link()

    def _is_cloud_link(self):
        """:return: whether it leads to a folder or native document of the cloud,
        which has no content; its address is for internal users only
        """
        self.ensure_one()
        if self.type != "url" or self.store_fname:
            return False
        if binding := self.sudo().cloud_file_id:
            return binding.native
        domain = [("link_id", "=", self.id)]
        return bool(self.env["cloud.folder"].sudo().search_count(domain, limit=1))

    # Changing it

    def write(self, vals):
        if not vals.keys() & (CONTENT_FIELDS | LINK_FIELDS):
            return super().write(vals)
        bound = self.sudo().filtered(lambda attachment: attachment._is_cloud_bound())
        if not vals.keys() & CONTENT_FIELDS:
            bound._check_stays_file(vals)
            return super().write(vals)
        result = super().write(vals)
        bound.thumbnail = False
        files = bound.cloud_file_id
        files.released = False
        # The new content goes to where the files are kept now.
        files.filtered(lambda file: file.status == "left").unlink()
        return result

    def _check_stays_file(self, vals):
        """:raise UserError: the content could not be reached any more, or be served at
        an address of Odoo's
        """
        for attachment in self:
            changed = {
                name
                for name in LINK_FIELDS & vals.keys()
                if (attachment[name] or False) != (vals[name] or False)
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
            values["cloud_problem"] = lambda attachment: attachment._cloud_problem()
        else:
            attributes = [name for name in attributes if name != "url"]
            # Customers download through Odoo; where it is kept is not theirs to know.
            values["url"] = lambda a: not a._is_cloud_link() and a.url
        return attributes + [Store.Attr(*item) for item in values.items()]

    def _is_cloud_synced(self):
        """:return: whether the cloud holds this content, here or only there"""
        self.ensure_one()
        return self.sudo().cloud_file_id.status == "synced"

    def _cloud_problem(self):
        """:return: for the user, what keeps it from being read or synced; or False"""
        self.ensure_one()
        binding = self.sudo().cloud_file_id
        if self._is_cloud_bound() and not binding.backend_id._is_signed_in():
            return explain(self.env, AuthorizationLost())
        if not binding.error:
            return False
        if self.env.user._is_system():
            return binding.error
        return self.env._("It could not be synced. Ask an administrator for help.")
