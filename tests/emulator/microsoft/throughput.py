# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Print how fast the Microsoft half of the emulator is, as JSON.

``PYTHONPATH=tests python tests/emulator/microsoft/throughput.py``: small requests from
eight threads with open connections, one large file up in a session and down again,
and how much memory that took.
"""

import argparse
import itertools
import json
import time
from pathlib import Path
from urllib.parse import urlsplit

from cloud_emulator import Emulator
from emulator.throughput import THREADS, Client, rate

#: bytes of a fragment: a multiple of 320 KiB below 60 MiB
FRAGMENT = 32 * 5 * 320 * 1024
JSON = {"Content-Type": "application/json"}


def small_requests(port, token, folder, requests):
    """Figures by kind of request."""
    item = f"/v1.0/me/drive/items/{folder}"
    numbers = itertools.count()
    body = {"folder": {}, "@microsoft.graph.conflictBehavior": "rename"}
    content = b"x" * 10_000
    parts = [{"id": str(i), "method": "GET", "url": item[5:]} for i in range(20)]
    batch = json.dumps({"requests": parts})

    def create(client):
        named = json.dumps({**body, "name": f"f{next(numbers)}"})
        client.send("POST", f"{item}/children", named, **JSON)

    kinds = {
        "get": (1, lambda client: client.send("GET", item)),
        "create": (1, create),
        "upload_10_kB": (
            1,
            lambda client: client.send(
                "PUT", f"{item}:/{next(numbers)}.bin:/content", content
            ),
        ),
        "page_of_200": (
            20,
            lambda client: client.send("GET", f"{item}/children?$top=200"),
        ),
        "batch_of_20": (
            20,
            lambda client: client.send("POST", "/v1.0/$batch", batch, **JSON),
        ),
    }
    return {
        f"{name}_per_second": rate(port, token, max(THREADS, requests // part), send)
        for name, (part, send) in kinds.items()
    }


def large_file(port, token, mebibytes):
    """MiB a second up (with three hashes) and down."""
    client = Client(port, token)
    path = "/v1.0/me/drive/root:/large.bin"
    total = mebibytes << 20
    start = time.perf_counter()
    reply = client.send("POST", f"{path}:/createUploadSession", b"{}", **JSON)
    url = urlsplit(json.loads(reply)["uploadUrl"])
    for first in range(0, total, FRAGMENT):
        last = min(first + FRAGMENT, total) - 1
        headers = {"Content-Range": f"bytes {first}-{last}/{total}"}
        reply = client.send(
            "PUT", f"{url.path}?{url.query}", bytes(last - first + 1), **headers
        )
    middle = time.perf_counter()
    url = urlsplit(json.loads(reply)["@microsoft.graph.downloadUrl"])
    received = []
    client.send(
        "GET", f"{url.path}?{url.query}", sink=lambda part: received.append(len(part))
    )
    end = time.perf_counter()
    assert sum(received) == total
    return {
        "large_up_MiB_per_second": round(mebibytes / (middle - start)),
        "large_down_MiB_per_second": round(mebibytes / (end - middle)),
    }


def peak_memory(pid):
    """MiB of memory a process had at most."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) // 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2000, help="of each kind")
    parser.add_argument("--mebibytes", type=int, default=1024, help="large file")
    options = parser.parse_args()
    with Emulator() as emulator:
        microsoft = emulator.control.microsoft
        token = microsoft.authorize()["access_token"]
        folder = microsoft.create_folder("/", "Folder")
        figures = small_requests(emulator.port, token, folder, options.requests)
        before = peak_memory(emulator.pid)
        figures |= large_file(emulator.port, token, options.mebibytes)
        figures["large_file_memory_MiB"] = peak_memory(emulator.pid) - before
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
