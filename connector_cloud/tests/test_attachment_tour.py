# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from PIL import Image

from odoo.tests import HttpCase, tagged

from ..exceptions import AuthorizationLost
from .bound import BoundCase, png


@tagged("post_install", "-at_install", "browser")
class TestAttachmentTour(BoundCase, HttpCase):
    """The attachment box of a form, as people see it."""

    def test_attachment_box(self):
        for name, content in (
            ("synced.txt", b"content of the cloud"),
            ("report.docx", b"not for a browser"),
            ("photo.png", png(900, 600)),
        ):
            file = self._bound(name, content).cloud_file_id
            file.web_url = f"https://memory.example.com/{name}"
        plan = self.cloud.create_native(self.cloud.root_id, "Plan")
        self._file_of(self._link("Plan", plan.web_url), plan)
        self._link("Drafts", "https://memory.example.com/d", mimetype="inode/directory")
        self._link("Trap", "javascript:alert(1)", mimetype="inode/directory")
        self._link("site", "https://example.com")
        self._attach(self.partner, "local.txt", b"local")
        self._tour("attachment_box")
        self.assertEqual(len(self.cloud.ranges), 1, "Only what was looked at is read")

    def test_what_is_not_delivered(self):
        self._bound("note.txt", b"note")
        self._bound("report.pdf", self._pdf())
        self._bound("photo.png", png(90, 60))
        lost = AuthorizationLost("revoked")
        self.cloud.fail_next("open", lost, times=100)
        self._tour("undelivered")
        self.cloud.faults.clear()
        self._tour("delivered_again")

    def _tour(self, name):
        self.start_tour(
            f"/odoo/res.partner/{self.partner.id}",
            f"connector_cloud.{name}",
            login="admin",
        )

    @staticmethod
    def _pdf():
        stream = io.BytesIO()
        Image.new("RGB", (60, 60), "white").save(stream, "PDF")
        return stream.getvalue()

    def _link(self, name, url, **values):
        return self._attach(self.partner, name, b"", type="url", url=url, **values)
