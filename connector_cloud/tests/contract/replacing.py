# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from contextlib import suppress
from functools import partial

from ...exceptions import NotFound, VersionMismatch
from .base import LARGE, ContractBase


class Interrupted(io.BytesIO):
    """A content; somebody does something when it is read."""

    deed = None

    def read(self, *args):
        deed, self.deed = self.deed, None
        if deed:
            deed()
        return super().read(*args)


class ReplacingContract(ContractBase):
    def test_replace(self):
        item = self.upload("a.txt", b"one")
        for content in (b"two!", LARGE, b"", b"J"):
            with self.subTest(size=len(content)):
                new = self.replace(item, content, item.version)
                self.assertStored(new, content)
                self.assertNotEqual(new.version, item.version)
                self.assertEqual(
                    (new.external_id, new.name, new.parent_id),
                    (item.external_id, item.name, item.parent_id),
                )
                self.assertEqual(self.adapter.get(item.external_id), new)
                item = new
        self.assertEqual(self.names(), ["a.txt"])

    def test_replace_tells_its_progress(self):
        item, seen = self.upload("a.txt", b"one"), []
        self.replace(item, LARGE, progress=seen.append)
        self.assertEqual((seen, seen[-1]), (sorted(seen), len(LARGE)))

    def test_replace_another_version(self):
        item = self.upload("a.txt", b"one")
        self.far.replace_content(item.external_id, b"theirs")
        for content in (b"ours", LARGE):
            with (
                self.subTest(size=len(content)),
                self.assertRaises(VersionMismatch) as caught,
            ):
                self.replace(item, content, item.version)
            there = caught.exception.item
            self.assertEqual(there, self.adapter.get(item.external_id))
            self.assertStored(there, b"theirs")

    def test_replace_what_somebody_replaces_meanwhile(self):
        """After our comparison, before our content: nobody is overwritten."""
        for number, content in enumerate((b"ours", LARGE)):
            theirs = f"theirs {number}".encode()
            item = self.upload(
                f"a {number}.txt", b"one", parent=self.folder(str(number))
            )
            reader = Interrupted(content)
            reader.deed = partial(self.far.replace_content, item.external_id, theirs)
            with self.subTest(size=len(content)):
                with suppress(VersionMismatch):
                    self.adapter.replace_content(
                        item.external_id,
                        reader,
                        len(content),
                        "text/plain",
                        item.version,
                    )
                self.assertIsNone(reader.deed)
                kept = [
                    self.far.read_file(external_id)
                    for external_id in self.children(self.adapter.get(item.parent_id))
                ]
                self.assertIn(theirs, kept)
                self.assertLessEqual(len(kept), 2)

    def test_replace_what_was_renamed(self):
        item = self.upload("a.txt", b"one")
        self.far.rename(item.external_id, "theirs.txt")
        with self.assertRaises(VersionMismatch) as caught:
            self.replace(item, b"ours", item.version)
        self.assertEqual(caught.exception.item.name, "theirs.txt")

    def test_replace_whatever_version_there_is(self):
        item = self.upload("a.txt", b"one")
        self.far.replace_content(item.external_id, b"theirs")
        self.assertStored(self.replace(item, b"ours"), b"ours")

    def test_replace_what_is_gone(self):
        item = self.upload("a.txt", b"one")
        self.far.delete(item.external_id)
        for content in (b"two", LARGE):
            with self.subTest(size=len(content)), self.assertRaises(NotFound):
                self.replace(item, content)
        self.assertNoTrace()

    def test_lost_answer_to_a_replacement(self):
        item = self.upload("a.txt", b"one")
        self.far.lose_answer("replace_content")
        new = self.persistently(lambda: self.replace(item, b"two"))
        self.assertStored(new, b"two")
        self.far.lose_answer("upload_large")
        new = self.persistently(lambda: self.replace(item, LARGE))
        self.assertStored(new, LARGE)
        self.assertEqual(self.names(), ["a.txt"])

    def test_cut_replacement_goes_on_where_it_was(self):
        item = self.upload("a.txt", b"one")
        self.far.cut_request("upload_large", after_bytes=self.piece // 2, skip=2)
        self.far.forget_figures()
        new = self.persistently(lambda: self.replace(item, LARGE, item.version))
        self.assertStored(new, LARGE)
        if self.resumes:
            self.assertLess(self.far.received(), len(LARGE) + self.piece + 20_000)
