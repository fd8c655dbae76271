# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import zipfile

from PIL import Image

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.connector_cloud.exceptions import AuthorizationLost
from odoo.addons.connector_cloud.tests.bound import png

from .fs_case import FsCase

CONTENT = b"".join(b"line %d\n" % number for number in range(40000))


@tagged("post_install", "-at_install")
class TestFsStream(FsCase, HttpCase):
    """What browsers get: from the storage before, from the cloud after the release."""

    def setUp(self):
        super().setUp()
        self.authenticate("admin", "admin")

    def test_same_answers_before_and_after(self):
        self.backend.release_policy = "never"
        attachment = self._synced("data.bin", CONTENT)
        url = f"/web/content/{attachment.id}?download=1"
        before = self._answers(url)
        self.assertFalse(self.cloud.ranges)
        self.backend.release_policy = "verified"
        self._sync(self.partner)
        self._collect()
        self.assertFalse(self._objects())
        self.assertEqual(self._answers(url), before)
        part = self.url_open(url, headers={"Range": "bytes=1000-1999"})
        self.assertEqual(part.status_code, 206)
        self.assertEqual(part.content, CONTENT[1000:2000])
        self.assertEqual(self.cloud.ranges, [(None, None), (1000, 1999)])

    def _answers(self, url):
        answer = self.url_open(url)
        self.assertEqual(answer.content, CONTENT)
        names = ("Content-Disposition", "Content-Type", "ETag")
        return answer.status_code, *map(answer.headers.get, names)

    def test_image_is_resized(self):
        image = self._synced("photo.png", png(900, 600))
        self._collect()
        answer = self.url_open(f"/web/image/{image.id}/90x60")
        self.assertEqual(Image.open(io.BytesIO(answer.content)).size, (90, 60))

    def test_refusal(self):
        attachment = self._synced("note.txt", b"content")
        # Odoo repeats the request to note the lost sign-in.
        self.cloud.fail_next("open", AuthorizationLost("revoked"), times=2)
        with mute_logger("odoo.http"):
            answer = self.url_open(f"/web/content/{attachment.id}")
        self.assertEqual(answer.status_code, 424)
        self.assertIn("not connected", answer.text)

    def test_archive(self):
        away = self._synced("away.txt", b"away")
        local = self._attach(self.partner, "local.txt", b"local")
        self.assertTrue(local.fs_filename)
        answer = self.url_open(
            "/mail/attachment/zip",
            data={
                "file_ids": f"{away.id},{local.id}",
                "zip_name": "files.zip",
                "csrf_token": Request.csrf_token(self),
            },
        )
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        self.assertEqual(archive.read("away.txt"), b"away")
        self.assertEqual(archive.read("local.txt"), b"local")
