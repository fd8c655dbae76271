# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Answers that say no.

``TARGET:INVALID`` and ``CONTRACT:NOT_FOUND`` are documented, ``SERVER:ERROR`` was seen
by clients; the other reasons are this emulator's own words.
"""

import json

from werkzeug.wrappers import Response


class Refusal(Exception):
    """:param failures: dicts with ``reason``, ``message`` and more"""

    def __init__(self, *failures, status=200):
        super().__init__(failures[0]["message"])
        self.failures = list(failures)
        self.status = status

    def response(self):
        return json_response({"failures": self.failures}, self.status)


def json_response(value, status=200):
    text = json.dumps(value, ensure_ascii=False)
    return Response(text, status, content_type="application/json")


def failure(reason, message, **keys):
    return {"reason": reason, "message": message, **keys}


def missing(name):
    return failure("PARAMETER:MISSING", f"Missing parameter {name}", value=name)


def unknown_target(value, expected):
    message = f'Invalid value "{value}"'
    return failure("TARGET:INVALID", message, value=value, expected=list(expected))


def unknown_aim(value):
    message = f'Invalid value "{value}"'
    expected = ["test", "production"]
    return failure("AIM:INVALID", message, value=value, expected=expected)


def unknown_contract(code):
    message = f"Can not find contract {code}"
    return failure("CONTRACT:NOT_FOUND", message, code=code)


def unknown_request():
    return failure("REQUEST:NOT_FOUND", "Unknown request or wrong key")


def wrong_state(state, expected):
    message = f"The request is in state {state}"
    return failure("STATE:INVALID", message, value=state, expected=list(expected))


def error_page(status):
    """What a proxy in front of the platform says."""
    text = (
        f"<html><head><title>{status}</title></head>"
        f"<body><center><h1>{status}</h1></center><hr>nginx</body></html>"
    )
    return Response(text, status, content_type="text/html")
