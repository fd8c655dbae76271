# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The frame all pages of the emulator share."""

from pathlib import Path

from markupsafe import Markup
from werkzeug.wrappers import Response

STYLE = (Path(__file__).parent / "static" / "style.css").read_text()

_FRAME = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title><style>{style}</style></head>"
    '<body><header><a href="/">Cloud emulator</a></header><main>{body}</main></body>'
    "</html>"
)


def page(title, body):
    """A response with a page.

    :param body: ``Markup``
    """
    text = _FRAME.format(title=title, style=Markup(STYLE), body=body)
    return Response(text, mimetype="text/html")
