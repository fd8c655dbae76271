# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One emulator process for all tests, empty again before each."""

import io
import json
from pathlib import Path

import googleapiclient
import pytest
import requests
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.http import MediaIoBaseUpload

from cloud_emulator import Emulator

FOLDER = "application/vnd.google-apps.folder"


@pytest.fixture(scope="session")
def running_emulator():
    with Emulator(auto_consent=False) as emulator:
        yield emulator


@pytest.fixture
def emulator(running_emulator):
    running_emulator.control.reset()
    return running_emulator


@pytest.fixture
def control(emulator):
    return emulator.control


@pytest.fixture
def google(control):
    return control.google


@pytest.fixture(scope="session")
def discovery_document():
    folder = Path(googleapiclient.__path__[0]) / "discovery_cache" / "documents"
    return json.loads((folder / "drive.v3.json").read_text())


@pytest.fixture
def connect(emulator, discovery_document):
    """Function: credentials -> the client library, pointed at the emulator."""

    def build(credentials):
        document = {**discovery_document, "rootUrl": f"{emulator.url}/"}
        document.pop("mtlsRootUrl", None)
        return build_from_document(document, credentials=credentials)

    return build


@pytest.fixture
def sign_in(google, connect):
    """Function: user, scope -> the client library signed in."""

    def build(user=None, **options):
        granted = google.authorize(user=user, **options)
        granted["token"] = granted.pop("access_token")
        del granted["expires_in"]
        return connect(Credentials(**granted))

    return build


@pytest.fixture
def drive(sign_in):
    """The client library of the default user."""
    return sign_in()


class Raw:
    """Plain HTTP with the bearer token of the default user."""

    def __init__(self, base, token):
        self.base = base
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = f"Bearer {token}"

    def __call__(self, method, path, **options):
        url = path if path.startswith("http") else self.base + path
        return self.session.request(method, url, timeout=30, **options)

    def error(self, method, path, **options):
        """The answer has to be a proper error: its status and the first detail."""
        response = self(method, path, **options)
        body = response.json()["error"]
        assert body["code"] == response.status_code
        assert body["errors"][0]["message"]
        return response.status_code, body["errors"][0]


@pytest.fixture
def raw(emulator, google):
    return Raw(emulator.url, google.authorize()["access_token"])


@pytest.fixture
def make(drive):
    """Function: create a folder, or a file when there is content."""

    def create(name, parent=None, content=None, fields="*", **body):
        body["name"] = name
        if parent:
            body["parents"] = [parent]
        media = None
        if content is None:
            body.setdefault("mimeType", FOLDER)
        else:
            media = MediaIoBaseUpload(io.BytesIO(content), "text/plain")
        request = drive.files().create(
            body=body, media_body=media, fields=fields, supportsAllDrives=True
        )
        return request.execute()

    return create


@pytest.fixture
def names(drive):
    """Function: names found by a query, sorted."""

    def find(q=None, **options):
        options.setdefault("fields", "nextPageToken,files(name)")
        found = drive.files().list(q=q, **options).execute()
        return sorted(file["name"] for file in found["files"])

    return find
