# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may see and do what: token scopes, owners, members, shares."""

from dataclasses import dataclass

from .errors import (
    insufficient_scope,
    invalid_credentials,
    no_credentials,
    no_permission,
    not_found,
)

READ, CONTENT, WRITE = "read", "content", "write"
READER, WRITER, FILE_ORGANIZER, ORGANIZER = range(1, 5)
ROLES = {
    "reader": READER,
    "commenter": READER,
    "writer": WRITER,
    "contributor": WRITER,
    "fileOrganizer": FILE_ORGANIZER,
    "organizer": ORGANIZER,
    "owner": ORGANIZER,
}

_PREFIX = "https://www.googleapis.com/auth/drive"
FILE_SCOPE = _PREFIX + ".file"
APP_DATA_SCOPE = _PREFIX + ".appdata"
_SCOPES = {
    _PREFIX: {READ, CONTENT, WRITE},
    FILE_SCOPE: {READ, CONTENT, WRITE},
    APP_DATA_SCOPE: {READ, CONTENT, WRITE},
    _PREFIX + ".readonly": {READ, CONTENT},
    _PREFIX + ".metadata.readonly": {READ},
    _PREFIX + ".metadata": {READ, WRITE},
}
DEFAULT_SCOPE = _PREFIX

#: what others share with a user, directly or by a folder above
_SHARED = (
    "(item.drive_id IS NULL AND item.id IN (WITH RECURSIVE shared (id) AS (SELECT"
    " item_id FROM share WHERE user = ? UNION SELECT below.id FROM item below JOIN"
    " shared ON below.parent_id = shared.id) SELECT id FROM shared))"
)


@dataclass(frozen=True)
class Caller:
    """The user and the application behind a request."""

    user: str
    name: str
    client: str
    scopes: frozenset
    service: bool = False

    def require(self, right):
        """:raises DriveError: 403 when no scope of the token gives the right"""
        if not any(right in _SCOPES.get(scope, ()) for scope in self.scopes):
            raise insufficient_scope()

    @property
    def own_files_only(self):
        """Whether the token only reaches files this application has made."""
        return not any(
            scope in _SCOPES and scope not in (FILE_SCOPE, APP_DATA_SCOPE)
            for scope in self.scopes
        )


def authenticate(provider, request):
    """The caller of an API request.

    :raises DriveError: 401 or 403, as Drive answers without or with a dead token
    """
    header = request.headers.get("Authorization")
    if not header:
        raise no_credentials(request.method)
    kind, _space, token = header.partition(" ")
    row = provider.tokens.access(token.strip()) if kind.lower() == "bearer" else None
    if row is None:
        raise invalid_credentials()
    user = provider.accounts.user(row["user"])
    if user is None:
        raise invalid_credentials()
    return caller_of(user, row["client"], row["scope"])


def caller_of(user, client, scope=DEFAULT_SCOPE):
    return Caller(
        user["email"],
        user["name"],
        client,
        frozenset(scope.split()),
        bool(user["service"]),
    )


class Access:
    """Rules over the tree. An item one may not see does not exist: 404."""

    def __init__(self, tree):
        self._tree = tree
        self._database = tree.database

    def drive_role(self, drive_id, user):
        roles = self._database.all(
            "SELECT role FROM member WHERE drive_id = ? AND user IN (?, '*')",
            [drive_id, user],
        )
        return max((ROLES[row["role"]] for row in roles), default=0)

    def drives_of(self, user):
        """Ids of the shared drives a user is a member of."""
        rows = self._database.all(
            "SELECT DISTINCT drive_id FROM member WHERE user IN (?, '*')", [user]
        )
        return [row["drive_id"] for row in rows]

    def role(self, item, caller):
        """The caller's role on an item, 0 when it is invisible."""
        if caller.own_files_only and item["client"] != caller.client:
            return 0
        if item["space"] != "drive" and not self._owns_app_data(item, caller):
            return 0
        if item["owner"] == caller.user:
            return ORGANIZER
        role = 0
        if item["drive_id"]:
            role = self.drive_role(item["drive_id"], caller.user)
        return max(role, self._shared_role(item, caller.user))

    def _owns_app_data(self, item, caller):
        if not {APP_DATA_SCOPE, DEFAULT_SCOPE} & caller.scopes:
            return False
        top = self._tree.line(item["id"])[0]
        return top["id"] == self._tree.app_data(caller.user, caller.client)

    def _shared_role(self, item, user):
        if not self._database.one("SELECT 1 FROM share WHERE user = ?", [user]):
            return 0
        line = [row["id"] for row in self._tree.line(item["id"])]
        marks = ", ".join("?" * len(line))
        rows = self._database.all(
            f"SELECT role FROM share WHERE user = ? AND item_id IN ({marks})",
            [user, *line],
        )
        return max((ROLES[row["role"]] for row in rows), default=0)

    def resolve(self, item_id, caller):
        """Replace the aliases ``root`` and ``appDataFolder`` by real ids."""
        if item_id == "root":
            return self._tree.root(caller.user)
        if item_id == "appDataFolder":
            return self._tree.app_data(caller.user, caller.client)
        return item_id

    def find(self, item_id, caller, all_drives, role=READER):
        """The row of an item the caller may act upon.

        :param all_drives: the request said ``supportsAllDrives=true``
        :param role: what is needed; 403 when the caller has less
        :raises DriveError: 404 when unknown, invisible, or in a shared drive while
            the request does not support them
        """
        item = self._tree.get(self.resolve(item_id, caller))
        if item is None or (item["drive_id"] and not all_drives):
            raise not_found(item_id)
        actual = self.role(item, caller)
        if not actual:
            raise not_found(item_id)
        if actual < role:
            raise no_permission()
        return item

    def visible_sql(self, caller, in_drives):
        """A condition on ``item`` for what the caller sees, with its parameters.

        :param in_drives: ids of shared drives to include
        """
        places, parameters = ["item.owner = ?"], [caller.user]
        if in_drives:
            marks = ", ".join("?" * len(in_drives))
            places.append(f"item.drive_id IN ({marks})")
            parameters += in_drives
        if self._database.one("SELECT 1 FROM share WHERE user = ?", [caller.user]):
            places.append(_SHARED)
            parameters.append(caller.user)
        sql = f"({' OR '.join(places)})"
        if caller.own_files_only:
            sql += " AND item.client = ?"
            parameters.append(caller.client)
        return sql, parameters
