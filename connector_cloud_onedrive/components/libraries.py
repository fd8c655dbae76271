# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The document libraries of SharePoint, found by the names of their sites."""

from urllib.parse import quote, urlsplit

from odoo.addons.connector_cloud.exceptions import CloudError
from odoo.addons.connector_cloud.sync.remote import Drive

# More than a person looks through; the search narrows them.
SITES = 100


def find_libraries(client, search=""):
    """
    :param client: :class:`~.graph_client.GraphClient`
    :param search: a word of the site's name, empty for all sites, or the address of a
        site: the only way to one for an application that may use selected sites
    :return: list of Drive, named by site and library
    """
    sites = _sites(client, search.strip())
    replies = client.batch(
        [
            {"method": "GET", "url": f"/sites/{quote(site['id'], safe=',')}/drives"}
            for site in sites
        ]
    )
    return [
        Drive(
            drive["id"],
            f"{site.get('displayName') or site['name']} / {drive['name']}",
            "library",
        )
        for site, reply in zip(sites, replies, strict=True)
        # A site that can be found need not be open to the account.
        if not isinstance(reply, CloudError)
        for drive in reply["value"]
    ]


def _sites(client, search):
    if search.startswith("https://"):
        address = urlsplit(search)
        path = quote(address.path.rstrip("/"))
        # The whole path names the site; "root" is the one without a path.
        place = f"{address.hostname}:{path}" if path else address.hostname
        return [client.call("GET", f"/sites/{place}")]
    found = []
    for page in client.pages("/sites", params={"search": search or "*"}):
        found += page["value"]
        if len(found) >= SITES:
            break
    return found[:SITES]
