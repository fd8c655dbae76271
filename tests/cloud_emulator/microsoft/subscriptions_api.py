# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""``/subscriptions``: ask for notifications about a drive, prolong, and stop them."""

import uuid
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

import requests
from werkzeug.wrappers import Response

from ..postman import is_acceptable, post
from . import clock
from .address import parse
from .call import json_response
from .endpoints import ENDPOINTS, on
from .errors import GraphError
from .subscriptions import ROUTE

ENDPOINTS.routes.names.add(ROUTE)

#: "Maximum length of subscription per resource type", driveItem
LONGEST_LIFE = timedelta(minutes=42_300)
#: what ends earlier is prolonged to this
SHORTEST_LIFE = timedelta(minutes=45)
STATE_LENGTH = 128


def _invalid(message):
    return GraphError(400, "InvalidRequest", message)


@on("graph.subscriptions.create", "POST", "subscriptions", streams=True)
def create(call):
    """Nobody waits while the client's server proves that it wants notifications."""
    body = call.json_body
    for name in ("changeType", "notificationUrl", "resource", "expirationDateTime"):
        if not body.get(name):
            raise _invalid(f"{name} is a required property for subscription creation")
    if body["changeType"] != "updated":
        raise _invalid("The only changeType of a drive is 'updated'.")
    if not is_acceptable(body["notificationUrl"]):
        raise _invalid("The notificationUrl must be an https address.")
    state = body.get("clientState")
    if state is not None and not (
        isinstance(state, str) and len(state) <= STATE_LENGTH
    ):
        raise _invalid(f"A clientState has up to {STATE_LENGTH} characters.")
    drive = _drive(call, body["resource"])
    expires = _expiration(body["expirationDateTime"])
    _validate(body["notificationUrl"])
    row = call.provider.subscriptions.add(
        call.caller,
        drive,
        resource=body["resource"],
        address=body["notificationUrl"],
        client_state=state,
        expires=expires,
    )
    value = {**_resource(row), "clientState": row["client_state"]}
    return json_response({"@odata.context": _context(call, "/$entity"), **value}, 201)


@on("graph.subscriptions.list", "GET", "subscriptions")
def list_subscriptions(call):
    rows = call.provider.subscriptions.of(call.caller)
    value = [_resource(row) for row in rows]
    return json_response({"@odata.context": _context(call), "value": value})


@on("graph.subscriptions.get", "GET", "subscription")
def get(call):
    return _answer(call, _row(call))


@on("graph.subscriptions.update", "PATCH", "subscription")
def update(call):
    row = _row(call)
    expires = _expiration(call.json_body.get("expirationDateTime"))
    call.provider.subscriptions.prolong(row, expires)
    return _answer(call, _row(call))


@on("graph.subscriptions.delete", "DELETE", "subscription")
def delete(call):
    call.provider.subscriptions.remove(_row(call))
    return Response(status=204)


def _row(call):
    return call.provider.subscriptions.get(call.caller, *call.address.details)


def _answer(call, row):
    return json_response(
        {"@odata.context": _context(call, "/$entity"), **_resource(row)}
    )


def _context(call, entity=""):
    return f"{call.service_url}/v1.0/$metadata#subscriptions{entity}"


def _resource(row):
    """A ``subscription``; its secret is shown only to who makes it."""
    return {
        "id": row["id"],
        "resource": row["resource"],
        "applicationId": row["app"],
        "changeType": "updated",
        "clientState": None,
        "notificationUrl": row["address"],
        "expirationDateTime": row["expires"],
        "creatorId": row["account"],
        "latestSupportedTlsVersion": "v1_2",
    }


def _drive(call, resource):
    """Row of the drive whose top folder is to be watched."""
    address = parse(str(resource))
    top = address.target == "item" and address.item.lower() == "root"
    if not top or address.path or address.action:
        raise _invalid(f"Resource '{resource}' is not the root of a drive.")
    call.address = address
    return call.drive


def _expiration(asked):
    """The end of a subscription, as text in UTC."""
    now = datetime.now(timezone.utc)
    try:
        text = clock.normal(asked)
    except ValueError:
        raise _invalid("The expirationDateTime is no date and time.") from None
    if text <= clock.text(now):
        raise _invalid("Subscription expiration must be in the future.")
    if text > clock.text(now + LONGEST_LIFE):
        raise _invalid("Subscription expiration can only be 42300 minutes from now.")
    return max(text, clock.text(now + SHORTEST_LIFE))


def _validate(address):
    """:raises GraphError: 400 when nobody there sends the token back"""
    token = (
        "Validation: Testing client application reachability for subscription"
        f" Request-Id: {uuid.uuid4()}"
    )
    mark = "&" if "?" in address else "?"
    url = address + mark + urlencode({"validationToken": token})
    try:
        response = post(url, b"", {"Content-Type": "text/plain; charset=utf-8"})
    except requests.RequestException:
        raise _invalid("Subscription validation request timed out.") from None
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
    if (response.status_code, kind, response.text) != (200, "text/plain", token):
        raise _invalid(
            "Subscription validation request failed. Notification endpoint must"
            " respond with 200 OK to validation request."
        )
