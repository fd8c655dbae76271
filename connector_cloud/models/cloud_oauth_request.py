# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq
from odoo.tools.misc import hash_sign, verify_hash_signed

SCOPE = "cloud.oauth.request"
# Long enough for a sign-in with a second factor and a consent screen.
LIFETIME = timedelta(minutes=20)


def _digest(nonce):
    return hashlib.sha256(nonce.encode()).hexdigest()


def _challenge(verifier):
    """:return: the S256 code challenge of RFC 7636, section 4.2"""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class CloudOauthRequest(models.Model):
    """A person who is away at a provider's sign-in page, and expected back once.

    The ``state`` that travels through the browser is signed and names this row; the
    PKCE verifier never leaves the server.
    """

    _name = "cloud.oauth.request"
    _description = "Cloud Authorization Request"
    _rec_name = "backend_id"

    backend_id = fields.Many2one("cloud.backend", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    nonce_hash = fields.Char(required=True)
    verifier = fields.Char(required=True)
    expires_at = fields.Datetime(required=True, index=True)

    @api.model
    def _issue(self, backend):
        """Start a sign-in of the current user for ``backend``.

        :return: tuple ``(state, code_challenge)`` for the provider's authorise URL
        """
        nonce = secrets.token_urlsafe(32)
        verifier = secrets.token_urlsafe(64)
        row = self.sudo().create(
            {
                "backend_id": backend.id,
                "user_id": self.env.uid,
                "nonce_hash": _digest(nonce),
                "verifier": verifier,
                "expires_at": fields.Datetime.now() + LIFETIME,
            }
        )
        return hash_sign(row.env, SCOPE, [row.id, nonce]), _challenge(verifier)

    @api.model
    def _consume(self, state, uid, provider):
        """Take back a ``state`` of :meth:`_issue`; it works once.

        :param state: as the provider sent it back
        :param uid: id of the user whose browser brought it
        :param provider: the one whose address it came back to
        :return: tuple ``(backend, verifier)``
        :raise UserError: the state is forged, used, expired, of another user or of
            another provider, which then may still take it back
        """
        row = self._find(state, provider)
        if not row:
            raise UserError(
                self.env._(
                    "This sign-in was used already or was not started here. "
                    "Press Connect on the backend again."
                )
            )
        if row.user_id.id != uid:
            raise UserError(
                self.env._(
                    "This sign-in was started by another user. "
                    "Press Connect on the backend yourself."
                )
            )
        if row.expires_at < fields.Datetime.now():
            raise UserError(
                self.env._(
                    "This sign-in took too long and has expired. "
                    "Press Connect on the backend again."
                )
            )
        result = row.backend_id.with_env(self.env), row.verifier
        row.unlink()
        return result

    def _find(self, state, provider):
        try:
            values = verify_hash_signed(self.sudo().env, SCOPE, state or "")
        except ValueError:
            values = None
        if not values:
            return self.browse()
        row_id, nonce = values
        row = self.sudo().browse(row_id).exists()
        ours = row and row.backend_id.provider == provider
        return row if ours and consteq(row.nonce_hash, _digest(nonce)) else row.browse()

    @api.autovacuum
    def _gc_expired(self):
        """Forget the requests of people who never came back."""
        self.search(
            [("expires_at", "<", fields.Datetime.now() - timedelta(days=1))]
        ).unlink()
