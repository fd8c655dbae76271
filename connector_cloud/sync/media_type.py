# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import mimetypes
import re

UNKNOWN = "application/octet-stream"
NEUTRAL = "text/plain"
WELL_FORMED = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
OFFICE = "application/vnd.openxmlformats"
SCRIPT = re.compile(r"javascript|ecmascript|jscript|livescript")


def media_type(item):
    """Say which media type the attachment of a cloud item gets.

    Odoo serves it from its own address: what a browser would execute there is plain
    text, as ``ir.attachment._check_contents`` has it for uploads of users.  Whoever
    writes into the drive is no user of Odoo, whatever user the job runs as.

    :param item: :class:`~.remote.RemoteItem`
    :return: type/subtype in lower case, without parameters
    """
    told = (item.mimetype or "").partition(";")[0].strip().lower()
    if told in ("", UNKNOWN):
        # Odoo guesses in the same way, after us, what nobody told it.
        told = (mimetypes.guess_type(item.name)[0] or UNKNOWN).lower()
    if not WELL_FORMED.fullmatch(told):
        return UNKNOWN
    return NEUTRAL if _is_active(told) else told


def _is_active(mimetype):
    is_xml = "xml" in mimetype and not mimetype.startswith(OFFICE)
    # "ht" is Odoo's own test: hta, html, xhtml.
    return "ht" in mimetype or is_xml or bool(SCRIPT.search(mimetype))
