# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from odoo.addons.connector_cloud.tests.bound import png

from .common import AppCase


@tagged("post_install", "-at_install")
class TestPictures(AppCase, HttpCase):
    """Pictures are shown in any size, and downloaded once."""

    def setUp(self):
        super().setUp()
        self.project = self.env["project.project"].create({"name": "House"})
        self.task = self.env["project.task"].create(
            {"name": "Roof", "project_id": self.project.id}
        )
        self.authenticate("admin", "admin")

    def _look(self, attachments, path):
        for attachment in attachments:
            address = path.format(id=attachment.id, unique=attachment.checksum)
            answer = self.url_open(address)
            self.assertEqual(answer.status_code, 200)
            self.assertTrue(answer.headers["Content-Type"].startswith("image/"))

    def test_form_with_fifty_pictures(self):
        pictures = self.env["ir.attachment"]
        for number in range(50):
            pictures += self._attach(self.task, f"{number}.png", png(300, 200))
        self._release(pictures)
        requests = sum(self.cloud.calls.values())
        shown = "/web/image/{id}/200x200?unique={unique}"
        self._look(pictures, shown)
        first = self._downloads()
        self.assertEqual(first, 50)
        self.assertEqual(sum(self.cloud.calls.values()) - requests, 50)
        self._look(pictures, shown)
        self._look(pictures, "/web/image/{id}?width=1920&unique={unique}")
        self._user("cloud_viewer", "base.group_user,project.group_project_user")
        self.authenticate("cloud_viewer", "cloud_viewer")
        self._look(pictures, shown)
        self.assertEqual(self._downloads(), first)

    def test_cover_of_a_task(self):
        picture = self._attach(self.task, "cover.png", png(300, 200))
        self._release(picture)
        self.task.displayed_image_id = picture
        [card] = self.task.web_read({"displayed_image_id": {"fields": {"id": {}}}})
        self.assertEqual(card["displayed_image_id"]["id"], picture.id)
        self._look(picture, "/web/image/{id}/300x300?unique={unique}")
        self._look(picture, "/web/image/{id}/300x0?unique={unique}")
        self.assertEqual(self._downloads(), 1)

    def test_picture_in_a_text_has_an_address_that_follows_its_content(self):
        picture = self._attach(self.task, "plan.png", png(30, 20))
        self._release(picture)
        before = picture.image_src
        self._look(picture, before)
        self.assertIn(picture.checksum[:8], before)
        self.assertNotIn("redirect", before)
        external_id = picture.cloud_file_id.external_id
        picture._cloud_describe(self.cloud.write(external_id, png(40, 20)))
        self.assertNotEqual(picture.image_src, before)
        self._look(picture, picture.image_src)

    def test_dialog_of_the_editor_downloads_each_picture_once(self):
        picture = self._attach(self.task, "plan.png", png(30, 20))
        self._release(picture)
        for _opening in range(2):
            self.env.invalidate_all()
            info = picture._get_media_info()
            self.assertEqual((info["image_width"], info["image_height"]), (30, 20))
        self.assertEqual(self._downloads(), 1)
        self._look(picture, "/web/image/{id}/200x200")
        self.assertEqual(self._downloads(), 1)
