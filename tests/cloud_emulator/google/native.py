# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Native documents: made of plain text, exported as small real files."""

from markupsafe import Markup

from . import mime
from .errors import bad_request
from .export_formats import EXPORTERS


def import_text(data, content_type, target):
    """The text of a native document made from an uploaded file.

    :raises DriveError: 400 when Drive would not convert this type to that
    """
    source = (content_type or "text/plain").partition(";")[0].strip()
    if target not in mime.IMPORT_FORMATS.get(source, ()):
        raise bad_request("The requested conversion is not supported.", "convertTo")
    text = data.decode("utf-8", "replace")
    return Markup(text).striptags() if source == "text/html" else text


def export(name, text, source, target):
    """The bytes of a native document in another format.

    :param source: its own type
    :param target: one of ``mime.EXPORT_FORMATS[source]``
    """
    lines = text.splitlines() or [""]
    return EXPORTERS[target](name, lines, source)
