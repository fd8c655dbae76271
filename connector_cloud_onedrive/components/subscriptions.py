# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Subscriptions to a drive: "Microsoft Graph change notifications"."""

from contextlib import suppress
from datetime import datetime

from odoo.addons.connector_cloud.exceptions import NotFound
from odoo.addons.connector_cloud.sync.remote import Watch

PATH = "/subscriptions"
SECONDS = "%Y-%m-%dT%H:%M:%S"


def subscribe(client, resource, address, secret, expires_at):
    """Have Microsoft notify an address of changes; it has to answer a visit first.

    :param resource: top folder of the drive
    :param expires_at: naive, UTC; Microsoft allows no more than 42,300 minutes
    :return: :class:`~odoo.addons.connector_cloud.sync.remote.Watch`
    """
    body = {
        "changeType": "updated",
        "notificationUrl": address,
        "resource": resource,
        "clientState": secret,
        "expirationDateTime": _text(expires_at),
    }
    return _watch(client.call("POST", PATH, json=body))


def prolong(client, watch, expires_at):
    """:return: the same subscription with a later end
    :raise NotFound: it has ended
    """
    body = {"expirationDateTime": _text(expires_at)}
    return _watch(client.call("PATCH", f"{PATH}/{watch.external_id}", json=body))


def unsubscribe(client, watch):
    """End a subscription; it may have ended already."""
    with suppress(NotFound):
        client.call("DELETE", f"{PATH}/{watch.external_id}")


def _text(moment):
    return moment.strftime(f"{SECONDS}Z")


def _watch(reply):
    # Seven digits of a second's fraction come along.
    end = datetime.strptime(reply["expirationDateTime"][:19], SECONDS)
    return Watch(reply["id"], reply["resource"], end)
