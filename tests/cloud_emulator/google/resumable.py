# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Resumable uploads: start a session, send chunks, ask how far it is."""

import json
import re
import secrets
import time
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from .access import WRITE
from .call import DriveCall, json_response, parse_json
from .errors import DriveError, bad_request
from .fields import select
from .uploads import check, routes, store

#: chunks are multiples of this, except the last
CHUNK_UNIT = 256 * 1024
SESSION_SECONDS = 7 * 24 * 3600
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)$")


@routes.route("drive.upload.start", reply="FILE", right=WRITE)
def start(call, file_id=None):
    """Check everything but the bytes and hand out the address of a session."""
    body = parse_json(call.body.read())
    headers = call.request.headers
    length = headers.get("X-Upload-Content-Length")
    total = int(length) if length and length.isdecimal() else None
    check(call, file_id, body, total or 0)
    session = secrets.token_urlsafe(48)
    caller = call.caller
    call.provider.database.insert(
        "upload",
        id=session,
        token=json.dumps([caller.user, caller.client, " ".join(caller.scopes)]),
        item_id=file_id,
        metadata=json.dumps(body),
        parameters=json.dumps(call.args.to_dict()),
        mime_type=headers.get("X-Upload-Content-Type"),
        total=total,
        created=time.time(),
    )
    query = {**call.args.to_dict(), "upload_id": session}
    response = Response(status=200)
    response.headers["Location"] = (
        f"{call.base_url}{call.request.path}?{urlencode(query)}"
    )
    response.headers["X-GUploader-UploadID"] = session
    response.autocorrect_location_header = False
    return response


class Session:
    """One stored upload session. Its address authorises, whoever knows it.

    :raises DriveError: 404 when it is unknown or older than a week
    """

    def __init__(self, provider, call):
        self.provider = provider
        self.id = call.args["upload_id"]
        row = provider.database.one("SELECT * FROM upload WHERE id = ?", [self.id])
        if row is None or row["created"] < time.time() - SESSION_SECONDS:
            raise DriveError(404, "notFound", "The upload session was not found.")
        self.row = row
        self.call = call

    @property
    def arriving(self):
        return self.provider.blobs.incoming(self.id)

    def progress(self):
        """308 with what is stored; no ``Range`` when that is nothing."""
        response = Response(status="308 Resume Incomplete")
        if self.arriving.size:
            response.headers["Range"] = f"bytes=0-{self.arriving.size - 1}"
        response.content_length = 0
        return response

    def finished(self):
        """The answer of a session whose file is made, or None."""
        if self.row["result"] is None:
            return None
        return json_response(json.loads(self.row["result"]))

    def finish(self):
        """Make the file of what has arrived; the first request's fields count."""
        call = self._original_call()
        body = json.loads(self.row["metadata"])
        file_id = self.row["item_id"]
        with self.provider.database.transaction():
            item = store(call, file_id, body, self.id, self.row["mime_type"])
            result = select(call.file_reply(item), call.selection)
            self.provider.database.update(
                "upload", {"id": self.id}, result=json.dumps(result)
            )
        return json_response(result)

    def _original_call(self):
        user, client, scope = json.loads(self.row["token"])
        caller = self.provider.caller(user, client, scope)
        call = DriveCall(self.provider, self.call, caller, start.options)
        call.use_arguments(json.loads(self.row["parameters"]))
        return call


@routes.route("drive.upload.chunk", open=True)
def chunk(provider, call, file_id=None):
    """Store some bytes; the last ones make the file."""
    session = Session(provider, call)
    if done := session.finished():
        return done
    with session.arriving.lock:
        # the row may have changed while another request held the lock
        session = Session(provider, call)
        if done := session.finished():
            return done
        return _store_chunk(session, call)


def _store_chunk(session, call):
    content_range = call.request.headers.get("Content-Range")
    if content_range is None:
        return _store_rest(session, call)
    match = _RANGE.match(content_range)
    if match is None:
        raise bad_request("Failed to parse Content-Range header.")
    first, last = int(match[1]), int(match[2])
    total = None if match[3] == "*" else int(match[3])
    _check_range(session, call, first, last, total)
    known = session.arriving.size
    if first > known:
        return session.progress()
    skipped = 0
    while skipped < known - first:
        data = call.body.read(known - first - skipped)
        if not data:
            return session.progress()
        skipped += len(data)
    session.arriving.append(call.body)
    if total is None or session.arriving.size < total:
        return session.progress()
    return session.finish()


def _store_rest(session, call):
    """A body without a range is the whole content in one go."""
    length, total = call.request.content_length, session.row["total"]
    if session.arriving.size:
        return session.progress()
    if None not in (length, total) and length != total:
        raise bad_request(f"{total} bytes were announced, but {length} sent.")
    session.arriving.append(call.body)
    return session.finish()


def _check_range(session, call, first, last, total):
    length = last - first + 1
    sent = call.request.content_length
    announced = session.row["total"]
    if last < first or (sent is not None and sent != length):
        raise bad_request("Content-Range and Content-Length do not agree.")
    if total is not None and (last >= total or announced not in (None, total)):
        raise bad_request("Content-Range and the announced length do not agree.")
    if last + 1 != total and length % CHUNK_UNIT:
        message = (
            "Invalid request.  The number of bytes uploaded is required to be equal"
            f" or greater than {CHUNK_UNIT}, except for the final request (it's"
            f" recommended to be the exact multiple of {CHUNK_UNIT}).  The received"
            f" request contained {length} bytes, which does not meet this requirement."
        )
        raise bad_request(message)


@routes.route("drive.upload.status", open=True)
def status(provider, call, file_id=None):
    """How far is it? 200 with the file when it is done."""
    session = Session(provider, call)
    if done := session.finished():
        return done
    total = call.request.headers["Content-Range"].rpartition("/")[2]
    if total.isdecimal() and int(total) == session.arriving.size:
        with session.arriving.lock:
            session = Session(provider, call)
            return session.finished() or session.finish()
    return session.progress()


def drop_session(provider, session):
    """Forget a session; its address answers 404 from now on."""
    provider.database.execute("DELETE FROM upload WHERE id = ?", [session])
    provider.blobs.forget(session)
