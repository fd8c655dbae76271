# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What Microsoft's services answer when a fault switch hits."""

from werkzeug.wrappers import Response

from . import errors
from .aadsts import SignInError
from .access import authenticate
from .call import GraphCall
from .delta import resync_location
from .sessions import drop_session


def sign_in_fault(fault):
    """Fault of the sign-in service.

    ``reason`` may be the number of an AADSTS error, like ``7000222``.
    """
    number = str(fault.reason or "")
    status = fault.status
    if fault.kind.startswith("rate_limit"):
        status = 429
    response = SignInError(
        int(number) if number.isdecimal() else 90033, status
    ).response()
    _retry_after(response, fault)
    return response


def _retry_after(response, fault):
    if fault.retry_after is not None:
        response.headers["Retry-After"] = str(fault.retry_after)


def graph_fault(provider, call, fault):
    """Fault of Graph, or of the addresses that need no bearer token."""
    if fault.kind == "patch_noop_204":
        return Response(status=204)
    error = _error(provider, call, fault)
    if fault.retry_after and error.status in (429, 503):
        _throttle_account(provider, call, fault.retry_after, error.status)
    response = error.response()
    _retry_after(response, fault)
    return response


def _throttle_account(provider, call, seconds, status):
    """All calls of the account have to wait, not only this one."""
    try:
        account = authenticate(provider, call.request).account
    except errors.GraphError:
        return
    provider.throttle.start(account, seconds, status)


def _error(provider, call, fault):
    kind, reason = fault.kind, fault.reason
    if kind.startswith("rate_limit"):
        return errors.throttled(fault.retry_after, fault.status or 429)
    if kind == "server_error":
        return errors.server_error(fault.status or 503)
    if kind == "unauthorized":
        return errors.unauthorized()
    if kind in ("quota_507", "storage_quota"):
        return errors.insufficient_space()
    if kind == "locked_423":
        return errors.locked(reason or "resourceLocked")
    if kind == "precondition_412":
        return errors.precondition_failed(business=reason != "resourceModified")
    if kind == "session_gone":
        drop_session(provider, call.request.path.rpartition("/")[2])
        return errors.session_not_found()
    if kind == "spurious_404":
        return errors.session_not_found()
    if kind == "resync_410":
        return _resync(provider, call, reason)
    status, message = fault.status or 500, fault.message
    return errors.GraphError(
        status,
        reason or "generalException",
        message or "The emulator was told to fail.",
    )


def _resync(provider, call, reason):
    try:
        address = call.request.environ["graph.address"]
        location = resync_location(GraphCall(provider, call, address))
    except (errors.GraphError, KeyError) as error:
        return error if isinstance(error, errors.GraphError) else errors.not_found()
    return errors.resync_required(location, reason or "resyncChangesApplyDifferences")
