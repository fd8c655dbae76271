# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The control API: switches of the emulator, and what "the user in the cloud" does."""

import inspect
import json
import os

from werkzeug.wrappers import Response

from .provider import Content
from .routing import Routes

routes = Routes()


def _json(value, status=200):
    return Response(json.dumps(value), status=status, mimetype="application/json")


def _refused(sentence, status=400):
    return _json({"error": sentence}, status)


def _payload(call):
    try:
        payload = json.loads(call.body.read() or b"{}")
    except ValueError:
        raise ValueError("The body must be JSON.") from None
    if not isinstance(payload, dict):
        raise ValueError("The body must be a JSON object.")
    return payload


class ControlServer:
    """Answers ``/_control/...``; bad input is a 400 with one sentence."""

    routes = routes

    def __init__(self, app):
        self.app = app

    @routes.add("control.status", "GET", "/_control/status")
    def status(self, call):
        return _json({"pid": os.getpid(), "clouds": sorted(self.app.providers)})

    @routes.add("control.settings", "GET", "/_control/settings")
    def settings(self, call):
        return _json(self.app.settings.all())

    @routes.add("control.change", "POST", "/_control/settings")
    def change(self, call):
        try:
            self.app.settings.set(**_payload(call))
        except ValueError as error:
            return _refused(str(error))
        return _json(self.app.settings.all())

    @routes.add("control.faults", "GET", "/_control/faults")
    def faults(self, call):
        return _json(self.app.faults.all())

    @routes.add("control.add_fault", "POST", "/_control/faults")
    def add_fault(self, call):
        try:
            fault = self.app.faults.add(_payload(call), self.app.route_names)
        except (TypeError, ValueError) as error:
            return _refused(str(error))
        return _json(fault, 201)

    @routes.add("control.remove_faults", "DELETE", "/_control/faults")
    def remove_faults(self, call):
        self.app.faults.remove()
        return Response(status=204)

    @routes.add("control.remove_fault", "DELETE", "/_control/faults/<int:fault_id>")
    def remove_fault(self, call, fault_id):
        self.app.faults.remove(fault_id)
        return Response(status=204)

    @routes.add("control.log", "GET", "/_control/log")
    def log(self, call):
        limit = call.args.get("limit", 1000, type=int)
        return _json(self.app.log.entries(limit))

    @routes.add("control.counters", "GET", "/_control/counters")
    def counters(self, call):
        return _json(self.app.log.counters())

    @routes.add("control.notifications", "GET", "/_control/notifications")
    def notifications(self, call):
        return _json(self.app.postman.log())

    @routes.add("control.reset_log", "DELETE", "/_control/log")
    def reset_log(self, call):
        self.app.log.reset()
        self.app.postman.forget()
        return Response(status=204)

    @routes.add("control.reset", "POST", "/_control/reset")
    def reset(self, call):
        self.app.faults.remove()
        self.app.settings.reset()
        self.app.log.reset()
        for provider in self.app.providers.values():
            provider.reset()
        self.app.postman.recall()
        return Response(status=204)

    @routes.add("control.operation", "POST", "/_control/<cloud>/<operation>")
    def operation(self, call, cloud, operation):
        provider = self.app.providers.get(cloud)
        if provider is None:
            known = ", ".join(sorted(self.app.providers))
            return _refused(f"No cloud {cloud!r}; there are: {known}.", 404)
        run = provider.operations().get(operation)
        if run is None:
            known = ", ".join(sorted(provider.operations()))
            return _refused(f"No operation {operation!r}; there are: {known}.", 404)
        try:
            values = self._values(call)
            inspect.signature(run).bind(**values)
            result = run(**values)
        except (LookupError, TypeError, ValueError) as error:
            return _refused(str(error.args[0] if error.args else error))
        if isinstance(result, Content):
            response = Response(result.blocks, mimetype=result.mime_type)
            response.content_length = result.size
            return response
        return _json({"result": result})

    def _values(self, call):
        """JSON, or bytes as ``content`` with the other values in the query."""
        if call.request.mimetype == "application/octet-stream":
            values = json.loads(call.args.get("values", "{}"))
            return {**values, "content": call.body}
        return _payload(call)
