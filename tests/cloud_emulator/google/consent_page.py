# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The page that asks a person to allow or deny an application."""

from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from ..html import page


def consent_page(provider, asked, client):
    """Choose an account, then Allow or Deny."""
    hint = asked.get("login_hint")
    choices = Markup("").join(
        Markup(
            '<label class="choice"><input type="radio" name="user" value="{0}"{2}>'
            " <span><b>{1}</b><br>{0}</span></label>"
        ).format(
            user["email"],
            user["name"],
            Markup(" checked") if user["email"] == hint or not position else "",
        )
        for position, user in enumerate(provider.accounts.users())
    )
    scopes = Markup("").join(
        Markup("<li><code>{}</code></li>").format(scope)
        for scope in asked["scope"].split()
    )
    body = Markup(
        '<form method="post" class="card narrow"><h1>Choose an account</h1>'
        "<p><b>{client}</b> wants access to your emulated Google Account.</p>"
        "{choices}<p>This will allow it:</p><ul>{scopes}</ul>"
        '<p class="buttons"><button name="decision" value="deny">Deny</button>'
        '<button name="decision" value="allow" class="primary">Allow</button></p>'
        "</form>"
    ).format(client=client["id"], choices=choices, scopes=scopes)
    return page("Sign in", body)


def refusal_page(error, message, status=400):
    """What is wrong with the application's own request is only shown, not sent."""
    body = Markup(
        '<div class="card narrow"><h1>Access blocked</h1><p>{}</p>'
        "<p>Error {}: <code>{}</code></p></div>"
    ).format(escape(message), status, error)
    response: Response = page("Access blocked", body)
    response.status_code = status
    return response
