# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A gibibyte goes up and comes back, and Odoo hardly notices."""

import hashlib
import random

import pytest

from showcase.memory import PeakMemory

MIB = 1024 * 1024
SIZE = 1024 * MIB
LIMIT = 96 * MIB
STORE = """
import hashlib, os, random
rng = random.Random({seed})
Attachment = env["ir.attachment"]
large = Attachment.create({{
    "name": "large.bin", "raw": b"x", "res_model": "res.partner", "res_id": {partner},
}})
# Written in pieces: Odoo's own way would need the whole file in memory here.
part = os.path.join(Attachment._filestore(), "large.part")
checksum = hashlib.sha1()
with open(part, "wb") as file:
    for _piece in range({pieces}):
        piece = rng.randbytes({piece})
        checksum.update(piece)
        file.write(piece)
name = checksum.hexdigest()
path = Attachment._full_path(f"{{name[:2]}}/{{name}}")
os.makedirs(os.path.dirname(path), exist_ok=True)
os.rename(part, path)
env.cr.execute(
    "UPDATE ir_attachment SET store_fname = %s, checksum = %s, file_size = %s"
    " WHERE id = %s",
    (f"{{name[:2]}}/{{name}}", name, {pieces} * {piece}, large.id),
)
env.cr.commit()
print(large.id)
"""
SEED = 7


@pytest.fixture(scope="module")
def size(site):
    """Bytes of the large file."""
    return round(SIZE * site.cloud.effort)


@pytest.fixture(scope="module")
def sha256(size):
    """The hash of the large content."""
    rng = random.Random(SEED)
    total = hashlib.sha256()
    for _piece in range(size // MIB):
        total.update(rng.randbytes(MIB))
    return total.hexdigest()


@pytest.fixture(scope="module")
def warm(site):
    """All code is loaded and all connections are open before we measure."""
    partner = site.contact("Warm")
    [small] = site.attach(partner, {"small.bin": b"small" * MIB}).values()
    site.sync()
    site.session.download(small)


@pytest.fixture(scope="module")
def large(site, warm, size):
    """The id of a large synced attachment, and how much Odoo grew meanwhile."""
    partner = site.contact("Large")
    site.settle()
    code = STORE.format(seed=SEED, partner=partner, pieces=size // MIB, piece=MIB)
    attachment = int(site.odoo.shell(code))
    with PeakMemory(site.odoo.process.pid) as memory:
        site.sync()
    return attachment, memory


def test_upload_needs_little_memory(site, large, sha256):
    _attachment, memory = large
    assert site.files_of("Large") == {("large.bin", sha256): 1}
    assert memory.growth < LIMIT
    print(f"up: {memory}")


def test_local_bytes_are_gone(site, large, size):
    attachment, _memory = large
    fields = ["store_fname", "file_size"]
    [row] = site.session.call("ir.attachment", "read", [attachment], fields)
    assert (row["store_fname"], row["file_size"]) == (False, size)


def test_download_needs_little_memory(site, large, size, sha256):
    attachment, _memory = large
    total, received = hashlib.sha256(), 0
    with PeakMemory(site.odoo.process.pid) as memory:
        with site.session.get(f"/web/content/{attachment}", stream=True) as response:
            assert response.status_code == 200
            assert int(response.headers["Content-Length"]) == size
            for piece in response.iter_content(MIB):
                total.update(piece)
                received += len(piece)
    assert (received, total.hexdigest()) == (size, sha256)
    assert memory.growth < LIMIT
    print(f"down: {memory}")


def test_range_reads_only_its_part(site, large, size):
    attachment, _memory = large
    site.control.reset_log()
    # The last five bytes of the second MiB and the first five of the third.
    first, last = 2 * MIB - 5, 2 * MIB + 4
    response = site.session.get(
        f"/web/content/{attachment}", headers={"Range": f"bytes={first}-{last}"}
    )
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{size}"
    rng = random.Random(SEED)
    start = b"".join(rng.randbytes(MIB) for _piece in range(3))
    assert response.content == start[first : last + 1]
    assert site.control.counters()["sent"] < MIB
