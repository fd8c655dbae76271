# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The process, its command line, and the server itself."""

import http.client
import os
import subprocess
import sys
import threading
from datetime import datetime, timedelta, timezone
from ipaddress import IPv4Address
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from cloud_emulator import Emulator, EmulatorError


def test_command_line_explains_itself():
    package = Path(sys.modules["cloud_emulator"].__file__).parent
    run = subprocess.run(
        [sys.executable, "-m", "cloud_emulator", "--help"],
        env={**os.environ, "PYTHONPATH": str(package.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    for option in ("--port", "--state", "--auto-consent"):
        assert option in run.stdout


def test_it_says_how_to_connect(running_emulator):
    text = running_emulator.output.read_text()
    for words in (
        running_emulator.url,
        "demo-client",
        "demo-secret",
        "demo@example.com",
    ):
        assert words in text


def test_state_survives_kill_and_stop(tmp_path):
    with Emulator(state=tmp_path) as emulator:
        file = emulator.control.google.put_file("/", "a", b"content")
        port = emulator.port
        emulator.restart()
        assert emulator.port == port
        assert emulator.control.google.read_file(file) == b"content"
    with pytest.raises(requests.ConnectionError):
        emulator.control.status()
    with Emulator(state=tmp_path, auto_consent=False) as emulator:
        assert emulator.control.google.read_file("/a") == b"content"


def test_consent_switch_of_the_command_line_outlives_a_reset(tmp_path):
    with Emulator(state=tmp_path, auto_consent=True) as emulator:
        emulator.control.set(google_consent="deny")
        emulator.control.reset()
        assert emulator.control.settings()["google_consent"] == "auto"
    with Emulator(state=tmp_path, auto_consent=False) as emulator:
        assert emulator.control.settings()["google_consent"] == "ask"


def test_temporary_state_is_removed():
    with Emulator() as emulator:
        assert emulator.state.exists()
    assert not emulator.state.exists()


def test_a_port_in_use_is_reported(running_emulator):
    with pytest.raises(EmulatorError, match="stopped at once"):
        Emulator(port=running_emulator.port).start()


def test_it_ends_with_its_parent(tmp_path):
    script = (
        "import sys; from cloud_emulator import Emulator;"
        f"print(Emulator({str(tmp_path)!r}).start().url, flush=True);"
        "import os; os._exit(1)"
    )
    package = Path(sys.modules["cloud_emulator"].__file__).parent
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(package.parent)},
        capture_output=True,
        text=True,
    )
    url = run.stdout.strip()
    gone = threading.Event()
    for _attempt in range(50):
        try:
            requests.get(f"{url}/_control/status", timeout=5)
        except requests.ConnectionError:
            return
        gone.wait(0.1)
    pytest.fail("The emulator outlived its parent.")


def test_connections_stay_open(emulator, raw):
    connection = http.client.HTTPConnection("127.0.0.1", emulator.port)
    headers = dict(raw.session.headers)
    sockets = set()
    for path, status in (
        ("/drive/v3/about?fields=user", 200),
        ("/drive/v3/files/nowhere", 404),
        ("/nothing", 404),
        ("/_control/status", 200),
    ):
        connection.request("GET", path, headers=headers)
        reply = connection.getresponse()
        reply.read()
        assert reply.status == status
        sockets.add(connection.sock)
    # a body the server does not want must not be taken for the next request
    connection.request("POST", "/nothing", body=b"GET / HTTP/1.1\r\n\r\n" * 1000)
    assert connection.getresponse().read()
    connection.request("DELETE", "/drive/v3/files/nowhere", headers=headers)
    assert connection.getresponse().status == 404
    sockets.add(connection.sock)
    assert len(sockets) == 1


def test_expect_continue(emulator, raw):
    connection = http.client.HTTPConnection("127.0.0.1", emulator.port)
    headers = {**raw.session.headers, "Expect": "100-continue"}
    path = "/upload/drive/v3/files?uploadType=media"
    connection.request("POST", path, body=b"x" * 10, headers=headers)
    assert connection.getresponse().status == 200


@pytest.mark.parametrize("size", [64 * 1024 * 1024])
def test_large_files_are_streamed(emulator, raw, google, size):
    """Neither way is the content held in memory (Linux: peak of the process)."""
    status = Path(f"/proc/{emulator.pid}/status")
    if not status.exists():
        pytest.skip("needs /proc")

    def peak():
        [line] = [row for row in status.read_text().splitlines() if "VmHWM" in row]
        return int(line.split()[1]) * 1024

    block = os.urandom(1024 * 1024)
    before = peak()
    path = "/upload/drive/v3/files?uploadType=media&fields=id,size"
    file = raw("POST", path, data=(block for _n in range(size // len(block)))).json()
    assert file["size"] == str(size)
    reply = raw("GET", f"/drive/v3/files/{file['id']}?alt=media", stream=True)
    assert all(part == block for part in reply.iter_content(len(block)))
    assert peak() - before < 16 * 1024 * 1024


def test_many_clients_at_once(raw, google, emulator):
    errors = []
    headers = dict(raw.session.headers)

    def work(number):
        connection = http.client.HTTPConnection("127.0.0.1", emulator.port)
        for count in range(20):
            path = "/upload/drive/v3/files?uploadType=media"
            content = f"{number}/{count}".encode()
            connection.request("POST", path, body=content, headers=headers)
            reply = connection.getresponse()
            reply.read()
            if reply.status != 200:
                errors.append(reply.status)

    threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    contents = {entry["sha256"] for entry in google.tree()}
    assert len(contents) == 160


@pytest.fixture
def certificate(tmp_path):
    """Paths of a certificate for 127.0.0.1, signed by itself, and of its key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(timezone.utc)
    address = x509.IPAddress(IPv4Address("127.0.0.1"))
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_path, key_path = tmp_path / "certificate.pem", tmp_path / "key.pem"
    certificate_path.write_bytes(built.public_bytes(Encoding.PEM))
    plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key_path.write_bytes(key.private_bytes(*plain))
    return certificate_path, key_path


def test_https(certificate, tmp_path):
    certificate_path, key_path = certificate
    package = Path(sys.modules["cloud_emulator"].__file__).parent
    command = [sys.executable, "-m", "cloud_emulator", "--state", str(tmp_path / "s")]
    command += ["--certificate", str(certificate_path), "--key", str(key_path)]
    environment = {**os.environ, "PYTHONPATH": str(package.parent)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        url = process.stdout.readline().split()[1].rstrip("/")
        session = requests.Session()
        session.trust_env = False
        reply = session.get(f"{url}/_control/status", verify=str(certificate_path))
        process.terminate()
    assert url.startswith("https://")
    assert "google" in reply.json()["clouds"]
