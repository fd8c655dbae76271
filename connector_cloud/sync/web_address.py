# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlsplit

SCHEMES = ("http", "https")


def web_address(url):
    """Let only addresses of the web pass: others may run in the reader's browser.

    :param url: what a cloud, or somebody, calls the address of an item
    :return: the address, or None
    """
    try:
        is_good = url and url.isprintable() and urlsplit(url).scheme in SCHEMES
    except ValueError:
        is_good = False
    return url if is_good else None
