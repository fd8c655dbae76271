# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..sync.media_type import media_type
from ..sync.remote import RemoteItem
from .backward_case import BackwardCase

# What a browser would run, and what looks like it; all of them Odoo makes plain text
# when a user without rights on views uploads it.
ACTIVE = (
    "text/html",
    "application/xhtml+xml",
    "image/svg+xml",
    "text/xml",
    "application/xml",
    "application/hta",
    "application/rss+xml",
    "application/vnd.mozilla.xul+xml",
)
PASSIVE = (
    "text/plain",
    "image/png",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/octet-stream",
)
NAMES = ("a.html", "a.svg", "a.xhtml", "a.htm", "a.xml", "a.txt", "a.docx", "a.bin")


@tagged("post_install", "-at_install")
class TestMediaType(BackwardCase):
    """What comes from a drive is as harmless as what a user uploads."""

    def _of(self, mimetype, name="file"):
        return media_type(RemoteItem("1", name, mimetype=mimetype))

    def _odoos(self, **values):
        user = self._user("media_user")
        values = {"name": "file", "raw": b"\x00", **values}
        return self.env["ir.attachment"].with_user(user).create(values).mimetype

    def _user(self, login):
        users = self.env["res.users"].with_context(no_reset_password=True)
        group = self.env.ref("base.group_user")
        return users.search([("login", "=", login)]) or users.create(
            {"name": login, "login": login, "group_ids": [(6, 0, group.ids)]}
        )

    def test_same_rule_as_for_uploads(self):
        for mimetype in ACTIVE + PASSIVE:
            with self.subTest(mimetype):
                self.assertEqual(self._of(mimetype), self._odoos(mimetype=mimetype))
                self.assertEqual(self._of(mimetype.upper()), self._of(mimetype))
        self.assertEqual({self._of(mimetype) for mimetype in ACTIVE}, {"text/plain"})

    def test_names_do_not_tell_of_what_would_run(self):
        for name in NAMES:
            for told in (None, "", "application/octet-stream"):
                with self.subTest(name, told=told):
                    self.assertEqual(self._of(told, name), self._odoos(name=name))

    def test_scripts_are_text(self):
        for mimetype in ("text/javascript", "application/x-javascript"):
            self.assertEqual(self._of(mimetype), "text/plain")
        self.assertEqual(self._of(None, "a.js"), "text/plain")
        self.assertEqual(self._of("application/postscript"), "application/postscript")

    def test_parameters_and_what_is_no_type(self):
        self.assertEqual(self._of("TEXT/HTML; charset=utf-7"), "text/plain")
        self.assertEqual(self._of("Image/PNG;x=y"), "image/png")
        for text in ("a/b\r\nX-Evil: 1", "a/b\n", "html", "/", "a b/c", "ä/b", "a/b/c"):
            with self.subTest(text):
                self.assertNotIn(self._of(text), (text, text.lower()))
        self.assertEqual(self._of("a/b\r\nX-Evil: 1"), "application/octet-stream")

    def test_files_that_come_from_the_cloud(self):
        page = b"<script>alert(1)</script>"
        self.cloud.create(self.folder_id, "evil.html", page, mimetype="text/html")
        self._backward()
        self.assertEqual(self._attachments().mimetype, "text/plain")

    def test_files_that_change_in_the_cloud(self):
        attachment = self._synced("picture.svg", b"<svg/>")
        node = self.cloud.node(attachment.cloud_file_id.external_id)
        node.mimetype = "image/svg+xml"
        self.cloud.write(node.external_id, b"<svg><script/></svg>")
        self._backward()
        self.assertEqual(attachment.raw, b"<svg><script/></svg>")
        self.assertEqual(attachment.mimetype, "text/plain")
