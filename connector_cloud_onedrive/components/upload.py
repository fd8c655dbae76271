# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Content on its way to OneDrive: in one request, or in an upload session.

"Upload large files with an upload session" in Graph's documentation is the source of
the rules.
"""

from contextlib import suppress

from odoo.addons.connector_cloud.exceptions import CloudError, CursorExpired, NotFound
from odoo.addons.connector_cloud.patience import Hiccup, TokenRefused

from .errors import NameTaken, RangeRefused, translated
from .graph_client import if_match

ONE_REQUEST = 4 * 1024 * 1024
# A multiple of 320 KiB, as Graph demands of all fragments but the last.
CHUNK = 32 * 320 * 1024
SESSIONS = 3
STANDSTILLS = 5
BEHAVIOR = "@microsoft.graph.conflictBehavior"


class SessionGone(CloudError):
    """The upload session was forgotten: a new one has to begin."""


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
        resource = _send_in_sessions(client, path, reader, size, behavior, progress)
    if progress:
        progress(size)
    return resource


def _send_in_sessions(client, path, reader, size, behavior, progress):
    for _session in range(SESSIONS):
        with suppress(SessionGone):
            reply = client.call(
                "POST",
                f"{path}/createUploadSession",
                json={"item": {BEHAVIOR: behavior}},
            )
            session = UploadSession(client, reply["uploadUrl"], reader, size, progress)
            return session.send()
    raise Hiccup("OneDrive gave up the upload again and again.")


class UploadSession:
    """One session: fragments in their order, and on from where a cut left it.

    :param url: authorises by itself and never leaves this object
    """

    def __init__(self, client, url, reader, size, progress):
        self._client = client
        self._url = url
        self._reader = reader
        self._size = size
        self._progress = progress
        self._offset = 0
        self._certain = True

    def send(self):
        """
        :return: the driveItem
        :raise SessionGone: OneDrive wants the upload to begin anew
        """
        standstills = 0
        while True:
            before = self._offset
            try:
                resource = self._client.patiently(self._next_fragment)
            except NameTaken:
                self._cancel()
                raise
            if resource:
                return resource
            standstills = standstills + 1 if self._offset <= before else 0
            if standstills == STANDSTILLS:
                raise Hiccup("OneDrive does not store what it is sent.")
            if self._progress:
                self._progress(self._offset)

    def _next_fragment(self):
        """Send a fragment; after trouble ask first how much arrived.

        :return: the driveItem after the last one, else None
        """
        if not self._certain:
            self._note(self._exchange("GET"))
        self._certain = False
        self._reader.seek(self._offset)
        data = self._reader.read(min(CHUNK, self._size - self._offset))
        end = self._offset + len(data) - 1
        try:
            reply = self._exchange(
                "PUT",
                data=data,
                headers={"Content-Range": f"bytes {self._offset}-{end}/{self._size}"},
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
            raise SessionGone("OneDrive does not say how the upload goes on.")
        self._offset = int(ranges[0].partition("-")[0])
        self._certain = True

    def _exchange(self, method, **kwargs):
        try:
            # The address authorises: with a token beside it OneDrive answers 401.
            response = self._client.exchange(
                method, self._url, authorized=False, **kwargs
            )
        except (NotFound, TokenRefused, CursorExpired) as error:
            raise SessionGone("OneDrive forgot the upload session.") from error
        with translated():
            return response.json()

    def _cancel(self):
        """Free what was sent; the session ends by itself, too."""
        with suppress(CloudError):
            self._client.exchange("DELETE", self._url, authorized=False)
