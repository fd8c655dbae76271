# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One authorised request to Drive v3, and its answer."""

import json

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from .access import READ, authenticate
from .editor import Editor
from .errors import DriveError, bad_request, required
from .fields import parse_mask, select
from .resource import Presenter


class DriveCall:
    """What a handler of the API works with.

    :param caller: the one to act for; default: whoever the bearer token says
    :param options: of the route, when another request has begun this one

    ``selection`` is the parsed field mask of the answer: a wrong mask fails before
    anything is done.
    """

    def __init__(self, provider, call, caller=None, options=None):
        options = self._options = options or call.route.options
        self.provider = provider
        self.route = call.route
        self.app = call.app
        self.request = call.request
        self.args = call.args
        self.body = call.body
        self.base_url = call.base_url
        self.caller = caller or authenticate(provider, call.request)
        self.caller.require(options.get("right", READ))
        self.presenter = Presenter(provider, self.caller, self.base_url)
        self.selection = self._mask(options.get("reply"))

    def use_arguments(self, arguments):
        """Go by the parameters of the request that began this one."""
        self.args = MultiDict(arguments)
        self.selection = self._mask(self._options.get("reply"))

    def _mask(self, resource):
        if resource is None:
            return None
        mask = self.args.get("fields")
        if mask is None and resource == "ABOUT":
            message = (
                "The 'fields' parameter is required for this method. Specify '*' for"
                " all of them."
            )
            raise DriveError(400, "required", message, location="fields")
        return parse_mask(mask, resource)

    def flag(self, name):
        return self.args.get(name, "false").lower() == "true"

    @property
    def all_drives(self):
        return self.flag("supportsAllDrives") or self.flag("supportsTeamDrives")

    def find(self, item_id, **options):
        """The row of an item; see ``Access.find``."""
        access = self.provider.access
        return access.find(item_id, self.caller, self.all_drives, **options)

    @property
    def editor(self):
        return Editor(self.provider, self.caller, self.all_drives)

    def json_body(self):
        return parse_json(self.body.read())

    def argument(self, name):
        """:raises DriveError: 400 ``required`` when the parameter is missing"""
        value = self.args.get(name)
        if not value:
            raise required(name)
        return value

    def file_reply(self, item):
        return self.presenter.file(item, self.selection)

    def answer(self, result):
        """JSON cut down to the field mask; a ``Response`` goes as it is."""
        if isinstance(result, Response):
            return result
        if result is None:
            return Response(status=204)
        return json_response(select(result, self.selection))


def parse_json(data):
    """:raises DriveError: 400 ``parseError`` when it is no JSON object"""
    if not data.strip():
        return {}
    try:
        value = json.loads(data)
    except ValueError:
        raise DriveError(400, "parseError", "Parse Error") from None
    if not isinstance(value, dict):
        raise bad_request("The body must be a JSON object.")
    return value


def json_response(value):
    text = json.dumps(value, ensure_ascii=False)
    return Response(text, content_type="application/json; charset=UTF-8")
