# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where a cloud's word proves nothing, what it stored is fetched and compared."""

import hashlib

import pytest

from sync.remote import RemoteItem, RemoteStream
from sync.upload import Source, read_back, send

CONTENT = b"commercial offer"
REWRITTEN = b"commercial offer, with the cloud's mark"


class Md5:
    def __init__(self):
        self.md5 = hashlib.md5()

    def update(self, chunk):
        self.md5.update(chunk)

    def result(self):
        return self.md5.hexdigest()


def md5(content):
    return hashlib.md5(content).hexdigest()


class Cloud:
    """An adapter that hands out ``content`` and counts the open downloads."""

    def __init__(self, content, rewrites):
        self.content = content
        self.opened = self.closed = 0
        self._rewrites = rewrites

    def rewrites(self, item):
        return self._rewrites

    def new_hasher(self):
        return Md5()

    def open(self, external_id):
        self.opened += 1
        chunks = (self.content[:5], self.content[5:])
        return RemoteStream(iter(chunks), self.close, len(self.content))

    def close(self):
        self.closed += 1


def sent_as(size, content_hash):
    """What ``send()`` gives when the cloud says it stored that."""
    source = Source(len(CONTENT), data=CONTENT)
    item = RemoteItem("id", "offer.docx", size=size, content_hash=content_hash)
    return send(source, Md5(), lambda reader: item)


def test_rewritten_and_stored_as_said():
    sent = sent_as(len(REWRITTEN), md5(REWRITTEN))
    assert not sent.arrived
    cloud = Cloud(REWRITTEN, rewrites=True)
    confirmed = read_back(sent, cloud)
    assert confirmed.arrived
    assert confirmed.item == sent.item
    assert (cloud.opened, cloud.closed) == (1, 1)


@pytest.mark.parametrize("content", [CONTENT, REWRITTEN[:-1], b""])
def test_rewritten_but_something_else_comes_back(content):
    sent = sent_as(len(REWRITTEN), md5(REWRITTEN))
    assert not read_back(sent, Cloud(content, rewrites=True)).arrived


def test_cloud_that_does_not_rewrite_is_not_believed():
    cloud = Cloud(REWRITTEN, rewrites=False)
    assert not read_back(sent_as(len(REWRITTEN), md5(REWRITTEN)), cloud).arrived
    assert cloud.opened == 0


def test_no_hash_told():
    confirmed = read_back(sent_as(len(CONTENT), None), Cloud(CONTENT, rewrites=False))
    assert confirmed.arrived
    assert confirmed.item.content_hash == md5(CONTENT)


def test_no_hash_told_and_something_else_comes_back():
    sent = sent_as(len(CONTENT), None)
    for rewrites in (True, False):
        assert not read_back(sent, Cloud(REWRITTEN, rewrites)).arrived
