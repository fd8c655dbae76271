# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Notification channels on the change feed: "Push notifications" of the Drive API."""

import uuid
from contextlib import suppress
from datetime import datetime, timezone

from odoo.addons.connector_cloud.exceptions import NotFound
from odoo.addons.connector_cloud.sync.remote import Watch


def open_channel(client, feed, address, secret, expires_at):
    """Have Google Drive notify an address of changes.

    :param feed: parameters of the change feed's requests, with ``pageToken``
    :param expires_at: naive, UTC; Google allows no more than a week
    :return: :class:`~odoo.addons.connector_cloud.sync.remote.Watch`
    """
    end = expires_at.replace(tzinfo=timezone.utc)
    body = {
        "type": "web_hook",
        "address": address,
        "token": secret,
        "expiration": str(int(end.timestamp() * 1000)),
    }

    def attempt():
        # The name of a channel whose making got no answer is taken for ever.
        named = {**body, "id": str(uuid.uuid4())}
        with client.connection() as http:
            return client.changes.watch(body=named, **feed).execute(http=http)

    channel = client.with_retries(attempt)
    end = datetime.fromtimestamp(int(channel["expiration"]) / 1000, timezone.utc)
    return Watch(
        channel["id"],
        channel["resourceId"],
        end.replace(tzinfo=None, microsecond=0),
    )


def close_channel(client, watch):
    """Stop a channel; it may have ended already."""
    body = {"id": watch.external_id, "resourceId": watch.resource_id}

    def attempt():
        with client.connection() as http:
            client.channels.stop(body=body).execute(http=http)

    with suppress(NotFound):
        client.with_retries(attempt)
