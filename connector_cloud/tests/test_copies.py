# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .backward_case import BackwardCase
from .bound import png


@tagged("post_install", "-at_install")
class TestCopies(BackwardCase):
    """What never leaves Odoo is copied to the cloud where a model to sync says so."""

    def setUp(self):
        super().setUp()
        image = self.env["ir.model.fields"]._get("res.partner", "image_1920")
        self.rule.write(
            {"copy_kept": True, "copied_field_ids": [Command.set(image.ids)]}
        )

    def _public(self, name="terms.txt", content=b"terms"):
        attachment = self._attach(self.partner, name, content, public=True)
        self._sync(self.partner)
        self._backward()
        return attachment

    def _file(self, attachment):
        attachment.invalidate_recordset()
        return attachment.cloud_file_id

    def _contents(self):
        return {path.rsplit("/", 1)[-1]: data for path, data in self._tree().items()}

    def _assert_own(self, attachment, content, name="terms.txt"):
        """Odoo's file is what it was, and nowhere but in Odoo."""
        attachment.invalidate_recordset()
        self.assertEqual((attachment.name, attachment.raw), (name, content))
        self.assertTrue(attachment.public)
        self.assertFalse(attachment._is_cloud_bound())
        self.assertFalse(self._file(attachment).released)

    # What is copied

    def test_a_public_file_is_copied_and_stays(self):
        attachment = self._public()
        self.assertEqual(self._contents()["terms.txt"], b"terms")
        self.assertTrue(self._file(attachment).copy_only)
        self._sync(self.partner)
        self._assert_own(attachment, b"terms")

    def test_the_value_of_a_field_is_copied_and_stays(self):
        picture = png(8, 8)
        self.partner.write({"image_1920": base64.b64encode(picture)})
        self._sync(self.partner)
        self.assertEqual(self._contents()["Image.png"], self._image().raw)
        self._sync(self.partner)
        self.assertFalse(self._image()._is_cloud_bound())

    def _image(self):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_field", "=", "image_1920"),
                ("res_id", "=", self.partner.id),
            ]
        )

    def test_other_fields_are_not_copied(self):
        self.partner.image_1920 = base64.b64encode(png(8, 8))
        self.rule.copied_field_ids = False
        self._sync(self.partner)
        self.assertNotIn("Image.png", self._contents())

    def test_without_the_choice_nothing_is_copied(self):
        self.rule.copy_kept = False
        attachment = self._public()
        self.assertFalse(self._file(attachment))
        self.assertNotIn("terms.txt", self._contents())

    def test_the_choice_reaches_what_is_there_already(self):
        self.rule.copy_kept = False
        self._public()
        self.rule.copy_kept = True
        self._sync()
        self.assertIn("terms.txt", self._contents())

    def test_a_copy_is_never_released_later(self):
        self.backend.write({"release_policy": "days", "release_days": 0})
        attachment = self._public()
        self._sync(self.partner)
        self._sync(self.partner)
        self._assert_own(attachment, b"terms")

    # Odoo's changes reach the copy

    def test_changes_in_odoo_reach_the_copy(self):
        attachment = self._public()
        external_id = self._file(attachment).external_id
        attachment.write({"raw": b"new terms", "name": "new.txt"})
        self._sync(self.partner)
        self.assertEqual(self._contents()["new.txt"], b"new terms")
        self.assertNotIn("terms.txt", self._contents())
        self.assertEqual(self._file(attachment).external_id, external_id)
        self._settled()

    def test_a_new_value_of_the_field_reaches_the_copy(self):
        self.partner.image_1920 = base64.b64encode(png(8, 8))
        self._sync(self.partner)
        self._backward()
        self.partner.image_1920 = base64.b64encode(png(9, 9))
        self._sync(self.partner)
        self.assertEqual(self._contents()["Image.png"], self._image().raw)

    def test_a_deletion_in_odoo_bins_the_copy(self):
        attachment = self._public()
        external_id = self._file(attachment).external_id
        attachment.unlink()
        self._sync(self.partner)
        self.assertTrue(self.cloud.item(external_id).binned)

    # What happens to the copy does not change Odoo's

    def test_a_deleted_copy_is_made_again(self):
        attachment = self._public()
        self.cloud.trash(self._file(attachment).external_id)
        self._backward()
        self._sync(self.partner)
        self._assert_own(attachment, b"terms")
        self.assertEqual(self._contents()["terms.txt"], b"terms")
        self._settled()

    def test_many_deleted_copies_are_no_mass_deletion(self):
        self.backend.write({"guard_max_files": 1, "guard_max_percent": 1})
        attachments = [self._public(f"{number}.txt") for number in range(4)]
        for attachment in attachments:
            self.cloud.trash(self._file(attachment).external_id)
        self._backward()
        self._sync(self.partner)
        self.assertFalse(self.env["cloud.hold"]._waiting(self.backend))
        for number, attachment in enumerate(attachments):
            self._assert_own(attachment, b"terms", f"{number}.txt")

    def test_a_renamed_copy_keeps_its_name(self):
        attachment = self._public()
        self.cloud.move(self._file(attachment).external_id, "theirs.txt")
        self._backward()
        self._sync(self.partner)
        self._assert_own(attachment, b"terms")
        self.assertIn("theirs.txt", self._contents())
        self._settled()

    def test_a_copy_stays_in_the_sub_folder_that_it_is_sorted_into(self):
        attachment = self._public()
        sub = self.cloud.create_folder(self.folder_id, "Signed")
        self._backward()
        self.cloud.move(self._file(attachment).external_id, parent_id=sub.external_id)
        self._backward()
        self._sync(self.partner)
        self._assert_own(attachment, b"terms")
        folder = self._file(attachment).folder_id
        self.assertEqual(folder.external_id, sub.external_id)
        self._settled()

    def test_a_copy_that_leaves_its_record_is_moved_back(self):
        attachment = self._public()
        other = self._partner("Other")
        self._sync(self.partner)
        target = self._folder_of(other).external_id
        self.cloud.move(self._file(attachment).external_id, parent_id=target)
        self._backward()
        self._sync(self.partner)
        self._assert_own(attachment, b"terms")
        self.assertEqual(attachment.res_id, self.partner.id)
        item = self.cloud.item(self._file(attachment).external_id)
        self.assertEqual(item.parent_id, self.folder_id)

    def test_an_edited_copy_goes_on_as_a_file_of_its_own(self):
        attachment = self._public()
        external_id = self._file(attachment).external_id
        self.cloud.write(external_id, b"their terms")
        self._backward()
        self._sync(self.partner)
        self._assert_own(attachment, b"terms")
        own = self._attachments().filtered(lambda a: not a.public)
        self.assertEqual(own.raw, b"their terms")
        self.assertEqual(own.cloud_file_id.external_id, external_id)
        self.assertFalse(own.cloud_file_id.copy_only)
        copy = self.cloud.item(self._file(attachment).external_id)
        self.assertNotEqual(copy.external_id, external_id)
        self.assertEqual(self.cloud.content(copy.external_id), b"terms")
        [log] = self._logs(operation="import", level="warning")
        self.assertIn("file of its own", log.message)
        self._settled()

    def test_edited_on_both_sides_both_contents_stay(self):
        attachment = self._public()
        self.cloud.write(self._file(attachment).external_id, b"their terms")
        attachment.raw = b"our terms"
        self._sync(self.partner)
        self._backward()
        self._sync(self.partner)
        self._assert_own(attachment, b"our terms")
        items = self.cloud.children(self.folder_id)
        self.assertEqual(
            {self.cloud.content(item.external_id) for item in items},
            {b"our terms", b"their terms"},
        )
        self.assertEqual(len(self._attachments()), 2)

    # What stays and what leaves changes

    def test_a_file_that_is_public_no_more_is_synced_as_others(self):
        attachment = self._public()
        attachment.public = False
        self._sync(self.partner)
        self.assertFalse(self._file(attachment).copy_only)
        self._sync(self.partner)
        self.assertTrue(attachment._is_cloud_bound())
        self.assertEqual(attachment.raw, b"terms")

    def test_a_synced_file_that_becomes_public_stays_in_odoo(self):
        self.backend.write({"release_policy": "days", "release_days": 1})
        attachment = self._synced("terms.txt", b"terms")
        attachment.public = True
        self._sync(self.partner)
        self.assertTrue(self._file(attachment).copy_only)
        self.backend.release_policy = "verified"
        self._sync(self.partner)
        self._assert_own(attachment, b"terms")

    def test_what_is_only_in_the_cloud_stays_readable_when_it_becomes_public(self):
        attachment = self._synced("terms.txt", b"terms")
        self._sync(self.partner)
        self.assertTrue(attachment._is_cloud_bound())
        attachment.public = True
        self._sync(self.partner)
        self.assertFalse(self._file(attachment).copy_only)
        self.assertEqual(attachment.raw, b"terms")

    def test_everything_home_leaves_odoos_own_as_they_are(self):
        attachment = self._public()
        self.rule.copy_kept = False
        self._sync(self.partner)
        self.assertTrue(self._file(attachment), "What is there stays.")
        self._assert_own(attachment, b"terms")

    # What the form tells

    def test_the_form_tells_what_stays(self):
        self._public()
        self.partner.image_1920 = base64.b64encode(png(8, 8))
        self.assertEqual(
            self.rule.kept_text, "Public and unchangeable files: 1\nImage: 1"
        )
        self.env["ir.attachment"].search([("public", "=", True)]).unlink()
        self.rule.invalidate_recordset()
        self.assertEqual(self.rule.kept_text, "Image: 1")

    def test_who_may_not_read_what_is_copied_is_not_told(self):
        self._public()
        rule = self.rule.with_user(self._manager())
        self.assertTrue(rule.kept_text)
        field = self.env["res.partner"]._fields["image_1920"]
        self.patch(field, "groups", "base.group_system")
        rule.invalidate_recordset()
        self.assertFalse(rule.kept_text)

    def _manager(self):
        return new_test_user(
            self.env,
            "keeper",
            "connector_cloud.group_cloud_manager",
            context={"no_reset_password": True},
        )

    def test_a_field_of_another_model_is_refused(self):
        other = self.env["ir.model.fields"]._get("res.company", "logo")
        with self.assertRaisesRegex(ValidationError, "Choose another field"):
            self.rule.copied_field_ids = other

    def test_a_field_without_a_document_is_refused(self):
        other = self.env["ir.model.fields"]._get("res.partner", "name")
        with self.assertRaisesRegex(ValidationError, "Choose another field"):
            self.rule.copied_field_ids = other

    def test_a_field_that_the_author_may_not_read_is_refused(self):
        field = self.env["res.partner"]._fields["image_1920"]
        image = self.rule.copied_field_ids
        self.rule.copied_field_ids = False
        rule = self.rule.with_user(self._manager())
        rule.copied_field_ids = image
        rule.copied_field_ids = False
        self.patch(field, "groups", "base.group_system")
        with self.assertRaises(AccessError):
            rule.copied_field_ids = image

    def test_another_document_type_forgets_the_fields(self):
        with Form(self.rule) as form:
            form.model_id = self.env["ir.model"]._get("res.company")
            self.assertFalse(form.copied_field_ids[:])
            form.model_id = self.partner_model
            form.domain = self.rule.domain
