# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""``$batch``: up to twenty requests in one, some waiting for others."""

import base64
import json

from ..inner import inner_environ
from .call import json_response
from .endpoints import on
from .errors import GraphError

LIMIT = 20


@on("graph.batch", "POST", "$batch", right=None, streams=True)
def batch(call):
    """Every part has its own status; the answers come in the order they are done."""
    requests = call.json_body.get("requests")
    _check(requests)
    done = {}
    pending = list(requests)
    while pending:
        ready = [each for each in pending if done.keys() >= set(_needs(each))]
        if not ready:
            raise _bad("The dependsOn properties form a circle.")
        for each in ready:
            done[str(each["id"])] = _answer(call, each, done)
        pending = [each for each in pending if each not in ready]
    return json_response({"responses": list(done.values())})


def _bad(message):
    return GraphError(400, "BadRequest", message)


def _needs(request):
    return [str(each) for each in request.get("dependsOn") or []]


def _check(requests):
    if not isinstance(requests, list) or not all(isinstance(r, dict) for r in requests):
        raise _bad("A batch needs a list of requests.")
    if len(requests) > LIMIT:
        raise _bad(f"Number of batch requests exceeded {LIMIT}.")
    known = [str(each.get("id")) for each in requests]
    if len(set(known)) < len(known) or "None" in known:
        raise _bad("Every request of a batch needs an id of its own.")
    for each in requests:
        if not isinstance(each.get("headers") or {}, dict):
            raise _bad("The headers of a request are an object.")
        if not isinstance(each.get("dependsOn") or [], list):
            raise _bad("The dependsOn of a request is a list.")
        if not each.get("method") or not str(each.get("url", "")).strip():
            raise _bad("Every request of a batch needs a method and a url.")
        if not set(_needs(each)) <= set(known):
            raise _bad("A request depends on one that is not in the batch.")
        if each.get("body") is not None and not _content_type(each):
            raise _bad("A request with a body needs a Content-Type header.")


def _content_type(request):
    for name, value in (request.get("headers") or {}).items():
        if name.lower() == "content-type":
            return value
    return ""


def _answer(call, request, done):
    if any(done[each]["status"] >= 400 for each in _needs(request)):
        error = GraphError(424, "failedDependency", "Failed Dependency")
        return _reply(request["id"], error.response())
    try:
        body = _body(request)
    except (TypeError, ValueError):
        error = _bad("The body of a request with bytes has to be base64.")
        return _reply(request["id"], error.response())
    environ = inner_environ(
        call.request,
        request["method"],
        f"/v1.0/{request['url'].lstrip('/')}",
        request.get("headers") or {},
        body,
    )
    return _reply(request["id"], call.app.dispatch(environ, inner=True))


def _body(request):
    """The bytes of a request.

    :raises TypeError: when it is no text
    :raises ValueError: for a text that is no base64
    """
    body = request.get("body")
    if body is None:
        return b""
    if "json" in _content_type(request):
        return json.dumps(body).encode()
    return base64.b64decode(body, validate=True)


def _reply(request_id, response):
    headers = {
        name: value
        for name, value in response.headers.items()
        if name in ("Content-Type", "Location", "Retry-After", "ETag")
    }
    reply = {
        "id": str(request_id),
        "status": response.status_code,
        "headers": headers,
    }
    data = response.get_data()
    if data and "json" in (response.content_type or ""):
        reply["body"] = json.loads(data)
    elif data:
        reply["body"] = base64.b64encode(data).decode()
    return reply
