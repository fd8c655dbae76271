# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One authorised request to Graph, and its answer."""

import json
import uuid
from urllib.parse import urlsplit

# the one of functools locks all instances of a class against each other
from werkzeug.utils import cached_property
from werkzeug.wrappers import Response

from .access import READ, authenticate, drive_by_id, user_drive
from .drives import HOST
from .editor import Editor
from .errors import GraphError, invalid_request, not_found
from .names import check_length
from .presenter import Presenter

JSON = (
    "application/json;odata.metadata=minimal;odata.streaming=true;"
    "IEEE754Compatible=false;charset=utf-8"
)
#: hosts of Graph whose links in answers keep their name
GRAPH_HOSTS = (
    "graph.microsoft.com",
    "graph.microsoft.us",
    "dod-graph.microsoft.us",
    "microsoftgraph.chinacloudapi.cn",
)


def service_url(call):
    """Base of links that go through Graph itself: the name the client uses."""
    host = urlsplit(call.request.host_url).hostname
    return f"https://{host}" if host in GRAPH_HOSTS else call.base_url


def storage_url(call):
    """Base of links that authorise by themselves: the emulator's own address.

    A client may have come here under a name of the real service, which leads nowhere.
    """
    if call.app.public_url or service_url(call) == call.base_url:
        return call.base_url
    environ = call.request.environ
    scheme = environ["wsgi.url_scheme"]
    return f"{scheme}://{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"


class GraphCall:
    """What a handler of the API works with.

    :param data: the body, when it was read already
    """

    def __init__(self, provider, call, address, data=None):
        self.provider = provider
        self.address = address
        self.route = call.route
        self.app = call.app
        self.request = call.request
        self.body = call.body
        self._data = data
        self.service_url = service_url(call)
        self.storage_url = storage_url(call)
        self._faults = {fault.kind: fault for fault in call.faults}
        self.caller = authenticate(provider, call.request)
        provider.throttle.check(self.caller.account)
        self.caller.require(call.route.options.get("right", READ))

    def fault(self, kind):
        """The fault of that kind that modifies this request, or None."""
        return self._faults.get(kind)

    def option(self, name, default=None):
        """A query option, with or without its ``$``."""
        args = self.request.args
        return args.get(f"${name}", args.get(name, default))

    @cached_property
    def presenter(self):
        return Presenter(self.provider, self.storage_url)

    @cached_property
    def drive(self):
        """Row of the drive the address names.

        :raises GraphError: 404 or 403
        """
        provider, caller = self.provider, self.caller
        kind, *key = self.address.holder
        if kind == "drive":
            return drive_by_id(provider, caller, *key)
        if kind == "me":
            return user_drive(provider, caller, caller.require_user())
        if kind == "user":
            return user_drive(provider, caller, self.user)
        drive = provider.drives.libraries(self.site["id"])[0]
        caller.check_drive(drive)
        return drive

    @cached_property
    def user(self):
        """Row of the user the address names."""
        kind, *key = self.address.holder
        if kind == "me":
            return self.caller.require_user()
        user = self.provider.accounts.user(*key)
        if user is None:
            message = f"Resource '{key[0]}' does not exist."
            raise GraphError(404, "Request_ResourceNotFound", message)
        return user

    @cached_property
    def site(self):
        """Row of the site (or the site of the group) the address names."""
        drives = self.provider.drives
        kind, key, *form = self.address.holder
        if kind == "group":
            site = drives.site_of_group(key)
        elif form:
            site = drives.site_at(key)
        elif key.lower() in ("root", HOST):
            site = drives.site_at("")
        else:
            site = drives.site(key)
        if site is None:
            raise not_found("Requested site could not be found")
        self.caller.check_site(site)
        return site

    def start_item(self):
        """Row of the item the path of the address begins at."""
        item_id = self.address.item
        if item_id.lower() == "root":
            item_id = self.drive["root_id"]
        item = self.provider.tree.get(item_id)
        if item is None or item["drive_id"] != self.drive["id"]:
            raise not_found()
        return item

    @cached_property
    def item(self):
        """Row of the item the address names.

        :raises GraphError: 404
        """
        self.check_path()
        item = self.provider.tree.descend(self.start_item(), self.address.path)
        if item is None:
            raise not_found()
        return item

    def check_path(self):
        check_length("/".join([self.drive["place"], *self.address.path]))

    @property
    def editor(self):
        return Editor(self.provider, self.drive, self.caller.actor)

    @cached_property
    def json_body(self):
        """:raises GraphError: 400 when it is no JSON object"""
        data = self.body.read() if self._data is None else self._data
        if not data.strip():
            return {}
        try:
            value = json.loads(data)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            message = "Unable to read JSON request payload."
            raise GraphError(400, "BadRequest", message)
        return value

    def behavior(self, default, *bodies):
        """What to do about a name that is taken: in the query or in a JSON body.

        :raises GraphError: 400 for a word that means nothing
        """
        found = next(
            filter(None, map(_behavior, [*bodies, self.request.args])), default
        )
        if found not in ("fail", "rename", "replace"):
            raise invalid_request(f"Unknown conflictBehavior '{found}'.")
        return found

    def item_answer(self, item, status=200):
        """A driveItem; with its ``Location`` when it is new."""
        value = self.presenter.item(item, self.drive, self.selection)
        context = "$metadata#drives('me')/items/$entity"
        value = {"@odata.context": f"{self.service_url}/v1.0/{context}", **value}
        return json_response(value, status)

    @property
    def selection(self):
        """The names of ``$select``, or None for all."""
        text = self.option("select")
        if not text:
            return None
        return frozenset(name.strip() for name in text.split(","))


def _behavior(values):
    for name in ("@microsoft.graph.conflictBehavior", "@name.conflictBehavior"):
        if values.get(name):
            return str(values[name]).lower()
    return None


def json_response(value, status=200):
    text = json.dumps(value, ensure_ascii=False)
    return Response(text, status, content_type=JSON)


def stamp(response, request):
    """Add the headers all answers of Graph have."""
    response.headers["request-id"] = str(uuid.uuid4())
    asked = request.headers.get("client-request-id")
    response.headers["client-request-id"] = asked or response.headers["request-id"]
    return response
