# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import tempfile
import time
from unittest.mock import patch

from odoo.tests import BaseCase, HttpCase, tagged

from .. import picture_cache
from ..picture_cache import PictureCache
from .bound import BoundCase, png

ONE, TWO = "1" * 40, "2" * 40


class TestPictureCache(BaseCase):
    """Files that may be lost at any time."""

    def setUp(self):
        super().setUp()
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name
        self.cache = PictureCache(self.directory)

    def _age(self, key, seconds):
        [path] = [p for _time, _size, p in self.cache._files() if p.endswith(key)]
        os.utime(path, (time.time() - seconds,) * 2)

    def test_keeps_what_it_was_given(self):
        self.assertIsNone(self.cache.get(ONE))
        self.cache.put(ONE, b"one")
        self.cache.put(ONE, b"one")
        self.assertEqual(self.cache.get(ONE), b"one")
        self.assertIsNone(self.cache.get(TWO))
        self.assertEqual(len(list(self.cache._files())), 1)

    def test_takes_no_other_names_and_nothing_large(self):
        for key in (None, "", "../../x", ONE + "\n", "A" * 40):
            self.cache.put(key, b"x")
            self.assertIsNone(self.cache.get(key))
        with patch.object(picture_cache, "LARGEST", 2):
            self.cache.put(ONE, b"one")
        self.assertFalse(os.listdir(self.directory))

    def test_disk_without_room_is_no_error(self):
        with patch.object(picture_cache.os, "replace", side_effect=OSError):
            self.cache.put(ONE, b"one")
        self.assertFalse(list(self.cache._files()))

    def test_forgets_what_nobody_looks_at(self):
        self.cache.put(ONE, b"one")
        self.cache.put(TWO, b"two")
        for key in (ONE, TWO):
            self._age(key, picture_cache.KEPT_FOR + 10)
        self.cache.get(TWO)
        self.cache.shrink()
        self.assertIsNone(self.cache.get(ONE))
        self.assertEqual(self.cache.get(TWO), b"two")

    def test_takes_no_more_than_its_room(self):
        self.cache.put(ONE, b"one")
        self.cache.put(TWO, b"two")
        self._age(ONE, 10)
        with patch.object(picture_cache, "ROOM", 4):
            self.cache.shrink()
        self.assertIsNone(self.cache.get(ONE))
        self.assertEqual(self.cache.get(TWO), b"two")


@tagged("post_install", "-at_install")
class TestPicturesOfTheCloud(BoundCase, HttpCase):
    """One download for a picture, whoever looks at it in whatever size."""

    def setUp(self):
        super().setUp()
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.startPatcher(
            patch.object(
                type(self.env["ir.attachment"]),
                "_cloud_pictures",
                lambda _self: PictureCache(directory.name),
            )
        )
        self.authenticate("admin", "admin")
        self.image = self._bound("photo.png", png(400, 200))

    def _look(self, size):
        answer = self.url_open(f"/web/image/{self.image.id}/{size}")
        self.assertEqual(answer.status_code, 200)
        return answer.content

    def test_one_download_for_all_sizes_and_viewers(self):
        sizes = {len(self._look(size)) for size in ("100x100", "200x200", "300x0")}
        self.assertEqual(len(sizes), 3)
        self._user("cloud_viewer", "base.group_user")
        self.authenticate("cloud_viewer", "cloud_viewer")
        self._look("100x100")
        self.assertEqual(len(self.cloud.ranges), 1)

    def test_changed_picture_is_downloaded_again(self):
        before = self._look("100x100")
        item = self.cloud.write(self.image.cloud_file_id.external_id, png(300, 300))
        self.assertEqual(self._look("100x100"), before, "Nobody knows of it yet")
        self.image._cloud_describe(item)
        self.assertNotEqual(self._look("100x100"), before)
        self._look("50x50")
        self.assertEqual(len(self.cloud.ranges), 2)

    def test_other_content_than_the_known_one_is_not_kept(self):
        self.cloud.write(self.image.cloud_file_id.external_id, png(300, 300))
        self._look("100x100")
        self._look("50x50")
        self.assertEqual(len(self.cloud.ranges), 2)

    def test_access_is_asked_every_time(self):
        cron = self.env["ir.cron"].search([], limit=1)
        self.image.write({"res_model": "ir.cron", "res_id": cron.id})
        picture = self._look("100x100")
        self._user("cloud_viewer", "base.group_user")
        self.authenticate("cloud_viewer", "cloud_viewer")
        self.assertNotEqual(self._look("100x100"), picture)
