# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The methods below ``/database/v1/``, by GET and by POST, with either body."""

from . import failures
from .failures import Refusal, json_response
from .requests_table import kind_of

REQUIRED = ("contract", "email", "target", "aim", "filename")


def register(routes):
    """Add the routes of the API."""
    for name, methods, handler in (
        ("create", "GET POST", create),
        ("upload", "POST", upload),
        ("request_sftp_access", "POST", request_sftp_access),
        ("process", "GET POST", process),
        ("skip_test", "GET POST", skip_test),
        ("status", "GET POST", status),
    ):
        routes.add(f"upgrade.{name}", methods, f"/database/v1/{name}")(handler)


def _parameters(call):
    """Query and form: the platform takes its parameters from both."""
    return {**call.args.to_dict(), **call.request.form.to_dict()}


def _find(provider, parameters, *states):
    """The row that id and key name.

    :param states: it has to be in one of these
    """
    absent = [name for name in ("request", "key") if not parameters.get(name)]
    if absent:
        raise Refusal(*map(failures.missing, absent))
    row = provider.find(parameters["request"], parameters["key"])
    if row is None:
        raise Refusal(failures.unknown_request())
    state = provider.requests.state(row)
    if states and state not in states:
        raise Refusal(failures.wrong_state(state, states))
    return row


def create(provider, call):
    """Check everything at once: several failures come together."""
    given = _parameters(call)
    found = [failures.missing(name) for name in REQUIRED if not given.get(name)]
    targets, contracts = provider.targets, provider.contracts
    if given.get("target") and given["target"] not in targets:
        found.append(failures.unknown_target(given["target"], targets))
    if given.get("aim") and given["aim"] not in ("test", "production"):
        found.append(failures.unknown_aim(given["aim"]))
    if given.get("contract") and given["contract"] not in contracts:
        found.append(failures.unknown_contract(given["contract"]))
    if found:
        raise Refusal(*found)
    names = (*REQUIRED, "timezone")
    row = provider.requests.create({name: given.get(name) for name in names})
    return provider.answer(row, call)


def upload(provider, call):
    """The body is the dump; only id and key are in the query."""
    row = _find(provider, call.args, "draft")
    provider.store_dump(row, call.body)
    return json_response({"failures": []})


def request_sftp_access(provider, call):
    row = _find(provider, _parameters(call), "draft", "done", "delivered")
    file = call.request.files.get("ssh_keys")
    keys = file.read().decode() if file else _parameters(call).get("ssh_keys")
    if not keys:
        raise Refusal(failures.missing("ssh_keys"))
    provider.requests.update(row["id"], ssh_keys=keys)
    access = provider.sftp_access(row)
    return json_response({"failures": [], "request": access})


def process(provider, call):
    row = _find(provider, _parameters(call), "draft")
    if row["dump"] is None:
        message = "No database dump was uploaded"
        raise Refusal(failures.failure("DUMP:MISSING", message))
    requests = provider.requests
    requests.update(row["id"], processed=requests.now())
    return json_response({"failures": []})


def skip_test(provider, call):
    row = _find(provider, _parameters(call), "testing")
    provider.requests.update(row["id"], fixed_state="delivered")
    return json_response({"failures": []})


def status(provider, call):
    return provider.answer(_find(provider, _parameters(call)), call)


def head_of(blobs, sha256):
    """The first bytes of a stored dump say what it is."""
    return kind_of(next(blobs.blocks(sha256, 0, 16), b""))
