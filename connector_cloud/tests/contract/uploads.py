# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import os

from ...exceptions import AlreadyExists, CloudError, NotFound, RetryLater
from .base import LARGE, ContractBase


class BrokenDisk(io.BytesIO):
    """A local file that cannot be read beyond ``good`` bytes."""

    good = 0

    def read(self, size=-1):  # pylint: disable=method-required-super
        data = super().read(size)
        if self.tell() > self.good:
            raise OSError("disk failure")
        return data


class Watched(io.BytesIO):
    """A local file that remembers the longest piece that was read at once."""

    longest = 0

    def read(self, size=-1):  # pylint: disable=method-required-super
        data = super().read(size)
        self.longest = max(self.longest, len(data))
        return data


class UploadsContract(ContractBase):
    def send(self, reader, size, name="a.bin", reserved_id=None):
        return self.adapter.upload(
            self.root.external_id, name, reader, size, "text/plain", "t", reserved_id
        )

    def adopted(self, call):
        """:return: the item, made by ``call()`` or by an earlier try of it"""
        try:
            return call()
        except AlreadyExists as known:
            return known.item

    def test_contents_of_all_sizes(self):
        for number, content in enumerate(
            (b"", b"J", bytes(range(256)) * 20, os.urandom(300_000), LARGE)
        ):
            with self.subTest(size=len(content)):
                item = self.upload(f"{number}.bin", content)
                self.assertStored(item, content)
                self.assertEqual(self.read(item), content)
                self.assertEqual(self.adapter.get(item.external_id), item)

    def test_every_last_byte_arrives(self):
        for number, end in enumerate((b"\r", b"\n\r", b"\n", b"\r\n", b"--", b"\0")):
            with self.subTest(end=end):
                content = b"content" + end
                self.assertStored(self.upload(f"{number}.txt", content), content)

    def test_upload_into_a_folder(self):
        folder = self.folder()
        item = self.upload("a.txt", parent=folder)
        self.assertEqual(item.parent_id, folder.external_id)
        self.assertEqual(self.names(folder), ["a.txt"])

    def test_upload_of_an_unknown_type(self):
        for number, mimetype in enumerate((None, "", "nonsense", "text/x; y=z")):
            with self.subTest(mimetype=mimetype):
                item = self.upload(f"{number}", mimetype=mimetype)
                self.assertStored(item, b"content")

    def test_progress(self):
        seen = []
        self.upload("a.txt", b"123", progress=seen.append)
        self.assertEqual(seen, [3])
        seen.clear()
        self.upload("a.bin", LARGE, progress=seen.append)
        self.assertEqual(seen, sorted(seen))
        self.assertEqual(seen[-1], len(LARGE))
        self.assertLessEqual(seen[0], self.piece)

    def test_large_file_is_read_in_pieces(self):
        reader = Watched(LARGE)
        self.send(reader, len(LARGE))
        self.assertLessEqual(reader.longest, self.piece)

    def test_local_failure_is_told_as_such(self):
        for size, good in ((7, 0), (len(LARGE), 0), (len(LARGE), 2 * self.piece)):
            with self.subTest(size=size, good=good):
                reader = BrokenDisk(LARGE[:size])
                reader.good = good
                with self.assertRaisesRegex(OSError, "disk failure") as caught:
                    self.send(reader, size)
                self.assertIs(type(caught.exception), OSError)
                self.assertNoTrace()

    def test_upload_into_what_is_gone(self):
        folder = self.folder()
        self.far.delete(folder.external_id)
        for content in (b"small", LARGE):
            with self.subTest(size=len(content)), self.assertRaises(NotFound):
                self.upload("a.bin", content, parent=folder)

    # Never twice

    def test_repeated_upload_makes_no_twin(self):
        for name, content in (("a.txt", b"one"), ("a.bin", LARGE)):
            with self.subTest(name=name):
                reserved_id = self.reserved()
                first = self.send(io.BytesIO(content), len(content), name, reserved_id)
                self.assertIn(reserved_id, (None, first.external_id))
                reader = io.BytesIO(LARGE)
                with self.assertRaises(AlreadyExists) as caught:
                    self.send(reader, len(LARGE), name, reserved_id)
                self.assertEqual(caught.exception.item, first)
                self.assertEqual(reader.tell(), 0)
                self.assertStored(first, content)
        self.assertEqual(self.names(), ["a.bin", "a.txt"])

    def test_taken_name(self):
        first = self.upload("a.txt", b"one", reserved_id=self.reserved())
        try:
            second = self.upload("a.txt", b"two", reserved_id=self.reserved())
        except AlreadyExists as taken:
            self.assertFalse(self.adapter.limits.duplicates)
            self.assertEqual(taken.item, first)
            self.assertEqual(self.names(), ["a.txt"])
        else:
            self.assertTrue(self.adapter.limits.duplicates)
            self.assertNotEqual(first.external_id, second.external_id)
            self.assertEqual(self.names(), ["a.txt", "a.txt"])
        self.assertStored(first, b"one")

    def test_lost_answer_makes_no_twin(self):
        for method, name, content in (
            ("upload", "a.txt", b"content"),
            ("upload_large", "a.bin", LARGE),
        ):
            with self.subTest(method=method):
                reserved_id = self.reserved()
                last = -(-len(content) // self.piece) - 1
                self.far.lose_answer(method, skip=last)

                def attempt(name=name, content=content, reserved_id=reserved_id):
                    return self.upload(name, content, reserved_id=reserved_id)

                item = self.adopted(lambda call=attempt: self.persistently(call))
                self.assertStored(item, content)
        self.assertEqual(self.names(), ["a.bin", "a.txt"])

    def test_cut_in_a_small_upload(self):
        content = os.urandom(100_000)
        reserved_id = self.reserved()
        self.far.cut_request("upload", after_bytes=1000)
        item = self.persistently(
            lambda: self.upload("a.bin", content, reserved_id=reserved_id)
        )
        self.assertStored(item, content)
        self.assertEqual(self.names(), ["a.bin"])

    # Trouble in the middle of a large upload

    def test_cut_upload_goes_on_where_it_was(self):
        seen = []
        reserved_id = self.reserved()
        self.far.cut_request("upload_large", after_bytes=self.piece // 2, skip=2)
        self.far.forget_figures()
        item = self.persistently(
            lambda: self.upload(
                "a.bin", LARGE, reserved_id=reserved_id, progress=seen.append
            )
        )
        self.assertStored(item, LARGE)
        self.assertEqual(self.names(), ["a.bin"])
        if self.resumes:
            self.assertEqual(seen, sorted(seen))
            # A piece at the most went over the wire twice.
            self.assertLess(self.far.received(), len(LARGE) + self.piece + 20_000)

    def test_lost_answer_in_the_middle(self):
        self.far.lose_answer("upload_large", skip=2)
        self.far.forget_figures()
        reserved_id = self.reserved()
        item = self.adopted(
            lambda: self.persistently(
                lambda: self.upload("a.bin", LARGE, reserved_id=reserved_id)
            )
        )
        self.assertStored(item, LARGE)
        self.assertEqual(self.names(), ["a.bin"])
        if self.resumes:
            self.assertLess(self.far.received(), len(LARGE) + self.piece)

    def test_upload_that_the_cloud_forgot(self):
        self.far.forget_upload(skip=2)
        item = self.persistently(lambda: self.upload("a.bin", LARGE))
        self.assertStored(item, LARGE)
        self.assertEqual(self.names(), ["a.bin"])

    def test_throttled_in_the_middle(self):
        self.far.throttle("upload_large", 7, skip=2)
        reserved_id = self.reserved()
        with self.assertRaises(RetryLater) as caught:
            self.upload("a.bin", LARGE, reserved_id=reserved_id)
        self.assertEqual(caught.exception.seconds, 7)
        self.assertNoTrace()
        self.far.be_well()
        self.renew_adapter()
        self.assertStored(self.upload("a.bin", LARGE, reserved_id=reserved_id), LARGE)

    def test_folder_deleted_in_the_middle(self):
        folder = self.folder()

        def delete(stored):
            if stored < len(LARGE) and self.names() == ["Folder"]:
                self.far.delete(folder.external_id)

        with self.assertRaises(CloudError):
            self.upload("a.bin", LARGE, parent=folder, progress=delete)
        self.assertNoTrace()
