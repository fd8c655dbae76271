# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import json
import time
import zipfile

from lxml import html
from PIL import Image

from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..exceptions import (
    AccessDenied,
    AuthorizationLost,
    CloudError,
    NotFound,
    QuotaExceeded,
    RetryLater,
)
from .bound import BoundCase, png

CONTENT = b"".join(b"line %d\n" % number for number in range(40000))


@tagged("post_install", "-at_install")
class TestStream(BoundCase, HttpCase):
    """What a browser gets when it asks Odoo for a content of the cloud."""

    def setUp(self):
        super().setUp()
        self.authenticate("admin", "admin")
        self.bound = self._bound("data.bin", CONTENT)
        self.url = f"/web/content/{self.bound.id}"

    def _get(self, url=None, method="GET", **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.url_open(url or self.url, headers=headers, method=method)

    def _assert_all_closed(self):
        deadline = time.monotonic() + 10
        while self.cloud.open_streams and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertFalse(self.cloud.open_streams)

    def test_whole_file(self):
        answer = self._get(f"{self.url}?download=1")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.content, CONTENT)
        self.assertEqual(answer.headers["Content-Length"], str(len(CONTENT)))
        self.assertEqual(
            answer.headers["Content-Disposition"], "attachment; filename=data.bin"
        )
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("private", answer.headers["Cache-Control"])
        self.assertEqual(self.cloud.ranges, [(None, None)])
        self._assert_all_closed()

    def test_ranges_ask_the_cloud_for_no_more(self):
        last = len(CONTENT) - 1
        for header, start, end in (
            ("bytes=0-99", 0, 99),
            ("bytes=1000-1999", 1000, 1999),
            (f"bytes={last - 5}-", last - 5, last),
            ("bytes=-10", last - 9, last),
            (f"bytes=10-{last + 1000}", 10, last),
        ):
            with self.subTest(header):
                answer = self._get(Range=header)
                self.assertEqual(answer.status_code, 206)
                self.assertEqual(answer.content, CONTENT[start : end + 1])
                self.assertEqual(
                    answer.headers["Content-Range"],
                    f"bytes {start}-{end}/{len(CONTENT)}",
                )
                self.assertEqual(self.cloud.ranges[-1], (start, end))
        self._assert_all_closed()

    def test_range_beyond_the_end(self):
        answer = self._get(Range=f"bytes={len(CONTENT)}-")
        self.assertEqual(answer.status_code, 416)
        self.assertEqual(answer.headers["Content-Range"], f"bytes */{len(CONTENT)}")
        self.assertFalse(self.cloud.ranges)

    def test_if_range(self):
        etag = self._get(method="HEAD").headers["ETag"]
        answer = self._get(Range="bytes=0-9", If_Range=etag)
        self.assertEqual((answer.status_code, len(answer.content)), (206, 10))
        answer = self._get(Range="bytes=0-9", If_Range='"outdated"')
        self.assertEqual((answer.status_code, len(answer.content)), (200, len(CONTENT)))

    def test_head_and_not_modified_cost_no_download(self):
        head = self._get(method="HEAD")
        self.assertEqual(head.status_code, 200)
        self.assertEqual(head.headers["Content-Length"], str(len(CONTENT)))
        head = self._get(method="HEAD", Range="bytes=0-9")
        self.assertEqual(head.headers["Content-Length"], "10")
        cached = self._get(If_None_Match=head.headers["ETag"])
        self.assertEqual((cached.status_code, cached.content), (304, b""))
        self.assertFalse(self.cloud.ranges)

    def test_unique_url_is_cached_for_good(self):
        answer = self._get(f"{self.url}?unique={self.bound.checksum}")
        self.assertIn("immutable", answer.headers["Cache-Control"])

    def test_file_that_changed_its_size_in_the_cloud(self):
        for content in (b"short", CONTENT * 2):
            self.cloud.write(self.bound.cloud_file_id.external_id, content)
            answer = self._get()
            self.assertEqual(answer.content, content)
            self.assertEqual(answer.headers["Content-Length"], str(len(content)))
            answer = self._get(Range="bytes=-3")
            self.assertEqual(answer.status_code, 206)
            self.assertEqual(answer.content, content[-3:])
            self.assertTrue(
                answer.headers["Content-Range"].endswith(f"/{len(content)}")
            )
        self._assert_all_closed()

    def test_range_that_the_cloud_has_no_more(self):
        self.cloud.write(self.bound.cloud_file_id.external_id, b"short")
        answer = self._get(Range="bytes=1000-1999")
        self.assertEqual(answer.status_code, 416)
        self.assertEqual(answer.headers["Content-Range"], "bytes */5")
        self._assert_all_closed()

    def test_client_that_goes_away_ends_the_download(self):
        external_id = self.bound.cloud_file_id.external_id
        self.cloud.write(external_id, b"x" * 64 * 1024 * 1024)
        url = self.base_url() + self.url
        answer = self.opener.get(url, stream=True, timeout=12)
        self.assertTrue(next(answer.iter_content(1024)))
        self.assertTrue(self.cloud.open_streams)
        answer.close()
        self._assert_all_closed()

    # What is told when it is not delivered

    REFUSALS = (
        (NotFound("gone"), 404, "does not hold this file", "not available any more"),
        (RetryLater("slow down", 30), 424, "asks to wait", "at the moment"),
        (AuthorizationLost("revoked"), 424, "Ask an administrator", "at the moment"),
        (QuotaExceeded("daily"), 424, "limit of downloads", "at the moment"),
        (AccessDenied("scope"), 424, "denies Odoo", "at the moment"),
        (CloudError("https://cloud/x"), 424, "refused to deliver", "at the moment"),
    )

    def _assert_refused(self, error, status, words, **headers):
        # A lost sign-in is noted: Odoo repeats the request, able to write.
        times = 2 if isinstance(error, AuthorizationLost) else 1
        self.cloud.fail_next("open", error, times=times)
        with mute_logger("odoo.http"):
            answer = self._get(**headers)
        self.assertEqual(answer.status_code, status)
        self.assertIn(words, answer.text)
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self._assert_dialog(answer, words)
        return answer

    def _assert_dialog(self, answer, words):
        """The web client's download makes a dialog of the second element."""
        nodes = html.fromstring(answer.text).find("body").getchildren()
        error = json.loads(nodes[1].text)
        self.assertEqual(error["data"]["name"], "odoo.exceptions.UserError")
        self.assertIn(words, error["data"]["message"])

    def test_refusals_for_users(self):
        self._user("cloud_user", "base.group_user")
        self.authenticate("cloud_user", "cloud_user")
        for error, status, words, _words in self.REFUSALS:
            for headers in ({}, {"Range": "bytes=0-9"}):
                with self.subTest(words, **headers):
                    answer = self._assert_refused(error, status, words, **headers)
                    self.assertNotIn(str(error), answer.text)
        answer = self._assert_refused(*self.REFUSALS[1][:3])
        self.assertEqual(answer.headers["Retry-After"], "30")

    def test_refusals_for_administrators(self):
        for error, words in (
            (AuthorizationLost("revoked"), "press Connect"),
            (AccessDenied("no scope"), "Give it access"),
            (NotFound("gone"), "does not hold this file"),
        ):
            with self.subTest(words):
                status = 404 if isinstance(error, NotFound) else 424
                answer = self._assert_refused(error, status, words)
                self.assertIn(str(error), answer.text)

    def test_refusals_for_customers(self):
        self.url += f"?access_token={self.bound._get_raw_access_token()}"
        self._user("cloud_portal", "base.group_portal")
        for login in ("cloud_portal", None):
            self.authenticate(login, login)
            for error, status, _words, words in self.REFUSALS:
                with self.subTest(words, login=login):
                    answer = self._assert_refused(error, status, words)
                    self.assertNotIn(str(error), answer.text)
                    self.assertNotIn("drive", answer.text)

    def test_refused_image(self):
        image = self._bound("photo.png", png(400, 200))
        self.url = f"/web/image/{image.id}/100x100"
        self._assert_refused(AuthorizationLost("revoked"), 424, "not connected")

    def test_refused_elsewhere_in_words_for_the_user(self):
        user = self._user("cloud_user", "base.group_user")
        self.cloud.fail_next("open", AuthorizationLost("Press Connect: token-17"))
        with self.assertRaisesRegex(UserError, "Ask an administrator") as caught:
            self.bound.with_user(user).raw  # noqa: B018
        self.assertNotIn("token-17", str(caught.exception))

    # Who may read it

    def test_anonymous_gets_nothing_without_a_token(self):
        self.authenticate(None, None)
        self.assertEqual(self._get().status_code, 404)
        [token] = self.bound.generate_access_token()
        answer = self._get(f"{self.url}?access_token={token}")
        self.assertEqual(answer.content, CONTENT)

    def test_portal_user_reads_what_it_was_shown(self):
        self._user("cloud_portal", "base.group_portal")
        self.authenticate("cloud_portal", "cloud_portal")
        self.assertEqual(self._get().status_code, 404)
        self.assertFalse(self.cloud.ranges)
        # The portal's chatter hands out such a token for each attachment it shows.
        token = self.bound._get_raw_access_token()
        answer = self._get(f"{self.url}?access_token={token}")
        self.assertEqual(answer.content, CONTENT)

    def test_access_follows_the_record(self):
        cron = self.env["ir.cron"].search([], limit=1)
        secret = self._bound("secret.txt", b"secret", record=cron)
        self._user("cloud_user", "base.group_user")
        self.authenticate("cloud_user", "cloud_user")
        self.assertEqual(self._get().content, CONTENT)
        self.cloud.ranges.clear()
        self.assertEqual(self._get(f"/web/content/{secret.id}").status_code, 404)
        with mute_logger("odoo.http"):
            self.assertEqual(self._zip(secret).status_code, 403)
        self.assertFalse(self.cloud.ranges)

    # Images

    def test_image_is_resized(self):
        picture = png(400, 200)
        image = self._bound("photo.png", picture)
        url = f"/web/image/{image.id}/100x100"
        answer = self._get(url)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(Image.open(io.BytesIO(answer.content)).size, (100, 50))
        self.assertEqual(len(self.cloud.ranges), 1)
        cached = self._get(url, If_None_Match=answer.headers["ETag"])
        self.assertEqual(cached.status_code, 304)
        self.assertEqual(len(self.cloud.ranges), 1)
        whole = self._get(f"/web/image/{image.id}")
        self.assertEqual(whole.content, picture)
        thumbnail = self._get(f"/web/image/ir.attachment/{image.id}/thumbnail")
        self.assertEqual(thumbnail.headers["Content-Type"], "image/png")
        self.assertEqual(len(self.cloud.ranges), 2)

    def test_other_files_are_not_shown_as_images(self):
        answer = self._get(f"/web/image/{self.bound.id}")
        self.assertEqual(answer.headers["Content-Type"], "application/octet-stream")

    def test_file_name_and_type_asked_for(self):
        answer = self._get(f"{self.url}/other.txt?mimetype=text/plain")
        self.assertIn("text/plain", answer.headers["Content-Type"])
        self.assertIn("other.txt", answer.headers["Content-Disposition"])

    # Links of the cloud

    def _native_link(self):
        item = self.cloud.create_native(self.cloud.root_id, "Plan")
        link = self._attach(self.partner, "Plan", b"", type="url", url=item.web_url)
        self._file_of(link, item)
        return link

    def _folder_link(self):
        item = self.cloud.create_folder(self.cloud.root_id, "Sub")
        link = self._attach(self.partner, "Sub", b"", type="url", url=item.web_url)
        self.env["cloud.folder"].create(
            {
                "backend_id": self.backend.id,
                "kind": "sub",
                "name": "Sub",
                "status": "synced",
                "is_linked": True,
                "link_id": link.id,
            }
        )
        return link

    def test_links_of_the_cloud_redirect_for_now_only(self):
        for link in self._native_link(), self._folder_link():
            with self.subTest(link.name):
                answer = self.url_open(f"/web/content/{link.id}", allow_redirects=False)
                self.assertEqual(answer.status_code, 302)
                self.assertEqual(answer.headers["Location"], link.url)

    def test_links_of_the_cloud_are_for_internal_users(self):
        self._user("cloud_portal", "base.group_portal")
        plain = self._attach(self.partner, "p", b"", type="url", url="https://e.com/x")
        links = self._native_link(), self._folder_link()
        for login in (None, "cloud_portal"):
            self.authenticate(login, login)
            for link in links:
                [token] = link.generate_access_token()
                for route in ("content", "image"):
                    with self.subTest(login=login, link=link.name, route=route):
                        url = f"/web/{route}/{link.id}?access_token={token}"
                        answer = self.url_open(url, allow_redirects=False)
                        self.assertNotIn("Location", answer.headers)
                        self.assertNotIn(link.url, answer.text)
                        if route == "content":
                            self.assertEqual(answer.status_code, 404)
            [token] = plain.generate_access_token()
            url = f"/web/content/{plain.id}?access_token={token}"
            answer = self.url_open(url, allow_redirects=False)
            self.assertEqual(answer.headers["Location"], plain.url)

    # Archives

    def _zip(self, *attachments, name="files.zip"):
        return self.url_open(
            "/mail/attachment/zip",
            data={
                "file_ids": ",".join(str(attachment.id) for attachment in attachments),
                "zip_name": name,
                "csrf_token": Request.csrf_token(self),
            },
        )

    def _unzip(self, answer):
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        self.assertIsNone(archive.testzip())
        return {name: archive.read(name) for name in archive.namelist()}

    def test_zip_of_all_kinds(self):
        answer = self._zip(
            self.bound,
            self._attach(self.partner, "local.txt", b"local"),
            self._attach(self.partner, "link", b"", type="url", url="https://e.com/x"),
            self._bound("data.bin", b"same name"),
            self._bound("a/../b.txt", b"no path"),
        )
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(
            self._unzip(answer),
            {
                "data.bin": CONTENT,
                "local.txt": b"local",
                "data (2).bin": b"same name",
                "a_.._b.txt": b"no path",
            },
        )
        self._assert_all_closed()

    def test_zip_leaves_links_of_the_cloud_out(self):
        answer = self._zip(self._native_link(), self.bound, self._folder_link())
        self.assertEqual(list(self._unzip(answer)), ["data.bin"])

    def test_zip_of_any_name(self):
        answer = self._zip(self.bound, name="a\r\nX-Evil: 1\x00.zip")
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("X-Evil", answer.headers)
        self.assertIn("data.bin", self._unzip(answer))

    def test_zip_tells_which_file_is_missing(self):
        lost = self._bound("lost.bin", b"lost")
        self.cloud.purge(lost.cloud_file_id.external_id)
        files = self._unzip(self._zip(lost, self.bound))
        self.assertEqual(files["data.bin"], CONTENT)
        self.assertIn(b"does not hold this file", files["lost.bin.txt"])
        self.assertNotIn("lost.bin", files)

    def test_zip_keeps_the_words_of_the_provider_from_users(self):
        self._user("cloud_user", "base.group_user")
        self.authenticate("cloud_user", "cloud_user")
        self.cloud.fail_next("open", AuthorizationLost("token-17"))
        files = self._unzip(self._zip(self.bound))
        self.assertIn(b"Ask an administrator", files["data.bin.txt"])
        self.assertNotIn(b"token-17", files["data.bin.txt"])
