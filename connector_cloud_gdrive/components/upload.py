# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Content on its way to Drive: in one request, or in an upload session.

"Upload file data" in Google's guide to the Drive API v3 is the source of the rules.
"""

import io

from googleapiclient.http import MediaIoBaseUpload

from odoo.tools.translate import LazyTranslate

from odoo.addons.connector_cloud.exceptions import CloudError, NotFound
from odoo.addons.connector_cloud.transfer.resumable_session import (
    ResumableSession,
    SessionGone,
    send_in_sessions,
)

from .errors import translated
from .items import upload_mimetype

_lt = LazyTranslate(__name__)

ONE_REQUEST = 5 * 1024 * 1024
# A multiple of 256 KiB, as Drive demands of all chunks but the last.
CHUNK = 8 * 1024 * 1024


class LocalReadError(Exception):
    """Our own storage failed while Drive was waiting; its cause says how."""


class LocalContent(MediaIoBaseUpload):
    """A local stream as the library wants it, read one chunk at a time."""

    def has_stream(self):
        # As a stream, a chunk that the library has to send twice would be sent half
        # read; a bytes object is whole every time.
        return False

    def getbytes(self, begin, length):
        try:
            return super().getbytes(begin, length)
        except OSError as error:
            raise LocalReadError(str(error)) from error


def send(client, make_request, reader, size, mimetype, progress=None):
    """Send a content and wait until Drive has stored it.

    :param client: :class:`~.drive_client.DriveClient`
    :param make_request: function of the media, returns the create or update request
    :param reader: seekable binary stream, sent from its beginning
    :param size: bytes
    :param progress: function of the number of bytes stored so far, or None
    :return: the file resource
    :raise OSError: the reader failed
    """
    small = size <= ONE_REQUEST
    if small:
        reader.seek(0)
        content = reader.read()
        reader = io.BytesIO(content)
        # The library ends a part with a bare line feed.  After a carriage return that
        # reads as one line end, and the content would lose its last byte.
        small = not content.endswith(b"\r")
    try:
        media = LocalContent(
            reader, upload_mimetype(mimetype), chunksize=CHUNK, resumable=not small
        )
        if small:
            resource = client.call(make_request(media))
        else:
            resource = send_in_sessions(
                client, lambda: UploadSession(client, make_request(media), progress)
            )
    except LocalReadError as error:
        raise error.__cause__ from None
    if progress:
        progress(size)
    return resource


class UploadSession(ResumableSession):
    """A request of the library, which sends chunks and asks how much of one arrived.

    :param request: create or update request with a resumable media
    """

    def __init__(self, client, request, progress):
        super().__init__(client, progress)
        self._request = request

    @property
    def stored(self):
        return self._request.resumable_progress

    def send_part(self):
        try:
            with translated(), self.client.connection() as http:
                _status, resource = self._request.next_chunk(http=http)
        except CloudError as error:
            # Before there is a session, "not found" means the folder or the file.
            if self._request.resumable_uri and type(error) in (CloudError, NotFound):
                raise SessionGone(
                    _lt("Google Drive forgot the upload session.")
                ) from error
            raise
        return resource
