# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Consents, one-use codes, refresh tokens and access tokens."""

import secrets
import time

from ..pkce import verifies

_TABLES = """
CREATE TABLE IF NOT EXISTS consent (
    client TEXT, user TEXT, scope TEXT, PRIMARY KEY (client, user));
CREATE TABLE IF NOT EXISTS code (
    code TEXT PRIMARY KEY, client TEXT, user TEXT, scope TEXT, redirect_uri TEXT,
    challenge TEXT, challenge_method TEXT, offline INTEGER, expires REAL,
    used INTEGER NOT NULL DEFAULT 0, family TEXT);
CREATE TABLE IF NOT EXISTS refresh_token (
    token TEXT PRIMARY KEY, client TEXT, user TEXT, scope TEXT, created REAL,
    live INTEGER NOT NULL DEFAULT 1);
CREATE INDEX IF NOT EXISTS refresh_token_user ON refresh_token (client, user);
CREATE TABLE IF NOT EXISTS access_token (
    token TEXT PRIMARY KEY, client TEXT, user TEXT, scope TEXT, expires REAL,
    family TEXT);
CREATE INDEX IF NOT EXISTS access_token_user ON access_token (client, user);
"""

CODE_SECONDS = 600
#: more live refresh tokens per account and client drop the oldest, silently
REFRESH_TOKEN_LIMIT = 100


class InvalidGrant(Exception):
    """A code or refresh token that is no good; the text is Google's description."""


class Tokens:
    """Everything that was granted. A code used twice takes its tokens with it."""

    def __init__(self, database, settings):
        self._database = database
        self._settings = settings
        settings.register(google_token_seconds=3599, google_rotate_refresh_tokens=False)
        database.define(_TABLES)

    def clear(self):
        for table in ("consent", "code", "refresh_token", "access_token"):
            self._database.execute(f"DELETE FROM {table}")

    def consented(self, client, user):
        """The scopes agreed to before, or None."""
        return self._database.value(
            "SELECT scope FROM consent WHERE client = ? AND user = ?", [client, user]
        )

    def consent(self, client, user, scope):
        self._database.execute(
            "INSERT OR REPLACE INTO consent VALUES (?, ?, ?)", [client, user, scope]
        )

    def new_code(self, client, user, scope, redirect_uri, challenge, method, offline):
        code = "4/0" + secrets.token_urlsafe(48)
        self._database.insert(
            "code",
            code=code,
            client=client,
            user=user,
            scope=scope,
            redirect_uri=redirect_uri,
            challenge=challenge,
            challenge_method=method,
            offline=int(offline),
            expires=time.time() + CODE_SECONDS,
        )
        return code

    def use_code(self, code, client, redirect_uri, verifier):
        """Trade a code in.

        :return: the row of the code
        :raises InvalidGrant: unknown, used, late, foreign or without its verifier
        """
        with self._database.transaction():
            row = self._database.one("SELECT * FROM code WHERE code = ?", [code])
            if row is None or row["client"] != client:
                raise InvalidGrant("Malformed auth code.")
            if row["used"]:
                self._drop_family(row["family"])
            elif self._redeemable(row, redirect_uri, verifier):
                family = secrets.token_hex(8)
                self._database.update("code", {"code": code}, used=1, family=family)
                return self._database.one("SELECT * FROM code WHERE code = ?", [code])
        raise InvalidGrant("Bad Request")

    def _redeemable(self, row, redirect_uri, verifier):
        return (
            row["expires"] > time.time()
            and row["redirect_uri"] == redirect_uri
            and verifies(row["challenge"], row["challenge_method"], verifier)
        )

    def _drop_family(self, family):
        self._database.execute("DELETE FROM access_token WHERE family = ?", [family])

    def new_refresh_token(self, client, user, scope):
        token = "1//0" + secrets.token_urlsafe(64)
        with self._database.transaction():
            self._database.insert(
                "refresh_token",
                token=token,
                client=client,
                user=user,
                scope=scope,
                created=time.time(),
            )
            self._database.execute(
                "DELETE FROM refresh_token WHERE client = ? AND user = ? AND token NOT"
                " IN (SELECT token FROM refresh_token WHERE client = ? AND user = ?"
                " ORDER BY created DESC, rowid DESC LIMIT ?)",
                [client, user, client, user, REFRESH_TOKEN_LIMIT],
            )
        return token

    def use_refresh_token(self, token, client):
        """:return: the row; :raises InvalidGrant: when it is dead or foreign"""
        row = self._database.one(
            "SELECT * FROM refresh_token WHERE token = ? AND client = ? AND live",
            [token, client],
        )
        if row is None:
            raise InvalidGrant("Token has been expired or revoked.")
        return row

    def rotate(self, row):
        """A new refresh token instead of ``row``, if the switch says so, or None."""
        if not self._settings.google_rotate_refresh_tokens:
            return None
        self._database.update("refresh_token", {"token": row["token"]}, live=0)
        return self.new_refresh_token(row["client"], row["user"], row["scope"])

    def new_access_token(self, client, user, scope, family=None):
        """:return: the token and its life in seconds"""
        token = "ya29." + secrets.token_urlsafe(96)
        seconds = self._settings.google_token_seconds
        self._database.insert(
            "access_token",
            token=token,
            client=client,
            user=user,
            scope=scope,
            expires=time.time() + seconds,
            family=family,
        )
        return token, seconds

    def access(self, token):
        """The live access token's row, or None."""
        return self._database.one(
            "SELECT * FROM access_token WHERE token = ? AND expires > ?",
            [token, time.time()],
        )

    def revoke(self, token):
        """End the whole grant a token belongs to; False when it was dead already."""
        with self._database.transaction():
            row = self.access(token) or self._database.one(
                "SELECT * FROM refresh_token WHERE token = ? AND live", [token]
            )
            if row is None:
                return False
            self._end(row["user"], row["client"])
        return True

    def _end(self, user, client=None):
        for table in ("refresh_token", "access_token", "consent"):
            self._database.execute(
                f"DELETE FROM {table} WHERE user = ? AND (client = ? OR ? IS NULL)",
                [user, client, client],
            )

    def withdraw(self, user):
        """The user takes back all consents; access tokens die, too."""
        with self._database.transaction():
            self._end(user)

    def expire(self, user=None):
        """All access tokens (of a user) are expired from now on."""
        self._database.execute(
            "UPDATE access_token SET expires = 0 WHERE user = ? OR ? IS NULL",
            [user, user],
        )
