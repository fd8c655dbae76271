# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The delta query of a drive as the contract's change feed.

A cursor is what the links of the feed have behind their path, so that it does not
depend on the host that the feed is read from.
"""

from odoo.tools.translate import LazyTranslate

from odoo.addons.connector_cloud.exceptions import CloudError, CursorExpired
from odoo.addons.connector_cloud.sync.remote import Change, ChangePage

from .items import is_ours_to_see, item_of

_lt = LazyTranslate(__name__)

NOW = "?token=latest"
# The folders above a changed item did not change.
HEADERS = {"deltaExcludeParent": "true"}


def start_cursor(client, feed):
    """
    :param feed: address of the delta query
    :return: the cursor at its present end
    """
    return _pages(client, feed, NOW)[1]


def change_pages(client, feed, cursor):
    """:return: generator of ChangePage
    :raise CursorExpired: the feed cannot go on from ``cursor``
    """
    last = False
    while not last:
        entries, cursor, last = _pages(client, feed, cursor)
        changes = tuple(filter(None, map(_change, entries)))
        yield ChangePage(changes, cursor, last)


def _pages(client, feed, cursor):
    """:return: entries of one page, the cursor behind it, whether it is the last"""
    try:
        page = client.call("GET", feed + cursor, headers=HEADERS)
    except CursorExpired:
        raise
    except CloudError as error:
        # A cursor that Graph cannot read is answered by a mere "bad request".
        if type(error) is CloudError:
            raise CursorExpired(
                _lt("OneDrive does not know this place in its change feed.")
            ) from error
        raise
    last = "@odata.deltaLink" in page
    link = page["@odata.deltaLink" if last else "@odata.nextLink"]
    return page["value"], link.rpartition("/delta")[2], last


def _change(resource):
    if "deleted" in resource:
        return Change(resource["id"], None)
    return (
        Change(resource["id"], item_of(resource)) if is_ours_to_see(resource) else None
    )
