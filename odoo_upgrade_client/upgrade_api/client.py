# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The methods of the API, one each."""

import os
import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

import requests
from urllib3.exceptions import NewConnectionError

from .answer import parse
from .download import Download
from .errors import TryLater
from .gate import Gate
from .measured_file import MeasuredFile

DEFAULT_URL = "https://upgrade.odoo.com/database/v1/"
#: an answer is a page of JSON; more than this is something else
LONGEST_ANSWER = 4 * 1024 * 1024
REDIRECTS = 5


@dataclass(frozen=True)
class Credentials:
    """What names a request and opens it: both come from ``create``."""

    request: int
    key: str = field(repr=False)

    @property
    def parameters(self):
        return {"request": str(self.request), "key": self.key}


class _Patient(requests.adapters.HTTPAdapter):
    """Waits as long as the client says, wherever a request comes from.

    :param timeouts: seconds to connect, and of silence
    """

    def __init__(self, timeouts):
        super().__init__()
        self._timeouts = timeouts

    def send(self, request, timeout=None, **options):
        return super().send(request, timeout=self._timeouts, **options)


def base_name(name):
    """Leave nothing of a path but the name, which the platform may show and use.

    :param name: name or path of any system, may be empty
    """
    name = re.split(r"[/\\]", name or "")[-1]
    return "".join(filter(str.isprintable, name)).strip(" .")


def _ignore(_done, _total):
    """Progress that nobody asked for."""


class UpgradeClient:
    """Speaks to the platform. Certificates are always verified.

    :param base_url: of the API, https only
    :param connect_timeout: seconds to find the server, or to get rid of a block
    :param read_timeout: seconds of silence before an answer is given up
    :param ca_bundle: PEM file of own authorities; by default the usual ones
    :raises UnsafeAddress: ``base_url`` is not https

    All methods raise :class:`~.errors.Refused`, :class:`~.errors.TryLater`,
    :class:`~.errors.NotOffered` or :class:`~.errors.UnsafeAddress`.
    """

    def __init__(
        self,
        base_url=DEFAULT_URL,
        connect_timeout=30,
        read_timeout=300,
        ca_bundle=None,
    ):
        self.base_url = base_url.rstrip("/") + "/"
        self.gate = Gate(self.base_url)
        self.timeouts = (connect_timeout, read_timeout)
        self._session = requests.Session()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, _Patient(self.timeouts))
        self._session.headers["User-Agent"] = "odoo-upgrade-client"
        if ca_bundle:
            self._session.verify = ca_bundle

    # Methods of the API

    # pylint: disable-next=method-required-super
    def create(self, contract, email, target, aim, filename, timezone=None):
        """Make a request; parameters and result as in the API's documentation.

        :return: :class:`~.answer.Answer` whose ``request`` has ``id`` and ``key``
        """
        fields = {
            "contract": contract,
            "email": email,
            "target": target,
            "aim": aim,
            "filename": base_name(filename),
            "timezone": timezone,
        }
        return self._post(
            "create", {name: value for name, value in fields.items() if value}
        )

    def upload(self, credentials, path, progress=_ignore):
        """Send the dump. There is no other way than key and id in the address.

        :param path: of the dump
        :param progress: called with (bytes sent, size); may raise to stop
        """
        size = os.path.getsize(path)
        with open(path, "rb") as file:
            return self._ask(
                "POST",
                "upload",
                params=credentials.parameters,
                # the library would send an empty file in chunks
                data=MeasuredFile(file, size, progress) if size else b"",
                headers={"Content-Type": "application/octet-stream"},
            )

    def request_sftp_access(self, credentials, ssh_keys):
        """Ask for a temporary SFTP account.

        :param ssh_keys: text in the form of ``authorized_keys``
        :return: answer with hostname, sftp_port, sftp_user and shared_file
        """
        return self._ask(
            "POST",
            "request_sftp_access",
            data=credentials.parameters,
            files={"ssh_keys": ("authorized_keys", ssh_keys, "text/plain")},
        )

    def process(self, credentials):
        """Start the upgrade; it returns at once."""
        return self._post("process", credentials.parameters)

    def skip_test(self, credentials):
        """Leave out the tests by hand and get the dump."""
        parameters = credentials.parameters
        response = self._send("POST", self._address("skip_test"), data=parameters)
        if response.status_code == 405:
            # documented as GET only
            response.close()
            return self._ask("GET", "skip_test", params=parameters)
        return self._parse(response)

    def status(self, credentials):
        """:return: answer whose ``request`` has all there is to know"""
        return self._post("status", credentials.parameters)

    def download(self, url, target, progress=_ignore):
        """Fetch a file, going on where an earlier try ended.

        :param url: one of the answer's addresses
        :param target: path of the file; it grows in ``target.part``
        :param progress: called with (bytes on disk, size or None); may raise to stop
        """
        Download(self._open, target, progress).run(url)

    # HTTP

    def _address(self, method):
        return self.base_url + method

    def _post(self, method, parameters):
        return self._ask("POST", method, data=parameters)

    def _ask(self, verb, method, **options):
        return self._parse(self._send(verb, self._address(method), **options))

    def _open(self, url, headers):
        """GET a file with redirects inside of the platform; :return: the response"""
        for _redirect in range(REDIRECTS):
            response = self._send("GET", self.gate.check(url), headers=headers)
            if not response.is_redirect:
                return response
            response.close()
            url = urljoin(url, response.headers["Location"])
        raise TryLater("The platform sends from one address to the next.", sent=False)

    def _send(self, verb, url, **options):
        """:raises TryLater: there is no answer"""
        try:
            return self._session.request(
                verb,
                url,
                allow_redirects=False,
                stream=True,
                # Named here, or REQUESTS_CA_BUNDLE would win over the settings.
                verify=self._session.verify,
                **options,
            )
        except requests.RequestException as error:
            # The library's own text would show the address with the key.
            raise _unanswered(error) from None

    def _parse(self, response):
        with response:
            try:
                body = response.raw.read(LONGEST_ANSWER, decode_content=True)
            except Exception as error:
                raise _unanswered(error) from None
        return parse(response.status_code, body.decode("utf-8", "replace"))


def _unanswered(error):
    if isinstance(error, requests.exceptions.SSLError):
        return TryLater("The platform's certificate cannot be verified.", sent=False)
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    not_sent = isinstance(error, requests.exceptions.ConnectTimeout) or isinstance(
        reason, NewConnectionError
    )
    if not_sent:
        return TryLater("The platform cannot be reached.", sent=False)
    if isinstance(error, requests.exceptions.Timeout):
        return TryLater("The platform does not answer in time.")
    return TryLater("The connection to the platform broke.")
