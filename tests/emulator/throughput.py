# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Print how fast the emulator is: ``PYTHONPATH=tests python throughput.py``.

Small requests from eight threads with open connections, one large file up and down.
"""

import argparse
import http.client
import json
import threading
import time

from cloud_emulator import Emulator

THREADS = 8


class Client:
    """One open connection with a token."""

    def __init__(self, port, token):
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._headers = {"Authorization": f"Bearer {token}"}

    def send(self, method, path, body=None, sink=None, **headers):
        headers = {**self._headers, **headers}
        self._connection.request(method, path, body=body, headers=headers)
        reply = self._connection.getresponse()
        if reply.status >= 300:
            raise SystemExit(f"{method} {path}: {reply.status} {reply.read()!r}")
        if sink is None:
            return reply.read()
        while block := reply.read(1024 * 1024):
            sink(block)
        return None


def rate(port, token, requests, send):
    """Requests a second over all threads."""

    def work():
        client = Client(port, token)
        for _number in range(requests // THREADS):
            send(client)

    threads = [threading.Thread(target=work) for _number in range(THREADS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return round(requests / (time.perf_counter() - start))


def small_requests(port, token, folder, requests):
    """Figures by kind of request."""
    body = json.dumps({"name": "a", "parents": [folder]}).encode()
    upload = b"".join(
        [
            b"--b\r\nContent-Type: application/json\r\n\r\n" + body,
            b"\r\n--b\r\nContent-Type: text/plain\r\n\r\n" + b"x" * 10_000,
            b"\r\n--b--",
        ]
    )
    kinds = {
        "get": lambda client: client.send("GET", f"/drive/v3/files/{folder}"),
        "create": lambda client: client.send("POST", "/drive/v3/files", body),
        "upload_10_kB": lambda client: client.send(
            "POST",
            "/upload/drive/v3/files?uploadType=multipart",
            upload,
            **{"Content-Type": "multipart/related; boundary=b"},
        ),
    }
    return {
        f"{name}_per_second": rate(port, token, requests, send)
        for name, send in kinds.items()
    }


def large_file(port, token, mebibytes):
    """MiB a second up (with three hashes) and down."""
    block = bytes(1024 * 1024)
    client = Client(port, token)
    start = time.perf_counter()
    reply = client.send(
        "POST",
        "/upload/drive/v3/files?uploadType=media&fields=id",
        (block for _number in range(mebibytes)),
    )
    middle = time.perf_counter()
    file_id = json.loads(reply)["id"]
    received = []
    path = f"/drive/v3/files/{file_id}?alt=media"
    client.send("GET", path, sink=lambda part: received.append(len(part)))
    end = time.perf_counter()
    assert sum(received) == mebibytes * len(block)
    return {
        "large_up_MiB_per_second": round(mebibytes / (middle - start)),
        "large_down_MiB_per_second": round(mebibytes / (end - middle)),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2000, help="of each kind")
    parser.add_argument("--mebibytes", type=int, default=1024, help="large file")
    options = parser.parse_args()
    with Emulator() as emulator:
        google = emulator.control.google
        token = google.authorize()["access_token"]
        folder = google.create_folder("/", "Folder")
        figures = small_requests(emulator.port, token, folder, options.requests)
        figures |= large_file(emulator.port, token, options.mebibytes)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
