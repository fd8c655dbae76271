# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...exceptions import AccessDenied, AuthorizationLost, RetryLater
from ...sync.remote import NewFolder
from .base import LARGE, ContractBase


class Calls(ContractBase):
    """One call of every method that asks the cloud."""

    def calls(self):
        """:return: dict method -> function that calls it"""
        self.file = self.upload("a.txt", b"content")
        cursor = self.adapter.start_cursor()
        root_id, file_id = self.root.external_id, self.file.external_id
        document = self.far.create_exportable(root_id, "Minutes")
        new = NewFolder("F", "Folder", root_id, "tag:F")
        calls = {
            "test_connection": lambda: self.adapter.test_connection(),
            "root": lambda: self.adapter.root(),
            "get": lambda: self.adapter.get(file_id),
            "get_many": lambda: self.adapter.get_many([file_id]),
            "children": lambda: list(self.adapter.children(root_id)),
            "find_by_tag": lambda: self.adapter.find_by_tag("t"),
            "find_by_name": lambda: self.adapter.find_by_name(root_id, "a.txt"),
            "reserve_ids": lambda: self.adapter.reserve_ids(1),
            "create_folders": lambda: self.one(self.adapter.create_folders([new])),
            "upload": lambda: self.upload("b.txt"),
            "upload_large": lambda: self.upload("c.bin", LARGE),
            "replace_content": lambda: self.replace(self.file, b"new"),
            "move": lambda: self.adapter.move(file_id, "d.txt", root_id),
            "open": lambda: self.read(self.file),
            "export": lambda: self.adapter.export(document, next(iter(self.exports))),
            "start_cursor": lambda: self.adapter.start_cursor(),
            "changes": lambda: list(self.adapter.changes(cursor)),
            "bin": lambda: self.adapter.bin(file_id),
            "restore": lambda: self.adapter.restore(file_id),
        }
        return {name: call for name, call in calls.items() if name not in self.silent}

    def one(self, made):
        """:return: the one folder that was made; :raise CloudError: that of it"""
        [result] = made.values()
        if isinstance(result, Exception):
            raise result
        return result


class ErrorsContract(Calls):
    def assertSentence(self, error):
        """It tells a person something."""
        self.assertRegex(str(error), r"^[A-Z].* .*")

    def test_throttled(self):
        """How long to wait is told as the cloud told it."""
        for method, call in self.calls().items():
            with self.subTest(method):
                self.far.throttle(method, 77)
                with self.assertRaises(RetryLater) as caught:
                    call()
                self.assertEqual(caught.exception.seconds, 77)
                self.assertSentence(caught.exception)
            self.far.be_well()
            self.renew_adapter()

    def test_access_denied(self):
        for method, call in self.calls().items():
            if method in ("upload_large", "reserve_ids"):
                continue
            with self.subTest(method):
                self.far.deny(method)
                with self.assertRaises(AccessDenied) as caught:
                    call()
                self.assertSentence(caught.exception)
            self.far.be_well()

    def test_authorization_lost(self):
        calls = self.calls()
        self.far.end_authorization()
        for method, call in calls.items():
            self.renew_adapter()
            with self.subTest(method):
                with self.assertRaises(AuthorizationLost) as caught:
                    call()
                self.assertSentence(caught.exception)

    def test_trouble_that_passes(self):
        """Nobody hears of it, or it is over with the next try."""
        for method, call in self.calls().items():
            if method == "restore":
                self.adapter.bin(self.file.external_id)
                if not self.restores:
                    continue
            with self.subTest(method):
                self.far.stumble(method)
                self.persistently(call)
            self.far.be_well()
