# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The upgrade platform, driven by plain HTTP."""

import pytest
import requests

ASKED = {
    "contract": "M123456-abcdef",
    "email": "john.doe@example.com",
    "target": "19.0",
    "aim": "test",
    "filename": "db_name.dump",
}
DUMP = b"PGDMP" + bytes(range(256)) * 200


class Api:
    """Calls methods of the API.

    :param url: base address of the emulator
    """

    def __init__(self, url):
        self.base = f"{url}/database/v1/"
        self._session = requests.Session()
        self._session.trust_env = False

    def __call__(self, method, verb="POST", **options):
        """:return: the raw response"""
        return self._session.request(verb, self.base + method, timeout=30, **options)

    def get(self, url, **options):
        return self._session.get(url, timeout=30, **options)

    def create(self, **changes):
        """:return: the new request"""
        response = self("create", data={**ASKED, **changes})
        answer = response.json()
        assert answer["failures"] == []
        return answer["request"]

    def opened(self, request):
        """:return: the parameters that open a request"""
        return {"request": request["id"], "key": request["key"]}

    def upload(self, request, content=DUMP, **options):
        headers = {"Content-Type": "application/octet-stream"}
        params = self.opened(request)
        return self("upload", params=params, data=content, headers=headers, **options)

    def status(self, request):
        answer = self("status", data=self.opened(request)).json()
        return answer["request"]

    def failures(self, method, **options):
        """:return: the reasons of a refusal"""
        answer = self(method, **options).json()
        assert "request" not in answer
        return [failure["reason"] for failure in answer["failures"]]


@pytest.fixture
def api(emulator):
    return Api(emulator.url)


@pytest.fixture
def platform(control):
    return control.upgrade


@pytest.fixture
def ready(api, platform):
    """A request whose result can be downloaded."""
    request = api.create()
    api.upload(request)
    api("process", data=api.opened(request))
    platform.advance(100)
    return api.status(request)
