# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError

from .sync.web_address import web_address


def open_in_cloud(env, url):
    """
    :param url: where the cloud shows an item
    :return: the action that opens it in a new tab of the browser
    :raise UserError: there is no such place
    """
    if not web_address(url):
        raise UserError(
            env._("This item is not in the cloud any more. Look into its bin.")
        )
    return {"type": "ir.actions.act_url", "url": url, "target": "new"}
