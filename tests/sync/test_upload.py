# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What was sent is compared with what the cloud says it stored."""

import hashlib
import io

import pytest

from sync.remote import RemoteItem
from sync.upload import Source, send

CONTENT = b"commercial offer"
SHA1 = hashlib.sha1(CONTENT).hexdigest()
MD5 = hashlib.md5(CONTENT).hexdigest()


class Md5:
    """A provider's hasher, as ``adapter.new_hasher()`` makes them."""

    def __init__(self):
        self.md5 = hashlib.md5()

    def update(self, chunk):
        self.md5.update(chunk)

    def result(self):
        return self.md5.hexdigest()


def storing(reader):
    content = reader.read()
    digest = hashlib.md5(content).hexdigest()
    return RemoteItem("id", "offer.pdf", size=len(content), content_hash=digest)


def rewriting(reader):
    item = storing(reader)
    return RemoteItem("id", "offer.pdf", size=item.size, content_hash="other")


def cutting(reader):
    return RemoteItem("id", "offer.pdf", size=len(reader) - 1, content_hash=MD5)


def knowing(reader):
    """The cloud has the content already and reads nothing."""
    return RemoteItem("id", "offer.pdf", size=len(reader), content_hash=MD5)


@pytest.fixture(params=["data", "path", "opener"])
def source(request, tmp_path):
    if request.param == "data":
        return Source(len(CONTENT), data=CONTENT)
    if request.param == "opener":
        return Source(len(CONTENT), opener=lambda: io.BytesIO(CONTENT))
    path = tmp_path / "content"
    path.write_bytes(CONTENT)
    return Source(len(CONTENT), path=str(path))


@pytest.mark.parametrize(
    ("deliver", "arrived"),
    [(storing, True), (knowing, True), (rewriting, False), (cutting, False)],
)
def test_send(source, deliver, arrived):
    sent = send(source, Md5(), deliver)
    assert (sent.size, sent.checksum, sent.content_hash) == (len(CONTENT), SHA1, MD5)
    assert sent.arrived is arrived


@pytest.mark.parametrize(
    ("checksum", "intact"), [(SHA1, True), (None, True), (MD5, False)]
)
def test_what_odoo_once_stored(checksum, intact):
    source = Source(len(CONTENT), data=CONTENT, checksum=checksum)
    assert send(source, Md5(), storing).intact is intact


def test_a_content_of_another_length():
    with pytest.raises(OSError, match="has 16 bytes, not 17"):
        send(Source(17, data=CONTENT), Md5(), storing)


def test_a_content_that_cannot_be_read(tmp_path):
    with pytest.raises(FileNotFoundError):
        send(Source(1, path=str(tmp_path / "lost")), Md5(), storing)
