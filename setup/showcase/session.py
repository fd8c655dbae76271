# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A browser's session with Odoo, as far as the demo and the tests need one."""

import itertools
import re
from html import unescape

import requests

from machine import Problem

_CSRF = re.compile(r'csrf_token: "([^"]+)"')
_TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>|<title>(.*?)</title>", re.DOTALL)
TIMEOUT = 300  # seconds


class OdooSession:
    """A person who is logged in to Odoo.

    :param url: base address of the server
    :param database: its name
    """

    def __init__(self, url, database, login="admin", password="admin"):
        self.url = url
        self._ids = itertools.count(1)
        self._http = requests.Session()
        self._http.trust_env = False
        credentials = {"db": database, "login": login, "password": password}
        self.user = self.post("/web/session/authenticate", **credentials)
        self._csrf = None

    def post(self, path, **parameters):
        """Call a JSON route and return its result.

        :raises Problem: Odoo answered with an error; the message is Odoo's
        """
        body = {"jsonrpc": "2.0", "id": next(self._ids), "params": parameters}
        response = self._http.post(self.url + path, json=body, timeout=TIMEOUT)
        response.raise_for_status()
        answer = response.json()
        if "error" in answer:
            error = answer["error"].get("data", answer["error"])
            raise Problem(f"Odoo refuses {path}: {error['message']}")
        return answer.get("result")

    def call(self, model, method, *args, **kwargs):
        """Call a public method of a model, as the web client does."""
        return self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )

    def button(self, model, record_id, method):
        """Press a button of a form; :return: the action that it leads to"""
        return self.post(
            f"/web/dataset/call_button/{model}/{method}",
            model=model,
            method=method,
            args=[[record_id]],
            kwargs={},
        )

    def upload(self, model, res_id, name, content, pending=False):
        """Upload a file as the chatter does; :return: the attachment's id

        :param pending: it belongs to a message that is not posted yet
        """
        values = {"csrf_token": self._csrf_token(), "thread_model": model}
        values |= {"thread_id": res_id, "is_pending": "true" if pending else "false"}
        response = self._http.post(
            f"{self.url}/mail/attachment/upload",
            data=values,
            files={"ufile": (name, content)},
            timeout=TIMEOUT,
        )
        response.raise_for_status()
        answer = response.json()
        if "error" in answer:
            raise Problem(f"Odoo does not take {name}: {answer['error']}")
        return answer["data"]["attachment_id"]

    def post_message(self, model, res_id, body, attachment_ids):
        """Post a message in the chatter of a record."""
        content = {"body": body, "attachment_ids": attachment_ids}
        content |= {"message_type": "comment", "subtype_xmlid": "mail.mt_note"}
        self.post(
            "/mail/message/post",
            thread_model=model,
            thread_id=res_id,
            post_data=content,
        )

    def get(self, path, **options):
        """GET a page or file of Odoo; :return: the response"""
        options.setdefault("timeout", TIMEOUT)
        return self._http.get(self.url + path, **options)

    def download(self, attachment_id):
        """:return: the content of an attachment"""
        response = self.get(f"/web/content/{attachment_id}")
        response.raise_for_status()
        return response.content

    def visit(self, url):
        """Follow a link out of Odoo and all the ways back into it.

        :raises Problem: the journey ends at a page that is an error
        """
        response = self._http.get(url, timeout=TIMEOUT)
        if not response.ok:
            title = _TITLE.search(response.text)
            words = next(filter(None, title.groups()), "") if title else ""
            text = unescape(words).strip() or response.reason
            raise Problem(f"{response.url.partition('?')[0]} answers: {text}.")
        return response

    def _csrf_token(self):
        if not self._csrf:
            self._csrf = _CSRF.search(self.get("/odoo").text)[1]
        return self._csrf
