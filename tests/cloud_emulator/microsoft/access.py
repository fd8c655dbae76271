# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who asks, and what they may see."""

import json
import time
from dataclasses import dataclass

from .errors import GraphError, access_denied, not_found, unauthorized

GRAPH = "https://graph.microsoft.com/"
READ, WRITE = "read", "write"
_WRITE_SCOPES = frozenset(
    {
        "Files.ReadWrite",
        "Files.ReadWrite.All",
        "Files.ReadWrite.AppFolder",
        "Sites.ReadWrite.All",
        "Sites.Manage.All",
        "Sites.FullControl.All",
        "Sites.Selected",
    }
)
_READ_SCOPES = _WRITE_SCOPES | {"Files.Read", "Files.Read.All", "Sites.Read.All"}


@dataclass(frozen=True)
class Caller:
    """The one behind a request.

    :param user: row of the signed-in user, None for an application by itself
    :param app: id of the application
    :param scopes: names of the permissions
    :param sites: ids of the sites an application with ``Sites.Selected`` sees
    """

    user: object
    app: str
    scopes: frozenset
    sites: tuple = ()

    @property
    def account(self):
        """Whose quota of requests is used."""
        return self.user["email"] if self.user else f"app:{self.app}"

    @property
    def actor(self):
        """What is noted as author of changes."""
        return self.account

    def require(self, right):
        """:raises GraphError: 403 when no permission gives the right"""
        if right and not self.scopes & (
            _WRITE_SCOPES if right == WRITE else _READ_SCOPES
        ):
            raise access_denied()

    def require_user(self):
        """The signed-in user's row.

        :raises GraphError: 400 for an application by itself
        """
        if self.user is None:
            message = "/me request is only valid with delegated authentication flow."
            raise GraphError(400, "BadRequest", message)
        return self.user

    @property
    def selected_only(self):
        """An application that sees nothing but the sites it was given."""
        everything = any(scope.endswith(".All") for scope in self.scopes)
        return self.user is None and "Sites.Selected" in self.scopes and not everything

    def check_drive(self, drive):
        """:raises GraphError: 403 when the drive is not to be seen by the caller"""
        if self.user is not None:
            allowed = drive["owner"] in (None, self.user["email"])
            allowed = allowed and not (self.user["personal"] and drive["site_id"])
        else:
            allowed = not self.selected_only or drive["site_id"] in self.sites
        if not allowed:
            raise access_denied()

    def check_site(self, site):
        """:raises GraphError: 403 when the site is not to be seen by the caller"""
        if self.selected_only and site["id"] not in self.sites:
            raise access_denied()


def authenticate(provider, request):
    """The caller behind the bearer token of a request.

    :raises GraphError: 401
    """
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise unauthorized("Access token is empty.")
    row = provider.tokens.access(token.strip())
    if row is None:
        raise unauthorized("IDX14100: JWT is not well formed.")
    if row["expires"] <= time.time():
        raise unauthorized()
    if row["user"] is not None:
        user = provider.accounts.user(row["user"])
        if user is None:
            raise unauthorized("The user of the token does not exist.")
        return Caller(user, row["app"], _scopes(provider, row))
    app = provider.accounts.app(row["app"])
    sites = tuple(json.loads(app["sites"]))
    return Caller(None, app["id"], frozenset(app["permissions"].split()), sites)


def _scopes(provider, row):
    """The permissions a token carries; ``.default`` stands for all agreed to."""
    names = {each.removeprefix(GRAPH) for each in row["scope"].split()}
    if ".default" in names:
        app = provider.accounts.app(row["app"])
        names |= set(app["permissions"].split())
    return frozenset(names)


def user_drive(provider, caller, user):
    """The drive of a user.

    :raises GraphError: 404 when the user has no licence for one
    """
    if not user["licensed"]:
        raise GraphError(404, "ResourceNotFound", "User's mysite not found.")
    drive = provider.drives.of_user(user)
    caller.check_drive(drive)
    return drive


def drive_by_id(provider, caller, drive_id):
    """:raises GraphError: 404 for an unknown id, 403 for one of somebody else"""
    drive = provider.drives.get(drive_id)
    if drive is None:
        raise not_found()
    caller.check_drive(drive)
    return drive
