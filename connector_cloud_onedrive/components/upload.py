# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Content on its way to OneDrive: in one request, or in an upload session.

"Upload large files with an upload session" in Graph's documentation is the source of
the rules.
"""

from contextlib import suppress

from odoo.tools.translate import LazyTranslate

from odoo.addons.connector_cloud.exceptions import CloudError, CursorExpired, NotFound
from odoo.addons.connector_cloud.transfer.resumable_session import (
    ResumableSession,
    SessionGone,
    send_in_sessions,
)
from odoo.addons.connector_cloud.transfer.retry import TokenRefused

from .errors import NameTaken, RangeRefused
from .graph_client import if_match

_lt = LazyTranslate(__name__)

ONE_REQUEST = 4 * 1024 * 1024
# A multiple of 320 KiB, as Graph demands of all fragments but the last.
CHUNK = 32 * 320 * 1024
BEHAVIOR = "@microsoft.graph.conflictBehavior"


def send(client, path, reader, size, behavior, progress=None, version=None):
    """Send a content and wait until OneDrive has stored it.

    :param client: :class:`~.graph_client.GraphClient`
    :param path: address of the item, or of the name in its folder
    :param reader: seekable binary stream, sent from its beginning
    :param size: bytes
    :param behavior: what happens when the name is taken: fail or replace
    :param progress: function of the number of bytes stored so far, or None
    :param version: that the item must have, for what goes in one request
    :return: the driveItem
    :raise ItemChanged: the item is not that version
    :raise OSError: the reader failed
    """
    reader.seek(0)
    if size <= ONE_REQUEST:
        # Also the only way for an empty file.
        resource = client.call(
            "PUT",
            f"{path}/content",
            params={BEHAVIOR: behavior},
            data=reader.read(),
            headers={"Content-Type": "application/octet-stream", **if_match(version)},
        )
    else:
        resource = send_in_sessions(
            client, lambda: _begin(client, path, reader, size, behavior, progress)
        )
    if progress:
        progress(size)
    return resource


def _begin(client, path, reader, size, behavior, progress):
    reply = client.call(
        "POST", f"{path}/createUploadSession", json={"item": {BEHAVIOR: behavior}}
    )
    return UploadSession(client, reply["uploadUrl"], reader, size, progress)


class UploadSession(ResumableSession):
    """A session whose address authorises by itself, and never leaves this object."""

    def __init__(self, client, url, reader, size, progress):
        super().__init__(client, progress)
        self._url = url
        self._reader = reader
        self._size = size
        self._certain = True

    def send(self):
        try:
            return super().send()
        except NameTaken:
            self._cancel()
            raise

    def send_part(self):
        if not self._certain:
            self._note(self._exchange("GET"))
        self._certain = False
        self._reader.seek(self.stored)
        data = self._reader.read(min(CHUNK, self._size - self.stored))
        end = self.stored + len(data) - 1
        try:
            reply = self._exchange(
                "PUT",
                data=data,
                headers={"Content-Range": f"bytes {self.stored}-{end}/{self._size}"},
            )
        except RangeRefused:
            # Asked anew with the next call.
            return None
        if "id" in reply:
            return reply
        self._note(reply)
        return None

    def _note(self, reply):
        """Go on where the session says; ``26-`` means from byte 26 on."""
        ranges = reply.get("nextExpectedRanges")
        if not ranges:
            raise SessionGone(_lt("OneDrive does not say how the upload goes on."))
        self.stored = int(ranges[0].partition("-")[0])
        self._certain = True

    def _exchange(self, method, **kwargs):
        try:
            # The address authorises: with a token beside it OneDrive answers 401.
            return self.client.exchange(
                method, self._url, authorized=False, **kwargs
            ).json()
        except (NotFound, TokenRefused, CursorExpired) as error:
            raise SessionGone(_lt("OneDrive forgot the upload session.")) from error

    def _cancel(self):
        """Free what was sent; the session ends by itself, too."""
        with suppress(CloudError), self.client.translated():
            self.client.exchange("DELETE", self._url, authorized=False)
