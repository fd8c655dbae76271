# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from contextlib import closing

from odoo import api
from odoo.exceptions import UserError
from odoo.http import Stream, request
from odoo.modules.registry import Registry

from odoo.addons.mail.controllers.attachment import AttachmentController

from ..exceptions import CloudError, NotFound
from ..stream import CloudStream
from ..sync.naming import with_suffix
from ..sync.transfer import CHUNK
from ..sync.upload import Source
from ..undelivered import explain
from ..zip_stream import stream_zip

CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class CloudAttachmentController(AttachmentController):
    """Zip attachments while they are sent, wherever their contents are."""

    def _make_zip(self, name, attachments):
        # A header is one line.
        name = CONTROL.sub("_", name)
        entries = zip_entries(attachments)
        head = Stream(
            type="data", data=b"", mimetype="application/zip", download_name=name
        )
        response = head.get_response(as_attachment=True, conditional=False)
        response.content_length = None
        response.response = stream_zip(entries)
        return response


def zip_entries(attachments):
    """Check the access to attachments at once, read their contents later.

    Links and folders have no content and are left out.

    :param attachments: ``ir.attachment`` in the user's own environment
    :return: entries for :func:`~..zip_stream.stream_zip`, good after the request's end
    :raise AccessError: the user may not read one of them
    """
    plan = []
    for attachment in attachments:
        attachment.check_access("read")
        if attachment._is_cloud_link():
            continue
        stream = request.env["ir.binary"]._get_stream_from(attachment, "raw")
        if stream.type != "url":
            source = _local_source(attachment, stream)
            plan.append((stream.download_name, source, attachment.id))
    env = request.env
    return _read_entries(plan, (request.db, env.uid, env.context))


def _read_entries(plan, asker):
    """
    :param plan: list of (name, Source or None, attachment's id)
    :param asker: database, user's id and context of the request
    """
    taken = set()
    for name, source, attachment_id in plan:
        name = _unique(name.replace("/", "_").replace("\\", "_"), taken)
        if source:
            yield name, _read_local(source)
            continue
        try:
            remote = _open_remote(attachment_id, *asker)
        except UserError as problem:
            # The other files are worth having; this one says what happened to it.
            yield f"{name}.txt", [str(problem).encode()]
            continue
        with closing(remote):
            yield name, remote.chunks


def _unique(name, taken):
    candidate, count = name, 1
    while candidate in taken:
        count += 1
        candidate = with_suffix(name, f" ({count})")
    taken.add(candidate)
    return candidate


def _local_source(attachment, stream):
    """:return: :class:`~..sync.upload.Source`, None for what is in the cloud"""
    if isinstance(stream, CloudStream):
        return None
    if stream.type == "data":
        return Source(stream.size, data=stream.data)
    if stream.type == "path":
        return Source(stream.size, path=stream.path)
    # Where it is kept is known to its attachment alone.
    return attachment.sudo()._cloud_source()


def _read_local(source):
    with source.open() as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _open_remote(attachment_id, database, uid, context):
    """The request's own cursor is closed when the body of its answer is read.

    The access was checked before; the user is who is told what went wrong.

    :raise UserError: the cloud did not deliver it
    """
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, uid, context, su=True)
        attachment = env["ir.attachment"].browse(attachment_id).exists()
        try:
            if not attachment:
                raise NotFound(env._("It was deleted meanwhile."))
            return attachment._cloud_open()
        except CloudError as error:
            raise UserError(explain(env, error)) from error
