# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Upload sessions: fragments in order, status, commit, cancel."""

import json
import re
import secrets
import time
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from werkzeug.wrappers import Response

from ..routing import Routes
from . import clock, ids
from .access import WRITE
from .call import GraphCall, json_response, storage_url
from .editor import Editor, times
from .endpoints import on
from .errors import (
    GraphError,
    insufficient_space,
    invalid_request,
    section,
    session_not_found,
)
from .presenter import Presenter
from .rewrite import apply_rewrite
from .uploads import place_of

routes = Routes()
PATH = "/uploadSession/<session_id>"
#: fragments are multiples of this, except the last, and shorter than the limit
FRAGMENT_UNIT = 320 * 1024
FRAGMENT_LIMIT = 60 * 1024 * 1024
SESSION_SECONDS = 24 * 3600
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)$")


@on("graph.upload.create", "POST", "item", "createUploadSession", right=WRITE)
def create(call: GraphCall):
    """Check everything but the bytes and hand out the address of a session."""
    body = call.json_body
    described = section(body, "item")
    behavior = call.behavior("replace", described, body)
    size = _announced_size(described)
    item, folder, name = place_of(call)
    condition = call.request.headers.get("If-Match")
    if item is not None:
        call.editor.check_replace(item, size or 0, condition)
        known = item
    else:
        name = described.get("name") or name
        known = call.editor.check_upload(folder, name, behavior, size or 0, condition)
    if known is not None and call.provider.settings.microsoft_session_changes_etag:
        # what the live service was seen doing: its own If-Match fails at the end
        call.provider.tree.change(known, call.caller.actor)
    session = {
        "id": ids.guid(),
        "secret": secrets.token_urlsafe(32),
        "caller": call.caller.actor,
        "drive_id": call.drive["id"],
        "item_id": item and item["id"],
        "parent_id": folder and folder["id"],
        "name": name,
        "behavior": behavior,
        "times": json.dumps(times(described)),
        "total": size,
        "deferred": int(bool(body.get("deferCommit"))),
        "if_match": condition,
        "expires": time.time() + SESSION_SECONDS,
    }
    call.provider.database.insert("graph_upload", **session)
    path = PATH.replace("<session_id>", session["id"])
    return json_response(
        {
            "@odata.context": f"{call.service_url}/v1.0/$metadata#uploadSession",
            "uploadUrl": f"{call.storage_url}{path}?tempauth={session['secret']}",
            **Session(call.provider, session).progress(),
        }
    )


def _announced_size(described):
    size = described.get("fileSize")
    if size is not None and (not isinstance(size, int) or size < 0):
        raise invalid_request("The fileSize is not a number of bytes.")
    return size


class Session:
    """One stored upload session.

    :param row: of the table ``graph_upload``
    """

    def __init__(self, provider, row):
        self._provider = provider
        self.row = row

    @classmethod
    def find(cls, provider, session_id, secret):
        """The session of an address, which authorises whoever knows it.

        :raises GraphError: 404 when it is unknown, finished or too old
        """
        row = provider.database.one(
            "SELECT * FROM graph_upload WHERE id = ? AND secret = ? AND expires > ?",
            [session_id, secret, time.time()],
        )
        if row is None:
            raise session_not_found()
        return cls(provider, row)

    @classmethod
    @contextmanager
    def locked(cls, provider, session_id, secret):
        """The session, and nobody else works on it.

        :raises GraphError: 404
        """
        with cls.find(provider, session_id, secret).arriving.lock:
            # the state may have changed while another request held the lock
            yield cls.find(provider, session_id, secret)

    @property
    def arriving(self):
        return self._provider.blobs.incoming(self.row["id"])

    def progress(self):
        """What the answers say about the state of the session."""
        expires = clock.now(self.row["expires"] - time.time())
        expected = f"{self.arriving.size}-"
        return {"expirationDateTime": expires, "nextExpectedRanges": [expected]}

    def drop(self):
        drop_session(self._provider, self.row["id"])

    def set_total(self, total):
        """Note the length; it must not change between fragments."""
        if self.row["total"] not in (None, total):
            raise invalid_request("The total size differs from the one given before.")
        if self.row["total"] is None:
            self._provider.database.update(
                "graph_upload", {"id": self.row["id"]}, total=total
            )

    def check_room(self, size):
        drive = self._provider.drives.get(self.row["drive_id"])
        if not self._provider.drives.has_room(drive, size):
            raise insufficient_space()

    def check_complete(self):
        """:raises GraphError: 400 when there is nothing, or not all there is"""
        if self.row["total"] not in (None, self.arriving.size):
            raise invalid_request("The upload is not complete.")
        if not self.arriving.size:
            raise invalid_request("A session cannot make an empty file.")

    def finish(self, **changes):
        """Make the file of what has arrived.

        A refusal because of a name keeps the session.

        :param changes: columns to take instead of those of the session
        :return: the file, whether it is new, its drive
        """
        provider, row = self._provider, {**self.row, **changes}
        drive = provider.drives.get(row["drive_id"])
        editor = Editor(provider, drive, row["caller"])
        columns = json.loads(row["times"])
        if row["item_id"]:
            target = {"id": row["item_id"]}
            item = editor.replace(target, row["id"], columns, row["if_match"])
            new = False
        else:
            item, new = editor.upload(
                {"id": row["parent_id"]},
                row["name"],
                row["behavior"],
                row["id"],
                columns,
                row["if_match"],
            )
        provider.database.execute("DELETE FROM graph_upload WHERE id = ?", [row["id"]])
        return item, new, drive


def _addressed(provider, call, session_id):
    """Arguments for the lookup of the session an address is of."""
    provider.tickets.check_bearer(call.request)
    return provider, session_id, call.args.get("tempauth", "")


@routes.add("graph.upload.chunk", "PUT", PATH, open=True, streams=True)
def chunk(provider, call, session_id):
    """Store one fragment; the last one makes the file."""
    with Session.locked(*_addressed(provider, call, session_id)) as session:
        total = _take(session, call)
        if total is None or session.arriving.size < total or session.row["deferred"]:
            return json_response(session.progress(), 202)
        return _finished(provider, call, session)


def _take(session, call):
    """Append the bytes of a fragment.

    :return: the total length, None while it is unknown
    """
    match = _RANGE.match(call.request.headers.get("Content-Range", ""))
    if match is None:
        raise invalid_request("The Content-Range header is missing or malformed.")
    first, last = int(match[1]), int(match[2])
    total = None if match[3] == "*" else int(match[3])
    _check_fragment(session, call, first, last, total)
    known = session.arriving.size
    if first < known:
        raise _out_of_place("fragmentOverlap")
    if first > known:
        raise _out_of_place("fragmentOutOfOrder")
    if total is not None:
        session.set_total(total)
    session.check_room(last + 1)
    session.arriving.append(call.body)
    return total


def _out_of_place(inner):
    message = (
        "The uploaded fragment has already been received."
        if inner == "fragmentOverlap"
        else "The uploaded fragment is not the one expected next."
    )
    return GraphError(416, "invalidRange", message, inner)


def _check_fragment(session, call, first, last, total):
    length = last - first + 1
    sent = call.request.content_length
    if length >= FRAGMENT_LIMIT:
        message = "Maximum fragment length exceeded."
        raise GraphError(413, "maxFragmentLengthExceeded", message)
    if length < 1 or (sent is not None and sent != length):
        raise invalid_request("Declared fragment length does not match the body.")
    if total is not None and last >= total:
        raise invalid_request("The fragment ends behind the total size.")
    # of an unknown total only the client knows which fragment is the last one
    if total not in (None, last + 1) and length % FRAGMENT_UNIT:
        message = f"Fragments have to be multiples of {FRAGMENT_UNIT} bytes."
        raise invalid_request(message, "invalidFragmentLength")


def _finished(provider, call, session):
    fault = next(
        (each for each in call.faults if each.kind == "sharepoint_rewrite"), None
    )
    with provider.database.transaction():
        item, new, drive = session.finish()
        item = apply_rewrite(provider, item, fault)
        presenter = Presenter(provider, storage_url(call))
        return json_response(presenter.item(item, drive), 201 if new else 200)


@routes.add("graph.upload.status", "GET", PATH, open=True)
def status(provider, call, session_id):
    """How far is it?"""
    session = Session.find(*_addressed(provider, call, session_id))
    return json_response(session.progress())


@routes.add("graph.upload.commit", "POST", PATH, open=True, streams=True)
def commit(provider, call, session_id):
    """Make the file of a session that was told to wait for this."""
    with Session.locked(*_addressed(provider, call, session_id)) as session:
        session.check_complete()
        return _finished(provider, call, session)


@on("graph.upload.commitAs", "PUT", "item", right=WRITE, streams=True)
def commit_as(call):
    """Make the file of a session whose name was taken, in the folder addressed, under
    another name or with another behavior; ``@microsoft.graph.sourceUrl`` names it."""
    body = call.json_body
    source = urlsplit(str(body.get("@microsoft.graph.sourceUrl") or ""))
    session_id = source.path.rpartition("/")[2]
    secret = parse_qs(source.query).get("tempauth", [""])[0]
    behavior = call.behavior("fail", body)
    with Session.locked(call.provider, session_id, secret) as session:
        session.check_complete()
        with call.provider.database.transaction():
            item, new, _drive = session.finish(
                parent_id=call.item["id"],
                name=body.get("name") or session.row["name"],
                behavior=behavior,
            )
            return call.item_answer(item, 201 if new else 200)


@routes.add("graph.upload.cancel", "DELETE", PATH, open=True)
def cancel(provider, call, session_id):
    Session.find(*_addressed(provider, call, session_id)).drop()
    return Response(status=204)


def drop_session(provider, session_id):
    """Forget a session; its address answers 404 from now on."""
    provider.database.execute("DELETE FROM graph_upload WHERE id = ?", [session_id])
    provider.blobs.forget(session_id)
