# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from threading import Thread
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.translate import LazyTranslate, code_translations

from ..exceptions import AccessDenied, CloudError, RetryLater, message_of
from .common import CloudCase

_lt = LazyTranslate(__name__)

FRENCH = {
    "Free some space in %s.": "Libérez de l'espace dans %s.",
    "The cloud refuses this": "Le nuage refuse",
    "%(sentence)s: %(detail)s (%(code)s)": "%(sentence)s : %(detail)s (%(code)s)",
}
ENGLISH_TEXT = "Free some space in Drive."
FRENCH_TEXT = "Libérez de l'espace dans Drive."


def full():
    return _lt("Free some space in %s.", "Drive")


@tagged("post_install", "-at_install")
class TestErrorMessages(CloudCase):
    """Messages are read in the language of the reader, wherever they were made."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fr_FR")
        self.french = self.env(context={**self.env.context, "lang": "fr_FR"})
        translations = patch.object(
            code_translations,
            "get_python_translations",
            lambda _module, lang: FRENCH if lang == "fr_FR" else {},
        )
        translations.start()
        self.addCleanup(translations.stop)

    def _french_backend(self):
        return self.backend.with_env(self.french)

    def test_language_of_the_reader(self):
        error = CloudError(full())
        self.assertEqual(message_of(self.french, error), FRENCH_TEXT)
        self.assertEqual(message_of(self.env(context={}), error), ENGLISH_TEXT)
        self.assertEqual(str(error), ENGLISH_TEXT)

    def test_made_in_a_thread(self):
        made = []
        with self.assertNoLogs("odoo.tools.translate", "WARNING"):
            thread = Thread(target=lambda: made.append(CloudError(full())))
            thread.start()
            thread.join()
        self.assertEqual(str(made[0]), ENGLISH_TEXT)
        self.assertEqual(message_of(self.french, made[0]), FRENCH_TEXT)

    def test_what_the_cloud_says_is_left_as_it_is(self):
        sentence = _lt(
            "%(sentence)s: %(detail)s (%(code)s)",
            sentence=_lt("The cloud refuses this"),
            detail="Bad request",
            code="badRequest",
        )
        self.assertEqual(
            message_of(self.french, CloudError(sentence)),
            "Le nuage refuse : Bad request (badRequest)",
        )

    def test_repeated_by_another_error(self):
        error = RetryLater(CloudError(full()).message)
        self.assertEqual(message_of(self.french, error), FRENCH_TEXT)

    def test_secrets_are_hidden_in_every_language(self):
        address = "https://cloud.invalid/upload?sig=hush"
        error = CloudError(_lt("Free some space in %s.", address))
        for text in (str(error), repr(error), message_of(self.french, error)):
            self.assertIn("https://cloud.invalid/upload?…", text)
            self.assertNotIn("hush", text)

    def test_other_errors(self):
        self.assertEqual(message_of(self.french, OSError("disk")), "disk")
        self.assertEqual(message_of(self.french, CloudError("as it is")), "as it is")

    def test_log_of_a_job(self):
        partner = self._partner("P")
        attachment = self._attach(partner, "a.txt", b"x")
        self.cloud.fail_next("upload", AccessDenied(full()))
        self._french_backend()._job_sync_records(partner._name, partner.ids)
        self.assertEqual(self._logs(level="error").mapped("message"), [FRENCH_TEXT])
        [file] = self.env["cloud.file"].search([("odoo_id", "=", attachment.id)])
        self.assertEqual(file.error, FRENCH_TEXT)

    def test_dialog_of_a_button(self):
        self.cloud.fail_next("test_connection", AccessDenied(full()))
        with self.assertRaisesRegex(UserError, FRENCH_TEXT):
            self._french_backend().action_test_connection()
