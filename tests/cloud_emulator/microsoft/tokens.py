# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Consents, one-use codes, refresh tokens and access tokens."""

import secrets
import time

from ..pkce import verifies
from .aadsts import SignInError

_TABLES = """
CREATE TABLE IF NOT EXISTS entra_consent (
    app TEXT, user TEXT, scope TEXT, PRIMARY KEY (app, user));
CREATE TABLE IF NOT EXISTS entra_code (
    code TEXT PRIMARY KEY, app TEXT, user TEXT, scope TEXT, redirect_uri TEXT,
    challenge TEXT, challenge_method TEXT, nonce TEXT, expires REAL,
    used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS entra_refresh_token (
    token TEXT PRIMARY KEY, app TEXT, user TEXT, scope TEXT,
    refusal INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS entra_refresh_token_user ON entra_refresh_token (user);
CREATE TABLE IF NOT EXISTS entra_access_token (
    token TEXT PRIMARY KEY, app TEXT, user TEXT, scope TEXT, expires REAL);
CREATE INDEX IF NOT EXISTS entra_access_token_user ON entra_access_token (user);
"""

CODE_SECONDS = 600


class Tokens:
    """Everything that was granted. ``user`` is an e-mail, None for an application."""

    def __init__(self, database, settings):
        self._database = database
        self._settings = settings
        settings.register(
            microsoft_token_seconds=4200, microsoft_old_refresh_tokens_die=False
        )
        database.define(_TABLES)

    def clear(self):
        for table in ("consent", "code", "refresh_token", "access_token"):
            self._database.execute(f"DELETE FROM entra_{table}")

    def consented(self, app, user):
        """The scopes agreed to, or None."""
        return self._database.value(
            "SELECT scope FROM entra_consent WHERE app = ? AND user = ?", [app, user]
        )

    def consent(self, app, user, scope):
        known = self.consented(app, user) or ""
        joined = " ".join(dict.fromkeys(f"{known} {scope}".split()))
        self._database.execute(
            "INSERT OR REPLACE INTO entra_consent VALUES (?, ?, ?)", [app, user, joined]
        )

    def withdraw_consent(self, user, app=None):
        self._database.execute(
            "DELETE FROM entra_consent WHERE user = ? AND (app = ? OR ? IS NULL)",
            [user, app, app],
        )

    def new_code(self, app, user, scope, asked):
        """:param asked: parameters of the authorise request"""
        code = "1.AR" + secrets.token_urlsafe(60)
        self._database.insert(
            "entra_code",
            code=code,
            app=app,
            user=user,
            scope=scope,
            redirect_uri=asked["redirect_uri"],
            challenge=asked.get("code_challenge"),
            challenge_method=asked.get("code_challenge_method", "plain"),
            nonce=asked.get("nonce"),
            expires=time.time() + CODE_SECONDS,
        )
        return code

    def use_code(self, code, app, redirect_uri, verifier):
        """Trade a code in, once.

        :return: its row
        :raises SignInError: unknown, used, late, foreign or without its verifier
        """
        with self._database.transaction():
            row = self._database.one("SELECT * FROM entra_code WHERE code = ?", [code])
            if row is None or row["app"] != app:
                raise SignInError(70000)
            if row["used"]:
                raise SignInError(54005)
            if row["expires"] < time.time():
                raise SignInError(70008)
            if row["redirect_uri"] != redirect_uri:
                raise SignInError(500112, detail=redirect_uri)
            if not verifies(row["challenge"], row["challenge_method"], verifier):
                raise SignInError(501481)
            self._database.update("entra_code", {"code": code}, used=1)
        return row

    def new_refresh_token(self, app, user, scope):
        token = "1.AR" + secrets.token_urlsafe(160)
        self._database.insert(
            "entra_refresh_token", token=token, app=app, user=user, scope=scope
        )
        return token

    def use_refresh_token(self, token, app):
        """:return: the row
        :raises SignInError: with the reason it is dead for
        """
        row = self._database.one(
            "SELECT * FROM entra_refresh_token WHERE token = ? AND app = ?",
            [token, app],
        )
        if row is None:
            raise SignInError(70000)
        if row["refusal"]:
            raise SignInError(row["refusal"], app=app)
        return row

    def rotate(self, row, scope):
        """The next refresh token; the old one dies only if the switch says so."""
        if self._settings.microsoft_old_refresh_tokens_die:
            self._database.update(
                "entra_refresh_token", {"token": row["token"]}, refusal=70000
            )
        return self.new_refresh_token(row["app"], row["user"], scope)

    def refuse_refresh_tokens(self, user, number):
        """All refresh tokens of a user answer with that AADSTS code from now on."""
        self._database.update("entra_refresh_token", {"user": user}, refusal=number)

    def new_access_token(self, app, user, scope):
        """:return: the token and its life in seconds"""
        token = "EwB" + secrets.token_urlsafe(120)
        seconds = self._settings.microsoft_token_seconds
        self._database.insert(
            "entra_access_token",
            token=token,
            app=app,
            user=user,
            scope=scope,
            expires=time.time() + seconds,
        )
        return token, seconds

    def access(self, token):
        """The access token's row, expired or not, or None."""
        return self._database.one(
            "SELECT * FROM entra_access_token WHERE token = ?", [token]
        )

    def expire(self, user=None):
        """All access tokens (of a user) are expired from now on."""
        self._database.execute(
            "UPDATE entra_access_token SET expires = 0 WHERE user = ? OR ? IS NULL",
            [user, user],
        )
