# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Users, drives and sites."""

from . import paging
from .call import json_response
from .endpoints import on
from .errors import access_denied


def _collection(call, values):
    """A page of a list that is short enough to be made at once."""
    size, skip = paging.page_size(call), paging.skipped(call)
    value = {"value": values[skip : skip + size]}
    if len(values) > skip + size:
        value["@odata.nextLink"] = paging.next_link(call, skip + size)
    return json_response(value)


@on("graph.me", "GET", "me", right=None)
@on("graph.users.get", "GET", "user", right=None)
def user(call):
    return json_response(call.presenter.user(call.user))


@on("graph.users.list", "GET", "users", right=None)
def users(call):
    rows = call.provider.accounts.users("organizations")
    return _collection(call, [call.presenter.user(row) for row in rows])


@on("graph.drives.get", "GET", "drive")
def drive(call):
    return json_response(call.presenter.drive(call.drive))


@on("graph.drives.list", "GET", "drives")
def drives(call):
    """The drives of a user, or the document libraries of a site."""
    if call.address.holder[0] in ("me", "user"):
        rows = [call.drive]
    else:
        rows = call.provider.drives.libraries(call.site["id"])
    return _collection(call, [call.presenter.drive(row) for row in rows])


@on("graph.sites.get", "GET", "site")
@on("graph.groups.get", "GET", "group")
def site(call):
    return json_response(call.presenter.site(call.site))


@on("graph.sites.list", "GET", "sites")
def sites(call):
    """Sites whose name or path holds the text of ``search``; ``*`` finds all."""
    if call.caller.selected_only:
        raise access_denied()
    text = (call.option("search") or "").strip("\"'").lower()
    rows = [
        row
        for row in call.provider.drives.sites()
        if text in ("", "*") or text in f"{row['name']} {row['path']}".lower()
    ]
    return _collection(call, [call.presenter.site(row) for row in rows])
