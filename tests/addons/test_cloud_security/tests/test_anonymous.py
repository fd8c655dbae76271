# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .allowed import ROUTES
from .registry import our_models


@tagged("post_install", "-at_install")
class TestAnonymous(HttpCase):
    """Who is not signed in gets nothing over HTTP."""

    def test_routes(self):
        for url, (auth, _why) in ROUTES.items():
            address = re.sub("<int:[^>]*>", "1", re.sub("<string:[^>]*>", "x", url))
            with self.subTest(url=url):
                method = "POST" if auth == "public" else "GET"
                answer = self.url_open(address, method=method, allow_redirects=False)
                if auth == "public":
                    self.assertEqual(answer.status_code, 404)
                else:
                    self.assertEqual(answer.status_code, 303)
                    self.assertIn("/web/login", answer.headers["Location"])

    @mute_logger("odoo.http")
    def test_remote_calls(self):
        for model in our_models(self.env):
            with self.subTest(model=model._name):
                answer = self.url_open(
                    "/web/dataset/call_kw",
                    json={
                        "params": {
                            "model": model._name,
                            "method": "search_read",
                            "args": [],
                            "kwargs": {},
                        }
                    },
                ).json()
                self.assertNotIn("result", answer)
