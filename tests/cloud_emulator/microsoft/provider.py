# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Entra ID and Graph v1.0 as one provider of the emulator."""

import hashlib

from ..blobs import BlobStore
from ..lag import ListLag
from ..provider import Provider
from ..routing import Routes
from . import (
    batch,
    copying,
    delta,
    directory_api,
    downloads,
    items_api,
    sessions,
    sign_in,
    subscriptions_api,
    token_endpoint,
    uploads,
)
from .aadsts import SignInError
from .accounts import DEFAULT_APP, Accounts
from .browsing import Browsing
from .call import GraphCall, stamp
from .drives import Drives
from .endpoints import ENDPOINTS
from .errors import GraphError
from .fault_answers import graph_fault, sign_in_fault
from .id_token import IdTokens
from .ids import TENANT
from .operations import Operations
from .quick_xor import QuickXor
from .recycle_bin import RecycleBin
from .subscriptions import Subscriptions
from .tables import NAMES, TABLES
from .throttle import Throttle
from .tickets import Tickets
from .tokens import Tokens
from .tree import Tree

#: imported for the handlers they add to ``ENDPOINTS``
API = (batch, delta, directory_api, items_api, subscriptions_api, uploads)
_MODULES = (copying, downloads, sessions, sign_in, token_endpoint)


def _all_routes():
    routes = Routes()
    routes.include(ENDPOINTS.routes)
    for module in _MODULES:
        routes.include(module.routes)
    return routes


class MicrosoftProvider(Browsing, Provider):
    """Everything that answers for Microsoft."""

    name = "microsoft"
    routes = _all_routes()

    def __init__(self, services):
        super().__init__(services)
        self.database = services.database
        self.settings = services.settings
        self.settings.register(
            microsoft_consent="ask",
            microsoft_page_limit=None,
            microsoft_copy_polls=0,
            microsoft_session_changes_etag=False,
        )
        self.database.define(TABLES)
        algorithms = {"quickxor": QuickXor, "sha1": hashlib.sha1}
        self.blobs = BlobStore(services.state / "microsoft", algorithms)
        self.accounts = Accounts(self.database)
        self.tokens = Tokens(self.database, self.settings)
        self.id_tokens = IdTokens(self.database)
        self.tickets = Tickets(self.database, self.settings)
        self.tree = Tree(self.database, self.blobs)
        self.recycle_bin = RecycleBin(self.tree, self.settings)
        self.drives = Drives(self.database, self.tree, self.recycle_bin)
        self.throttle = Throttle()
        self.lag = ListLag(services.faults, "graph.items.children")
        self.subscriptions = Subscriptions(self.database, self.tree.changes)
        services.postman.serve(self.subscriptions)
        self._operations = Operations(self).all()

    def handle(self, call, arguments):
        """Routes with the option ``streams`` care for their transactions themselves;
        the others see and make one state of the drives."""
        try:
            if self._streams(call):
                response = self._answer(call, arguments)
            else:
                # before the transaction: nobody waits for a slow client
                data = call.body.read()
                with self.database.transaction():
                    response = self._answer(call, arguments, data)
        except (GraphError, SignInError) as error:
            response = error.response()
        return stamp(response, call.request)

    def _streams(self, call):
        sign_in = call.route.name.startswith("entra.")
        return sign_in or call.route.options.get("streams")

    def _answer(self, call, arguments, data=None):
        if call.route.options.get("open"):
            return call.route.handler(self, call, **arguments)
        address = call.request.environ["graph.address"]
        return call.route.handler(GraphCall(self, call, address, data))

    def fault_response(self, call, fault):
        if call.route.name.startswith("entra."):
            response = sign_in_fault(fault)
        else:
            response = graph_fault(self, call, fault)
        return stamp(response, call.request)

    def operations(self):
        return self._operations

    def reset(self):
        with self.database.transaction():
            for table in NAMES:
                self.database.execute(f"DELETE FROM graph_{table}")
            self.blobs.clear()
            self.tokens.clear()
            self.accounts.clear()
            self.drives.add_root_site()
        self.throttle.clear()

    def describe(self, url):
        users = ", ".join(user["email"] for user in self.accounts.users())
        return [
            "OneDrive and SharePoint:",
            f"  sign-in {url}/{TENANT}/oauth2/v2.0/   Graph {url}/v1.0/",
            f"  tenant {TENANT}",
            f"  client id {DEFAULT_APP[0]}   secret {DEFAULT_APP[1]}",
            f"  users {users}",
        ]
