# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Signed assertions of service accounts (RFC 7523, RS256)."""

import base64
import json
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

#: seconds the clocks may differ; an assertion lives an hour at most
CLOCK_SKEW = 300
LONGEST_LIFE = 3600


class InvalidAssertion(Exception):
    """An assertion Google would refuse with ``invalid_grant``."""


def _part(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def read_assertion(assertion, find_account, audiences):
    """Check the signature, audience and times of an assertion.

    :param find_account: gives the row (``public_key``) of a service account's e-mail
    :param audiences: accepted values of ``aud``
    :return: the claims
    :raises InvalidAssertion: with Google's description
    """
    try:
        header, payload, signature = assertion.split(".")
        algorithm = json.loads(_part(header))["alg"]
        claims = json.loads(_part(payload))
        mark = _part(signature)
        account = find_account(claims["iss"])
        issued, expires = float(claims["iat"]), float(claims["exp"])
    except (KeyError, TypeError, ValueError):
        raise InvalidAssertion("Invalid JWT: Failed to parse.") from None
    if account is None:
        raise InvalidAssertion("Invalid grant: account not found")
    _check_signature(algorithm, f"{header}.{payload}", mark, account["public_key"])
    now = time.time()
    if issued > now + CLOCK_SKEW or expires < now - CLOCK_SKEW:
        message = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a"
        raise InvalidAssertion(f"{message} reasonable timeframe.")
    if expires - issued > LONGEST_LIFE:
        raise InvalidAssertion("Invalid JWT: Token lives longer than 60 minutes.")
    if claims.get("aud") not in audiences:
        raise InvalidAssertion("Invalid JWT: Failed audience check.")
    return claims


def _check_signature(algorithm, signed, signature, public_key):
    if algorithm != "RS256":
        raise InvalidAssertion("Invalid JWT: RS256 is required.")
    key = load_pem_public_key(public_key.encode())
    try:
        key.verify(signature, signed.encode(), PKCS1v15(), SHA256())
    except InvalidSignature:
        raise InvalidAssertion("Invalid JWT Signature.") from None
