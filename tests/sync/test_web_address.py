# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Only addresses of the web are kept, whoever tells them."""

import pytest

from sync.remote import RemoteItem
from sync.web_address import web_address


@pytest.mark.parametrize(
    "url", ["https://drive.example.com/a?b#c", "http://localhost:80", "HTTPS://x.org"]
)
def test_addresses_of_the_web_pass(url):
    assert web_address(url) == url
    assert RemoteItem("1", "a", web_url=url).web_url == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "https://drive.example.com/\r\nX-Evil: 1",
        "data:text/html,x",
        "file:///etc/passwd",
        "//drive.example.com",
        "/web",
        "drive.example.com",
        "http://[broken",
    ],
)
def test_others_do_not(url):
    assert web_address(url) is None
    assert RemoteItem("1", "a", web_url=url).web_url is None
