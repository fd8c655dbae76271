# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

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
        self.start_tour(
            f"/odoo/res.partner/{self.partner.id}",
            "connector_cloud.attachment_box",
            login="admin",
        )
        self.assertEqual(len(self.cloud.ranges), 1, "Only what was looked at is read")

    def _link(self, name, url, **values):
        return self._attach(self.partner, name, b"", type="url", url=url, **values)
