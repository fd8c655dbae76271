# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Microsoft's clouds: the public one and those that nations keep apart.

The hosts are those of "National cloud deployments" in Microsoft's documentation.
"""

from typing import NamedTuple


class NationalCloud(NamedTuple):
    """Hosts of the sign-in service and of Microsoft Graph, and what people call it."""

    login: str
    graph: str
    name: str


CLOUDS = {
    "global": NationalCloud(
        "login.microsoftonline.com", "graph.microsoft.com", "Global"
    ),
    "us_gov": NationalCloud(
        "login.microsoftonline.us", "graph.microsoft.us", "US Government"
    ),
    "us_dod": NationalCloud(
        "login.microsoftonline.us", "dod-graph.microsoft.us", "US Defense"
    ),
    "china": NationalCloud(
        "login.partner.microsoftonline.cn",
        "microsoftgraph.chinacloudapi.cn",
        "China (21Vianet)",
    ),
}
