# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Proof Key for Code Exchange (RFC 7636)."""

import base64
import hashlib
import secrets


def verifies(challenge, method, verifier):
    """Whether ``verifier`` fits the challenge of the authorise request, if any.

    :param method: ``S256`` or ``plain``
    """
    if not challenge:
        return not verifier
    if not verifier:
        return False
    if method == "plain":
        return secrets.compare_digest(challenge, verifier)
    digest = hashlib.sha256(verifier.encode()).digest()
    expected = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return secrets.compare_digest(challenge, expected)
