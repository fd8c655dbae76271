# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Content on its way from OneDrive, passed on as it comes.

The bytes are at an address that authorises by itself for some minutes; the token must
not go there.
"""

from odoo.tools.translate import LazyTranslate

from odoo.addons.connector_cloud.exceptions import CloudError, NotFound
from odoo.addons.connector_cloud.sync.remote import RemoteStream
from odoo.addons.connector_cloud.transfer.http_download import (
    range_header,
    remote_stream,
)
from odoo.addons.connector_cloud.transfer.retry import TokenRefused, TransientError

_lt = LazyTranslate(__name__)

DOWNLOAD_URL = "@microsoft.graph.downloadUrl"


def open_content(client, path, start=None, end=None):
    """Open a file's content, or the bytes from ``start`` to ``end`` (inclusive).

    :param path: address of the item
    :return: RemoteStream; past the end of the content it delivers nothing
    """
    fields = {"$select": f"id,size,eTag,file,{DOWNLOAD_URL}"}

    def attempt():
        resource = client.call_once("GET", path, params=fields)
        version = resource.get("eTag")
        if "file" not in resource:
            raise CloudError(
                _lt("This is no file that can be downloaded. Open it there.")
            )
        if not resource.get("size"):
            return RemoteStream(iter(()), lambda: None, 0, 0, -1, version)
        response = _open(client, resource[DOWNLOAD_URL], range_header(start, end))
        return remote_stream(response, client.translated, start, end, version)

    return client.with_retries(attempt)


def open_pdf(client, path):
    """Open a document as a PDF file that OneDrive makes of it."""

    return _open_redirected(client, f"{path}/content?format=pdf")


def open_version(client, path):
    """Open a content that a file had before.

    :param path: address of the version
    """
    return _open_redirected(client, f"{path}/content")


def _open_redirected(client, path):
    def attempt():
        redirect = client.exchange("GET", client.url(path), accept=(302,))
        return remote_stream(
            _open(client, redirect.headers["Location"]), client.translated
        )

    return client.with_retries(attempt)


def _open(client, url, headers=None):
    try:
        return client.open_stream(url, headers, authorized=False)
    except (NotFound, TokenRefused) as error:
        # The address has aged: there is a fresh one.
        raise TransientError(_lt("OneDrive did not hand out the content.")) from error
