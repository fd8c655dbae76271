# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Control operations: what the people and machines of the platform do."""

from ..provider import Content


class Operations:
    """One public method for each control operation."""

    def __init__(self, provider):
        self._provider = provider

    def all(self):
        """Name -> operation."""
        return {
            name: getattr(self, name)
            for name in dir(self)
            if not name.startswith("_") and name != "all"
        }

    def _row(self, request):
        row = self._provider.requests.get(request)
        if row is None:
            raise ValueError(f"There is no request {request}.")
        return row

    def advance(self, seconds):
        """Let the clock of the platform jump ahead."""
        self._provider.requests.advance(seconds)

    def set_state(self, request, state, message=None):
        """Fix the state of a request (None: by the clock again)."""
        self._row(request)
        values = {"fixed_state": state, "customer_message": message}
        self._provider.requests.update(request, **values)

    def put_result(self, request, content):
        """Set the upgraded dump that the request will give."""
        self._row(request)
        blobs = self._provider.blobs
        blob = blobs.commit(blobs.receive(content))
        values = {"result": blob.sha256, "result_size": blob.size}
        self._provider.requests.update(request, **values)

    def read_dump(self, request):
        """:return: the bytes that were uploaded"""
        row = self._row(request)
        if row["dump"] is None:
            raise ValueError(f"Request {request} has no dump yet.")
        blocks = self._provider.blobs.blocks(row["dump"])
        return Content(blocks, row["dump_size"], "application/octet-stream")

    def requests(self):
        """:return: all requests, without their keys"""
        names = "id contract email target aim filename timezone dump dump_size".split()
        requests = self._provider.requests
        return [
            {name: row[name] for name in names} | {"state": requests.state(row)}
            for row in requests.all()
        ]
