# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import os
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store
from odoo.addons.test_connector_cloud.cloud import NATIVE

from ..exceptions import NotFound
from ..sync.remote import RemoteStream
from .bound import BoundCase, png


@tagged("post_install", "-at_install")
class TestIrAttachment(BoundCase):
    """A bound attachment behaves like a local one, wherever its content is."""

    def _downloads(self):
        return self.cloud.calls["open"]

    # Handing over

    def test_bind_keeps_what_is_known_about_the_content(self):
        local = self._attach(self.partner, "note.txt", b"searchable words")
        names = ["mimetype", "file_size", "checksum", "index_content", "write_date"]
        before = local.read(names)
        item = self.cloud.create(self.cloud.root_id, "note.txt", b"searchable words")
        local._cloud_bind(self._file_of(local, item))
        local.invalidate_recordset()
        self.assertEqual(local.read(names), before)
        self.assertEqual((local.type, local.url), ("binary", False))
        self.assertEqual(local.cloud_file_id.web_url, item.web_url)
        self.assertFalse(local.store_fname or local.db_datas)
        self.assertIn("searchable", local.index_content)

    def test_collector_frees_the_bytes_but_not_a_twins(self):
        unique = os.urandom(32)
        bound = self._attach(self.partner, "a.bin", unique)
        twin = self._attach(self.partner, "b.bin", unique)
        path = bound._full_path(bound.store_fname)
        item = self.cloud.create(self.cloud.root_id, "a.bin", unique)
        bound._cloud_bind(self._file_of(bound, item))
        bound._gc_file_store_unsafe()
        self.assertTrue(os.path.exists(path))
        self.assertEqual(twin.raw, unique)
        item = self.cloud.create(self.cloud.root_id, "b.bin", unique)
        twin._cloud_bind(self._file_of(twin, item))
        twin._gc_file_store_unsafe()
        self.assertFalse(os.path.exists(path))
        self.assertEqual(twin.raw, unique)

    def test_thumbnail_is_drawn_before_an_image_leaves(self):
        image = self._bound("photo.png", png(900, 600))
        self.assertTrue(image.has_thumbnail)
        self.assertLess(len(base64.b64decode(image.thumbnail)), image.file_size)
        self.assertFalse(self._downloads())
        self.assertFalse(self._bound("note.txt").has_thumbnail)
        self.assertFalse(self._bound("fake.png", b"no picture").has_thumbnail)

    # Reading

    def test_content_is_read_from_the_cloud(self):
        bound = self._bound(content=b"some content")
        self.assertEqual(bound.raw, b"some content")
        self.assertEqual(base64.b64decode(bound.datas), b"some content")
        self.assertFalse(self.cloud.open_streams)

    def test_size_costs_no_download(self):
        bound = self._bound(content=b"x" * 2048)
        values = bound.with_context(bin_size=True).web_read({"datas": {}, "raw": {}})
        self.assertEqual(
            (values[0]["datas"], values[0]["raw"]), (b"2.00 Kb", b"2.00 Kb")
        )
        self.assertFalse(self._downloads())

    def test_size_of_local_and_bound_together(self):
        both = self._bound(content=b"x" * 2048) | self._attach(
            self.partner, "local.txt", b"y" * 1024
        )
        values = both.with_context(bin_size=True).read(["datas"])
        self.assertEqual([v["datas"] for v in values], [b"2.00 Kb", b"1.00 Kb"])
        self.assertFalse(self._downloads())

    def test_reading_one_downloads_no_other(self):
        local = self._attach(self.partner, "local.txt", b"here")
        one, two = self._bound("1.txt", b"one"), self._bound("2.txt", b"two")
        together = (local | one | two).with_prefetch()
        self.assertEqual(together[0].raw, b"here")
        self.assertFalse(self._downloads())
        self.assertEqual(together[1].raw, b"one")
        self.assertEqual(self._downloads(), 1)
        self.cloud.fail_next("open", NotFound("It is gone."))
        with self.assertRaisesRegex(UserError, "2.txt"):
            together[2].read(["raw"])
        self.assertEqual([a.raw for a in together], [b"here", b"one", b"two"])

    def test_failed_download_is_never_an_empty_content(self):
        bound = self._bound()
        self.cloud.fail_next("open", NotFound("It is gone."))
        with self.assertRaisesRegex(UserError, "(?s)note.txt could not.*It is gone"):
            bound.read(["raw"])
        self.cloud.chunk_size = self.cloud.break_after = 4
        with self.assertRaisesRegex(UserError, "The connection broke"):
            bound.read(["raw"])

    def test_shortened_download_is_refused(self):
        bound = self._bound()
        short = RemoteStream(iter([b"some"]), close=lambda: None, total=12)
        with patch.object(type(bound), "_cloud_open", return_value=short):
            with self.assertRaisesRegex(UserError, "(?s)note.txt.*broke off"):
                bound.read(["raw"])

    def test_email_carries_the_real_file(self):
        bound = self._bound("offer.txt", b"real content")
        mail = self.env["mail.mail"].create(
            {
                "subject": "Offer",
                "body_html": "<p>See the file</p>",
                "email_to": "customer@example.com",
                "attachment_ids": [(4, bound.id)],
            }
        )
        [email] = mail._prepare_outgoing_list()
        self.assertEqual(
            email["attachments"], [("offer.txt", b"real content", "text/plain")]
        )
        self.assertNotIn("/web/content", email["body"])

    def test_report_takes_it_for_local(self):
        self.assertFalse(self._bound()._is_remote_source())
        self.assertFalse(self._bound(content=b"")._is_remote_source())

    def test_report_leaves_links_of_the_cloud_out(self):
        bound = self._bound()
        item = self.cloud.create_native(self.cloud.root_id, "Plan", "text")
        plan = self._attach(self.partner, "Plan", b"", type="url", url=item.web_url)
        self._file_of(plan, item)
        folder = self._attach(self.partner, "F", b"", type="url", url=item.web_url)
        bound.cloud_file_id.folder_id.link_id = folder
        self.assertFalse(plan._is_remote_source() or folder._is_remote_source())
        with self.assertNoLogs("odoo.addons.base.models.ir_actions_report", "ERROR"):
            local = self.env["ir.actions.report"]._prepare_local_attachments(
                bound | plan | folder
            )
        self.assertEqual(local, bound)

    # Changing

    def test_copy_is_local(self):
        bound = self._bound(content=b"original")
        copy = bound.copy()
        self.assertEqual(
            (copy.type, copy.url, copy.raw), ("binary", False, b"original")
        )
        self.assertTrue(copy.store_fname)
        self.assertFalse(copy.cloud_file_id)
        self.assertEqual(copy.checksum, bound.checksum)
        self.assertTrue(bound._is_cloud_bound())

    def test_copy_with_other_content_downloads_nothing(self):
        copy = self._bound().copy({"raw": b"other"})
        self.assertEqual((copy.type, copy.raw), ("binary", b"other"))
        self.assertFalse(self._downloads())

    def test_new_content_makes_it_local_and_keeps_the_binding(self):
        for field, value in (("raw", b"new"), ("datas", base64.b64encode(b"new"))):
            bound = self._bound(field, png(600, 600), mimetype="image/png")
            file = bound.cloud_file_id
            bound.write({field: value})
            self.assertEqual(
                (bound.type, bound.url, bound.raw), ("binary", False, b"new")
            )
            self.assertEqual(bound.cloud_file_id, file)
            self.assertFalse(file.released)
            self.assertFalse(bound.has_thumbnail)
        self.assertFalse(self._downloads())

    def test_new_content_of_some_leaves_local_links_alone(self):
        bound = self._bound()
        asset = self._attach(self.partner, "a.css", b"a", url="/a.css")
        (bound | asset).write({"raw": b"new"})
        self.assertEqual(asset.url, "/a.css")
        self.assertFalse(bound.url)

    def test_rename_and_move_download_nothing(self):
        bound = self._bound()
        other = self.env["res.partner"].create({"name": "Other"})
        bound.write({"name": "renamed.txt", "res_id": other.id})
        self.assertTrue(bound._is_cloud_bound())
        self.assertFalse(self._downloads())

    def test_its_link_cannot_be_lost(self):
        bound = self._bound()
        with self.assertRaisesRegex(UserError, "note.txt is in the cloud"):
            bound.write({"url": "https://elsewhere.example.com"})
        with self.assertRaisesRegex(UserError, "note.txt is in the cloud"):
            bound.write({"type": "url"})
        bound.write({"type": "binary", "url": ""})

    def test_deleting_leaves_a_tombstone_and_downloads_nothing(self):
        bound = self._bound()
        file = bound.cloud_file_id
        bound.unlink()
        file.invalidate_recordset()
        self.assertTrue(file.exists())
        self.assertFalse(file.odoo_id)
        self.assertFalse(self._downloads())

    def test_changed_in_the_cloud(self):
        bound = self._bound("photo.png", png(600, 600))
        checksum = bound.checksum
        bound._cloud_describe(
            self.cloud.write(bound.cloud_file_id.external_id, b"changed there")
        )
        self.assertNotEqual(bound.checksum, checksum)
        self.assertEqual((bound.file_size, bound.raw), (13, b"changed there"))
        self.assertFalse(bound.has_thumbnail)

    # Coming home

    def test_content_comes_home_byte_for_byte(self):
        # Larger than the 1920 pixels that Odoo shrinks new images to.
        picture = png(2400, 40)
        bound = self._attach(self.partner, "wide.png", b"placeholder")
        item = self.cloud.create(self.cloud.root_id, "wide.png", picture)
        bound._cloud_bind(self._file_of(bound, item))
        bound._cloud_describe(item)
        bound._cloud_store(iter([picture[:100], picture[100:]]))
        self.assertEqual((bound.type, bound.url), ("binary", False))
        self.assertEqual(bound.raw, picture)
        self.assertEqual(bound.checksum, bound._compute_checksum(picture))
        self.assertEqual(bound.file_size, len(picture))
        # Should this transaction fail, the collector finds what was stored.
        self.assertTrue(
            os.path.exists(bound._full_path(f"checklist/{bound.store_fname}"))
        )
        self.assertTrue(bound.cloud_file_id)
        bound.cloud_file_id.unlink()
        self.assertFalse(bound.url)
        self.assertFalse(self._downloads())

    def test_content_comes_home_into_the_database(self):
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        bound = self._bound(content=b"original")
        bound._cloud_store([b"orig", b"inal"])
        self.assertEqual((bound.db_datas, bound.type), (b"original", "binary"))
        self.assertEqual(bound._cloud_source().open().read(), b"original")

    def test_broken_homecoming_leaves_nothing(self):
        def chunks():
            yield b"half"
            raise ConnectionError

        bound = self._bound()
        before = set(os.listdir(bound._filestore()))
        with self.assertRaises(ConnectionError):
            bound._cloud_store(chunks())
        self.assertTrue(bound._is_cloud_bound())
        self.assertEqual(set(os.listdir(bound._filestore())), before)

    def test_forgotten_without_content_is_left_as_a_link(self):
        bound = self._bound()
        url = bound.cloud_file_id.web_url
        bound.cloud_file_id.unlink()
        self.assertEqual((bound.type, bound.url), ("url", url))
        self.assertFalse(bound._is_cloud_bound())
        self.assertFalse(bound.raw)

    def test_source_of_an_upload(self):
        local = self._attach(self.partner, "a.txt", b"to upload")
        source = local._cloud_source()
        self.assertEqual(source.size, 9)
        with source.open() as stream:
            self.assertEqual(stream.read(), b"to upload")

    # Which attachments leave

    def test_eligible(self):
        wanted = self._attach(self.partner, "wanted.txt")
        self._attach(self.partner, "public.txt", public=True)
        self._attach(self.partner, "served.js", url="/served.js")
        self._attach(self.partner, "link", b"", type="url", url="https://example.com")
        self._attach(self.partner, "field", res_field="image_1920")
        self._attach(self.env["ir.ui.view"].search([], limit=1), "asset.css")
        self.env["ir.attachment"].create(
            {"name": "draft", "raw": b"d", "res_model": "res.partner", "res_id": 0}
        )
        self._bound("bound.txt")
        Attachment = self.env["ir.attachment"]
        found = Attachment.search(
            Attachment._cloud_eligible_domain() & Domain("id", ">=", wanted.id)
        )
        self.assertEqual(found, wanted)

    # Native documents and access

    def test_binding_is_seen_at_once(self):
        """No relation tells the attachment: the binding does."""
        attachment = self._attach(self.partner, "a.txt")
        self.assertFalse(attachment.cloud_file_id)
        file = self._file_of(attachment, self.cloud.create(self.cloud.root_id, "a"))
        self.assertEqual(attachment.cloud_file_id, file)
        other = self._attach(self.partner, "b.txt")
        self.assertFalse(other.cloud_file_id)
        file.odoo_id = other
        self.assertFalse(attachment.cloud_file_id)
        self.assertEqual(other.cloud_file_id, file)
        file.unlink()
        self.assertFalse(other.cloud_file_id)

    def test_bindings_are_read_together(self):
        attachments = self.env["ir.attachment"].union(
            *(self._bound(f"{number}.txt") for number in range(5))
        )
        self.env.invalidate_all()
        attachments.mapped("type")
        with self.assertQueryCount(2):
            self.assertEqual(len(attachments.sudo().cloud_file_id), 5)

    def test_native_document_is_a_link(self):
        item = self.cloud.create_native(self.cloud.root_id, "Plan", "text")
        link = self._attach(self.partner, "Plan", b"", type="url", url=item.web_url)
        self._file_of(link, item)
        self.assertEqual(item.mimetype, NATIVE)
        self.assertFalse(link._is_cloud_bound())
        self.assertFalse(link.raw)
        copy = link.copy()
        self.assertEqual((copy.type, copy.url), ("url", item.web_url))
        self.assertFalse(self._downloads())

    def test_users_cannot_reach_for_other_files(self):
        user = self._user("cloud_reader", "base.group_system")
        mine = self._attach(self.partner, "mine.txt").with_user(user)
        theirs = self._bound().cloud_file_id
        with self.assertRaises(AccessError):
            mine.write({"cloud_file_id": theirs.id})
        with self.assertRaises(AccessError):
            mine.create({"name": "x", "cloud_file_id": theirs.id})
        with self.assertRaises(AccessError):
            mine.read(["cloud_file_id"])
        with self.assertRaises(AccessError):
            mine.web_read({"cloud_file_id": {"fields": {"web_url": {}}}})

    def test_user_without_cloud_rights_reads_the_content(self):
        user = self._user("cloud_plain", "base.group_user")
        self.assertEqual(self._bound().with_user(user).raw, b"some content")

    # What the chatter is told

    def _stored(self, attachment, user):
        store = Store().add(attachment.with_user(user).sudo())
        return store.get_result()["ir.attachment"][0]

    def test_chatter_knows_what_is_in_the_cloud(self):
        user = self._user("cloud_chatter", "base.group_user")
        bound = self._bound()
        data = self._stored(bound, user)
        self.assertTrue(data["cloud_bound"])
        self.assertFalse(data["cloud_native"])
        self.assertEqual(data["cloud_url"], bound.cloud_file_id.web_url)
        self.assertEqual((data["type"], data["url"]), ("binary", False))
        local = self._stored(self._attach(self.partner, "local.txt"), user)
        self.assertFalse(local["cloud_bound"] or local["cloud_url"])

    def test_chatter_knows_what_is_out_of_reach(self):
        user = self._user("cloud_chatter", "base.group_user")
        bound, copied = self._bound(), self._attach(self.partner, "kept.txt")
        item = self.cloud.create(self.cloud.root_id, "kept.txt", b"kept")
        self._file_of(copied, item)
        self.assertFalse(self._stored(bound, user)["cloud_problem"])
        for state in ("draft", "reconnect"):
            self.backend.state = state
            problem = self._stored(bound, user)["cloud_problem"]
            self.assertIn("Ask an administrator", problem)
            self.assertIn("press Connect", self._problem_for_admin(bound))
            self.assertFalse(self._stored(copied, user)["cloud_problem"])

    def test_chatter_knows_what_failed(self):
        user = self._user("cloud_chatter", "base.group_user")
        bound = self._bound()
        bound.cloud_file_id.error = "Refused by storage-7"
        problem = self._stored(bound, user)["cloud_problem"]
        self.assertIn("could not be synced", problem)
        self.assertNotIn("storage-7", problem)
        self.assertEqual(self._problem_for_admin(bound), "Refused by storage-7")

    def _problem_for_admin(self, attachment):
        admin = self.env.ref("base.user_admin")
        return self._stored(attachment, admin)["cloud_problem"]

    def test_customers_are_not_sent_to_the_cloud(self):
        user = self._user("cloud_portal", "base.group_portal")
        bound = self._bound(record=user.partner_id)
        data = self._stored(bound, user)
        self.assertTrue(data["cloud_bound"])
        self.assertFalse(data["url"])
        self.assertNotIn("cloud_url", data)
        self.assertNotIn("cloud_problem", data)
        link = self._attach(self.partner, "l", b"", type="url", url="https://e.com")
        self.assertEqual(self._stored(link, user)["url"], "https://e.com")
        folder = bound.cloud_file_id.folder_id
        folder.link_id = link
        self.assertFalse(self._stored(link, user)["url"])
