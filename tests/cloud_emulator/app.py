# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The WSGI application: finds the route, plays the faults, keeps the log."""

import logging
import random
import time
from pathlib import Path

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from .control_server import ControlServer
from .database import Database
from .faults import ANSWERS, FaultBook
from .postman import Postman
from .provider import Services
from .requestlog import RequestLog
from .routing import Route, url_map
from .server import ConnectionCut, Throttle
from .settings import Settings
from .web import WebPages

_logger = logging.getLogger(__name__)


class Call:
    """One request on its way through the emulator."""

    def __init__(self, app, provider, route, request):
        self.app = app
        self.provider = provider
        self.route = route
        self.request = request
        self.args = request.args
        self.body = request.environ["wsgi.input"]
        self.faults = []
        self.base_url = app.public_url or request.host_url.rstrip("/")


class Application:
    """Serves some providers, the control API and the web pages.

    :param state: directory of the database and the contents
    :param providers: classes of ``Provider``
    :param public_url: base of the links in answers; default: what the client asked
    :param defaults: of settings, where they differ from the usual ones
    """

    def __init__(self, state, providers, public_url=None, defaults=None):
        state = Path(state)
        state.mkdir(parents=True, exist_ok=True)
        self.public_url = public_url
        self.database = Database(state / "emulator.db")
        self.faults = FaultBook(self.database)
        self.settings = Settings(self.database, defaults)
        self.settings.register(latency_ms=0, latency_jitter_ms=0)
        self.log = RequestLog()
        self.postman = Postman(self.faults)
        services = Services(
            state, self.database, self.faults, self.settings, self.postman
        )
        self.providers = {each.name: each(services) for each in providers}
        self.control = ControlServer(self)
        self.web = WebPages(self)
        parts = [self.control, self.web, *self.providers.values()]
        self._map = url_map([(part, part.routes) for part in parts])

    def start(self):
        """Begin to send notifications."""
        self.postman.start()

    def close(self):
        self.postman.stop()
        self.database.close()

    @property
    def route_names(self):
        return {
            name
            for provider in self.providers.values()
            for name in provider.routes.names
        }

    def __call__(self, environ, start_response):
        return self.dispatch(environ)(environ, start_response)

    def dispatch(self, environ, inner=False):
        """Answer one request.

        :param inner: it is a part of a batch: no latency, no body faults of its own
        :raises ConnectionCut: when a fault wants the connection dropped
        """
        _override_method(environ)
        request = Request(environ)
        try:
            part, target, arguments = self._match(environ, request)
        except HTTPException as error:
            return error.get_response(environ)
        if part in (self.control, self.web):
            return self._guarded(part, target, request, arguments)
        call = Call(self, part, target, request)
        return self._logged(call, arguments, inner)

    def _match(self, environ, request):
        adapter = self._map.bind_to_environ(environ)
        (part, target), arguments = adapter.match()
        if not isinstance(target, Route):
            target = target(request)
        return part, target, arguments

    def _guarded(self, part, route, request, arguments):
        call = Call(self, None, route, request)
        try:
            return route.handler(part, call, **arguments)
        except HTTPException as error:
            return error.get_response(request.environ)

    def _logged(self, call, arguments, inner):
        entry = self.log.open(call.route.name, call.request)
        try:
            if not inner:
                self._delay()
            response = self._with_faults(call, arguments, entry)
        except (ConnectionCut, ConnectionError):
            self._close(entry, call)
            raise
        except Exception:
            _logger.exception("The emulator failed on %s", call.route.name)
            entry.status = 500
            self._close(entry, call)
            return Response("The emulator failed, see its output.", status=500)
        entry.status = response.status_code
        if inner or not response.is_streamed:
            entry.sent = response.content_length or 0
            self._close(entry, call)
        else:
            response.response = self._counted(response.response, entry, call)
        return response

    def _close(self, entry, call):
        entry.received = call.body.consumed
        self.log.close(entry)

    def _counted(self, blocks, entry, call):
        try:
            for block in blocks:
                entry.sent += len(block)
                yield block
        finally:
            self._close(entry, call)

    def _delay(self):
        settings = self.settings
        delay = settings.latency_ms + random.uniform(0, settings.latency_jitter_ms)
        if delay:
            time.sleep(delay / 1000)

    def _with_faults(self, call, arguments, entry):
        call.faults = self.faults.hits(call.route.name, call.request.method)
        throttle = Throttle()
        ending = None
        for fault in call.faults:
            entry.fault = fault.kind
            if fault.kind == "slow":
                throttle = call.body.throttle = Throttle(fault.bytes_per_second)
            else:
                ending = fault
        if ending and ending.kind in ANSWERS:
            return call.provider.fault_response(call, ending)
        if ending and ending.kind == "cut":
            call.body.cut_after = ending.after_bytes or 0
            if not ending.after_bytes:
                raise ConnectionCut
        response = call.provider.handle(call, arguments)
        return self._break(response, ending, throttle)

    def _break(self, response, fault, throttle):
        if fault and fault.kind == "timeout_after_success":
            time.sleep(fault.seconds or 0)
            raise ConnectionCut
        if fault and fault.kind == "cut":
            # the body was shorter than the place to cut: still no answer
            raise ConnectionCut
        limit = None
        if fault and fault.kind == "cut_response":
            limit = fault.after_bytes or 0
        if limit is not None or throttle.bytes_per_second:
            if response.is_sequence:
                # the full length stays announced, so that a cut can be noticed
                response.content_length = response.calculate_content_length()
            response.response = _paced(response.iter_encoded(), limit, throttle)
        return response


def _override_method(environ):
    """Long addresses come as POST with the query in the body (Google's clients)."""
    method = environ.get("HTTP_X_HTTP_METHOD_OVERRIDE")
    if environ["REQUEST_METHOD"] != "POST" or not method:
        return
    environ["REQUEST_METHOD"] = method.upper()
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        environ["QUERY_STRING"] = environ["wsgi.input"].read().decode("latin-1")


def _paced(blocks, limit, throttle):
    """Yield ``blocks`` at the speed of ``throttle``; cut after ``limit`` bytes."""
    sent = 0
    for block in blocks:
        while block:
            size = throttle.block
            if limit is not None:
                if sent >= limit:
                    raise ConnectionCut
                size = min(size, limit - sent)
            piece, block = block[:size], block[size:]
            sent += len(piece)
            throttle.wait(len(piece))
            yield piece
    if limit is not None and sent >= limit:
        raise ConnectionCut
