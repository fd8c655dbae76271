# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Clients of the Microsoft half: plain HTTP, and sessions as the product has them."""

from urllib.parse import parse_qsl, urlsplit

import msal
import pytest
import requests
from requests.adapters import HTTPAdapter

RETURN = "http://localhost:8069/cloud/callback"
SCOPES = ["Files.ReadWrite.All", "Sites.ReadWrite.All"]
#: fragments of upload sessions are multiples of this
UNIT = 320 * 1024


@pytest.fixture
def microsoft(control):
    return control.microsoft


@pytest.fixture(autouse=True)
def no_failure_inside(emulator):
    """Whatever a client does, the emulator itself does not fail."""
    known = emulator.output.stat().st_size
    yield
    assert "failed on" not in emulator.output.read_text()[known:]


class Redirect(HTTPAdapter):
    """Sends requests for Microsoft's hosts to the emulator, name and all."""

    def __init__(self, base):
        super().__init__()
        self._base = base

    def send(self, request, **options):
        parts = urlsplit(request.url)
        request.headers["Host"] = parts.netloc
        query = f"?{parts.query}" if parts.query else ""
        request.url = self._base + parts.path + query
        return super().send(request, **options)


@pytest.fixture
def session(emulator):
    """The one session that MSAL and the calls of Graph share."""
    with requests.Session() as session:
        session.trust_env = False
        for host in ("login.microsoftonline.com", "graph.microsoft.com"):
            session.mount(f"https://{host}/", Redirect(emulator.url))
        yield session


@pytest.fixture
def granted(microsoft):
    return microsoft.authorize()


@pytest.fixture
def msal_app(session, granted):
    """Function: tenant, credential -> MSAL's confidential client."""

    def build(tenant=None, credential=None, token_cache=None):
        return msal.ConfidentialClientApplication(
            granted["client_id"],
            client_credential=credential or granted["client_secret"],
            authority="https://login.microsoftonline.com/"
            + (tenant or granted["tenant"]),
            http_client=session,
            token_cache=token_cache,
        )

    return build


def returned(response):
    """The query the browser brings back to the application."""
    assert response.status_code == 302, response.text
    parts = urlsplit(response.headers["Location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == RETURN
    return dict(parse_qsl(parts.query))


@pytest.fixture
def consenting(control):
    """The authorise page agrees by itself."""
    control.set(microsoft_consent="auto")


@pytest.fixture
def browse(session, consenting):
    """Function: address of the authorise page -> what comes back to the application."""

    def visit(address):
        return returned(session.get(address, allow_redirects=False, timeout=10))

    return visit


@pytest.fixture
def sign_in(browse):
    """Function: MSAL application -> its result after a visit of the browser."""

    def run(app, scopes=SCOPES):
        flow = app.initiate_auth_code_flow(scopes, redirect_uri=RETURN, state="s t&te")
        back = browse(flow["auth_uri"])
        assert back["state"] == "s t&te"
        return app.acquire_token_by_auth_code_flow(flow, back)

    return run


@pytest.fixture
def asked(granted):
    return {
        "client_id": granted["client_id"],
        "redirect_uri": RETURN,
        "response_type": "code",
        "scope": "Files.ReadWrite.All offline_access",
        "state": "1",
    }


@pytest.fixture
def authorize(session, granted, asked, consenting):
    """Function: changed parameters -> answer of the authorise page."""

    def get(tenant=None, **changes):
        parameters = {**asked, **changes}
        return session.get(
            f"https://login.microsoftonline.com/{tenant or granted['tenant']}"
            "/oauth2/v2.0/authorize",
            params={k: v for k, v in parameters.items() if v is not None},
            allow_redirects=False,
            timeout=10,
        )

    return get


@pytest.fixture
def token(session, granted):
    """Function: form -> answer of the token endpoint."""

    def post(tenant=None, auth=None, **form):
        if auth is None:
            secret = granted["client_secret"]
            form = {"client_id": granted["client_id"], "client_secret": secret, **form}
        return session.post(
            f"https://login.microsoftonline.com/{tenant or granted['tenant']}"
            "/oauth2/v2.0/token",
            data={k: v for k, v in form.items() if v is not None},
            auth=auth,
            timeout=10,
        )

    return post


def refused(response):
    """HTTP status, AADSTS code and ``error`` of a refusal of the token endpoint."""
    body = response.json()
    [number] = body["error_codes"]
    assert body["error_description"].startswith(f"AADSTS{number}: ")
    for name in ("timestamp", "trace_id", "correlation_id", "error_uri"):
        assert body[name]
    return response.status_code, number, body["error"]


class Graph:
    """Plain HTTP with a bearer token.

    Paths begin below ``/v1.0``; ``drive`` and ``root`` are those of the default user.
    """

    def __init__(self, base, token, microsoft=None):
        self.base = base
        self.session = requests.Session()
        self.session.trust_env = False
        if token:
            self.session.headers["Authorization"] = f"Bearer {token}"
        if microsoft:
            [drive] = [
                each
                for each in microsoft.drives()
                if each["owner"] == "demo@example.com"
            ]
            self.drive = f"/drives/{drive['id']}"
            self.drive_id = drive["id"]
            self.root = drive["root"]

    def __call__(self, method, path, **options):
        url = path if path.startswith("http") else f"{self.base}/v1.0{path}"
        options.setdefault("allow_redirects", False)
        return self.session.request(method, url, timeout=30, **options)

    def ok(self, method, path, **options):
        """The JSON of an answer that has to be a success."""
        response = self(method, path, **options)
        assert response.ok, (response.status_code, response.text)
        return response.json() if response.content else None

    def error(self, method, path, **options):
        """Status and code of an answer that has to be a proper error.

        A third part is the inner code, if there is one.
        """
        response = self(method, path, **options)
        error = response.json()["error"]
        assert error["message"]
        inner = error["innerError"]
        assert {"date", "request-id", "client-request-id"} <= set(inner)
        found = (response.status_code, error["code"])
        return (*found, inner["code"]) if "code" in inner else found

    def folder(self, name, parent=None):
        path = f"{self.drive}/items/{parent or self.root}/children"
        return self.ok("POST", path, json={"name": name, "folder": {}})

    def file(self, name, content=b"content", parent=None):
        path = f"{self.drive}/items/{parent or self.root}:/{name}:/content"
        return self.ok("PUT", path, data=content)

    def item(self, item_id):
        return self.ok("GET", f"{self.drive}/items/{item_id}")

    def names(self, parent=None, **params):
        path = f"{self.drive}/items/{parent or self.root}/children"
        found = self.ok("GET", path, params=params)["value"]
        return [item["name"] for item in found]

    def content(self, item_id):
        path = f"{self.drive}/items/{item_id}/content"
        return self("GET", path, allow_redirects=True).content

    def delta(self, link=None):
        """Everything from a link (or the beginning) on: entries and next link."""
        entries = []
        link = link or f"{self.drive}/root/delta"
        while True:
            page = self.ok("GET", link)
            entries += page["value"]
            if "@odata.deltaLink" in page:
                return entries, page["@odata.deltaLink"]
            link = page["@odata.nextLink"]


@pytest.fixture
def graph(emulator, microsoft, granted):
    return Graph(emulator.url, granted["access_token"], microsoft)


@pytest.fixture
def sign_in_as(emulator, microsoft):
    """Function: user -> ``Graph`` with that user's token."""

    def build(user, **options):
        token = microsoft.authorize(user=user, **options)["access_token"]
        return Graph(emulator.url, token)

    return build
