# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The way back from a provider's sign-in page, which ends the same for all of them."""

from odoo.exceptions import UserError
from odoo.http import request

from ..exceptions import CloudError, message_of


def finish_sign_in(cloud, consume, finish):
    """Answer the browser that a provider sends back.

    :param cloud: the provider's name, for people
    :param consume: function() -> (backend, secret) that takes the ``state`` back, see
        ``cloud.oauth.request``
    :param finish: function(backend, secret) that connects, with all rights; what it
        did is undone when it raises UserError or CloudError
    :return: response: to the backend's form, or a page that says what went wrong
    """
    env = request.env
    if not env.is_system():
        return _problem(
            cloud,
            env._("Only system administrators can connect a backend."),
            status=403,
        )
    try:
        backend, secret = consume()
    except UserError as problem:
        return _problem(cloud, str(problem))
    form_url = f"/odoo/cloud.backend/{backend.id}"
    try:
        with env.cr.savepoint():
            finish(backend.sudo(), secret)
    except (UserError, CloudError) as problem:
        return _problem(cloud, message_of(env, problem), form_url)
    return request.redirect(form_url)


def _problem(cloud, message, back_url="/odoo", status=400):
    return request.render(
        "connector_cloud.sign_in_problem",
        {"cloud": cloud, "message": message, "back_url": back_url},
        status=status,
    )
