# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import gzip
import io
import zipfile

from odoo.tests import tagged

from ..upgrade_api import BadDump
from ..upgrade_api.archive import check_before_upload, check_received, sha256
from .common import ClientCase


def _zip(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


@tagged("post_install", "-at_install")
class TestArchive(ClientCase):
    def test_kinds(self):
        for content, kind in (
            (b"PGDMP\x01\x0e", "pgdmp_custom"),
            (_zip(dump_dot_sql="SELECT 1"), "zip"),
            (gzip.compress(b"SELECT 1"), "gzip"),
            (b"-- PostgreSQL database dump", "sql"),
        ):
            path = self.file(content=content)
            with self.subTest(kind=kind):
                self.assertEqual(check_before_upload(path), kind)
                self.assertEqual(check_received(path), kind)

    def test_refused_before_the_upload(self):
        for content, words in (
            (b"", "is empty"),
            (b"\n \n", "is empty"),
            (b"<!DOCTYPE html><html>", "no database dump"),
            (b"\x89PNG\0\0", "no database dump"),
            (_zip(readme="x"), "holds no dump.sql"),
            (_zip(home__odoo__dump_dot_sql="x"), "whole backup"),
            (b"PK\x03\x04 and nothing", "is damaged"),
        ):
            path = self.file(content=content)
            with self.subTest(words=words), self.assertRaisesRegex(BadDump, words):
                check_before_upload(path)

    def test_refused_after_the_download(self):
        for content in (
            _zip(readme="x"),
            _zip(dump_dot_sql="SELECT 1")[:-30],
            gzip.compress(b"SELECT 1" * 999)[:-6],
        ):
            path = self.file(content=content)
            with self.assertRaises(BadDump):
                check_received(path)

    def test_sha256(self):
        path = self.file(content=b"abc")
        self.assertTrue(sha256(path).startswith("ba7816bf8f01cfea414140de5dae2223"))
