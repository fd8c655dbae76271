# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..upgrade_api import Answer, Failure, Phase, UpgradeClient
from .common import PlatformCase
from .test_documentation import STATUS


@tagged("post_install", "-at_install")
class TestStatus(PlatformCase):
    """Answers that leave things out, or say what nobody knows."""

    def setUp(self):
        super().setUp()
        self.request = self.new_request().sudo()
        self.take()

    def take(self, **changes):
        """Have the request read the documentation's sample, with changes."""
        request = {**STATUS["request"], **changes}
        self.request._take_answer(Answer(request, {"failures": [], "request": request}))

    def look(self, state, phase):
        """Have the platform be in a state, and ask for it."""
        self.request._take_answer(Answer({"state": state}, {}))
        self.patch(UpgradeClient, "status", lambda *_args: Answer({}, {}))
        self.assertIs(self.request._ask_status(), phase)

    def test_null_everywhere(self):
        self.take(**dict.fromkeys(STATUS["request"]))
        self.assertEqual(self.request.number, 10534)
        self.assertEqual(self.request.key, "Aw7pItGVKFuZ_FOR3U8VFQ==")
        self.assertTrue(self.request.upgraded_dump_url)
        self.assertFalse(self.request.postgresql or self.request.compressions)

    def test_an_answer_without_a_state_moves_nothing(self):
        self.request.state = "created"
        self.look(None, Phase.WAIT)
        self.assertEqual(self.request.state, "created")

    def test_the_older_name_of_the_sql_stream(self):
        values = {"upgraded_sql_url": None, "migrated_sql_url": "https://x/migrated"}
        self.take(**values)
        self.assertEqual(self.request.upgraded_sql_url, "https://x/migrated")

    def test_without_an_address_there_is_nothing_to_download(self):
        self.request._secret().write(
            {"upgraded_dump_url": False, "upgraded_sql_url": False}
        )
        self.request.state = "ready"
        self.go(self.request)
        self.assertIn("no address of the upgraded dump", self.request.problem)
        self.assertEqual((self.request.state, self.request.running), ("ready", False))

    def test_compressions_in_one_word(self):
        self.take(compressions="sql")
        self.assertEqual(self.request.compressions, "sql")

    def test_unknown_keys_are_kept_for_support(self):
        self.take(brand_new={"key": "Aw7pItGVKFuZ_FOR3U8VFQ==", "more": [1]})
        self.assertIn('"brand_new"', self.request.last_answer)
        self.assertNotIn("Aw7pItGVKFuZ_FOR3U8VFQ==", self.request.last_answer)

    def test_what_was_downloaded_cannot_become_invalid(self):
        for state in ("done", "cancelled"):
            self.request.write({"state": state, "problem": False})
            self.look("invalid", Phase.INVALID)
            self.assertEqual((self.request.state, self.request.problem), (state, False))

    def test_everything_that_is_shown_is_masked(self):
        key = self.request.key
        text = f"see {key} and M123456-abcdef"
        names = set(STATUS["request"]) - {"id", "key", "filestore"}
        self.take(**{name: text for name in names if not name.endswith("_url")})
        self.request._stop(
            text, [Failure("TARGET:INVALID", text, text, (text,)), Failure(text)]
        )
        fields = self.request._fields
        shown = [name for name, each in fields.items() if not each.groups]
        everything = [
            self.request.read([*shown, "last_answer"]),
            self.request.failure_ids.read(),
            self.request.activity_ids.read(["note"]),
            self.request.message_ids.read(["body", "tracking_value_ids"]),
        ]
        for secret in (key, "M123456-abcdef"):
            self.assertNotIn(secret, str(everything))
        self.assertIn("•••", self.request.server_state)

    def test_words_of_the_platform_are_no_html(self):
        html = '<a href="https://evil.example">click</a>'
        self.take(customer_message=html)
        self.request.state = "processing"
        self.take(state=html)
        self.request._stop(html, [Failure(html, html)])
        bodies = self.request.message_ids.mapped("body")
        notes = self.request.activity_ids.mapped("note")
        for text in map(str, [*bodies, *notes]):
            self.assertNotIn("<a", text)
        self.assertTrue(any("&lt;a" in str(body) for body in bodies))
        self.assertIn("&lt;a", str(notes))

    def test_links_lead_to_the_web(self):
        for link in ("javascript:alert(1)", "file:///etc/passwd", {"a": 1}, 7):
            self.request._secret().status_url = False
            self.take(status_url=link)
            self.assertFalse(self.request.status_url)
        self.take(status_url="HTTPS://upgrade.odoo.com/x")
        self.assertEqual(self.request.status_url, "HTTPS://upgrade.odoo.com/x")

    def test_numbers_that_are_none(self):
        for number in ("x", -1, 2**40, True, 1.5, [1], {"a": 1}):
            with self.subTest(number=number):
                self.take(id=number)
                self.assertEqual(self.request.number, 10534)
