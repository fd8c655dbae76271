# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The reader hashes every byte once and in order, however it is read."""

import hashlib
import io

from hypothesis import given
from hypothesis import strategies as st

from sync.transfer import CHUNK, HashingReader

CONTENT = bytes(range(256)) * 40


class Recorder:
    """A hasher that remembers every byte it was given."""

    def __init__(self):
        self.content = b""

    def update(self, chunk):
        self.content += bytes(chunk)


def test_reading_hashes_with_all_hashers():
    sha1, md5 = hashlib.sha1(), hashlib.md5()
    reader = HashingReader(io.BytesIO(CONTENT), sha1, md5)
    assert reader.read() == CONTENT
    assert sha1.digest() == hashlib.sha1(CONTENT).digest()
    assert md5.digest() == hashlib.md5(CONTENT).digest()


class Taciturn(io.BytesIO):
    """Does not say where a seek led to."""

    def seek(self, *args):
        super().seek(*args)


def test_length_of_a_stream_that_tells_by_tell_only():
    reader = HashingReader(Taciturn(CONTENT))
    assert len(reader) == len(CONTENT)
    assert reader.read() == CONTENT


def test_a_chunk_that_is_sent_again():
    recorder = Recorder()
    reader = HashingReader(io.BytesIO(CONTENT), recorder)
    assert reader.read(100) == CONTENT[:100]
    reader.seek(50)
    assert reader.read(100) == CONTENT[50:150]
    assert recorder.content == CONTENT[:150]
    reader.seek(0)
    assert reader.read(10) == CONTENT[:10]
    assert recorder.content == CONTENT[:150]


def test_an_upload_that_goes_on_behind_what_was_hashed():
    recorder = Recorder()
    reader = HashingReader(io.BytesIO(CONTENT), recorder)
    reader.seek(1000)
    assert reader.read(10) == CONTENT[1000:1010]
    assert recorder.content == CONTENT[:1010]


def test_asking_for_the_size_reads_nothing():
    recorder = Recorder()
    reader = HashingReader(io.BytesIO(CONTENT), recorder)
    assert reader.seek(0, io.SEEK_END) == len(reader) == len(CONTENT)
    assert reader.tell() == len(CONTENT)
    reader.seek(0)
    assert recorder.content == b""


def test_finish():
    recorder = Recorder()
    reader = HashingReader(io.BytesIO(CONTENT), recorder)
    reader.read(3)
    reader.finish()
    assert recorder.content == CONTENT
    assert reader.tell() == 3
    reader.finish()
    assert recorder.content == CONTENT


def test_a_stream_that_is_not_at_its_start():
    stream = io.BytesIO(CONTENT)
    stream.seek(5)
    recorder = Recorder()
    reader = HashingReader(stream, recorder)
    assert reader.tell() == 5
    assert reader.read(1) == CONTENT[5:6]
    assert recorder.content == CONTENT[:6]


def test_iterating_reads_in_chunks():
    content = b"x" * (CHUNK + 1)
    recorder = Recorder()
    reader = HashingReader(io.BytesIO(content), recorder)
    assert [len(chunk) for chunk in reader] == [CHUNK, 1]
    assert recorder.content == content


def test_empty_file():
    reader = HashingReader(io.BytesIO(), Recorder())
    assert reader
    assert len(reader) == 0
    assert reader.read(10) == b""
    assert list(reader) == []


def test_a_file_that_shrinks_while_it_is_read():
    stream = io.BytesIO(CONTENT)
    recorder = Recorder()
    reader = HashingReader(stream, recorder)
    stream.truncate(10)
    reader.finish()
    assert recorder.content == CONTENT[:10]


def test_says_what_it_can():
    reader = HashingReader(io.BytesIO(CONTENT))
    assert reader.readable() and reader.seekable()


@given(
    st.binary(max_size=60),
    st.lists(
        st.tuples(st.sampled_from(["read", "seek"]), st.integers(-1, 80)), max_size=12
    ),
)
def test_any_order_of_reading(content, steps):
    plain, recorder = io.BytesIO(content), Recorder()
    reader = HashingReader(io.BytesIO(content), recorder)
    for what, number in steps:
        if what == "read":
            assert reader.read(number) == plain.read(number)
        else:
            reader.seek(max(number, 0))
            plain.seek(max(number, 0))
        assert reader.tell() == plain.tell()
        assert content.startswith(recorder.content)
    reader.finish()
    assert recorder.content == content
