# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Signed id tokens, and the keys that check them."""

import base64
import json
import time

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_KEY_NAME = "emulated"


class IdTokens:
    """Issues id tokens (RS256) with a key that is made once and kept."""

    def __init__(self, database):
        self._database = database
        database.define(
            "CREATE TABLE IF NOT EXISTS entra_key (name TEXT PRIMARY KEY, pem TEXT)"
        )

    def _key(self):
        with self._database.transaction():
            pem = self._database.value("SELECT pem FROM entra_key")
            if pem is None:
                key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
                pem = key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                ).decode()
                self._database.insert("entra_key", name=_KEY_NAME, pem=pem)
        return serialization.load_pem_private_key(pem.encode(), None)

    def key_set(self):
        """The public key as a JSON Web Key Set."""
        algorithm = jwt.algorithms.RSAAlgorithm
        key = algorithm.to_jwk(self._key().public_key(), as_dict=True)
        return {"keys": [{**key, "use": "sig", "kid": _KEY_NAME}]}

    def issue(self, host, app, user, tenant, nonce):
        """:param user: row of the user; :param host: of the sign-in service"""
        moment = int(time.time())
        claims = {
            "aud": app,
            "iss": f"https://{host}/{tenant}/v2.0",
            "iat": moment,
            "nbf": moment,
            "exp": moment + 3600,
            "sub": user["id"],
            "oid": user["id"],
            "tid": tenant,
            "name": user["name"],
            "preferred_username": user["email"],
            "email": user["email"],
            "ver": "2.0",
        }
        if nonce:
            claims["nonce"] = nonce
        return jwt.encode(claims, self._key(), "RS256", headers={"kid": _KEY_NAME})


def client_info(user, tenant):
    """What MSAL names an account by."""
    data = json.dumps({"uid": user["id"], "utid": tenant}).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
