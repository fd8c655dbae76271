# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The pages of the sign-in service people see."""

from markupsafe import Markup

from ..html import page


def consent_page(users, asked, app):
    """Pick an account, then Allow or Deny."""
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
        for position, user in enumerate(users)
    )
    scopes = Markup("").join(
        Markup("<li><code>{}</code></li>").format(scope)
        for scope in asked["scope"].split()
    )
    body = Markup(
        '<form method="post" class="card narrow"><h1>Pick an account</h1>'
        "<p><b>{name}</b> wants access to your emulated Microsoft account.</p>"
        "{choices}<p>Permissions requested:</p><ul>{scopes}</ul>"
        '<p class="buttons"><button name="decision" value="deny">Deny</button>'
        '<button name="decision" value="allow" class="primary">Allow</button></p>'
        "</form>"
    ).format(name=app["name"], choices=choices, scopes=scopes)
    return page("Sign in to your account", body)


def posting_page(address, fields):
    """A form that sends itself: the browser goes back with a POST.

    :param fields: dict of what is sent
    """
    inputs = Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(*field)
        for field in fields.items()
    )
    body = Markup(
        '<form method="post" action="{}" class="card narrow" id="back">{}'
        "<p>Going back to the application.</p>"
        '<p class="buttons"><button class="primary">Continue</button></p></form>'
        "<script>document.getElementById('back').submit()</script>"
    ).format(address, inputs)
    return page("Signed in", body)


def refusal_page(error):
    """What is wrong with the application's own request is only shown, not sent.

    :param error: a ``SignInError``
    """
    body = Markup(
        '<div class="card narrow"><h1>Sign in</h1>'
        "<p>Sorry, but we are having trouble signing you in.</p><p>{}</p></div>"
    ).format(str(error))
    response = page("Sign in to your account", body)
    response.status_code = error.status
    return response
