# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The certificate by which an application proves who it is."""

import re
from datetime import date
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
_BLOCK = re.compile(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.S)


class Certificate(NamedTuple):
    """A certificate with its private key, both as PEM text.

    ``thumbprint`` is the one that Microsoft's admin center shows: SHA-1, hexadecimal.
    """

    private_key: str
    public_certificate: str
    thumbprint: str
    expiry: date

    def credential(self):
        """:return: what MSAL takes; it proves itself by SHA-256"""
        return {
            "private_key": self.private_key,
            "public_certificate": self.public_certificate,
        }


def read_certificate(text):
    """Read a certificate and its private key, in any order, out of one text.

    :param text: PEM blocks
    :raise ValueError: one of the two is missing, unreadable, encrypted or not the
        other's; its first argument says which, perhaps lazily translated
    """
    blocks = {match[1]: match[0] for match in reversed(list(_BLOCK.finditer(text)))}
    keys = [pem for kind, pem in blocks.items() if kind.endswith("PRIVATE KEY")]
    if "CERTIFICATE" not in blocks or not keys:
        raise ValueError(_lt("The text holds no certificate or no private key."))
    public = blocks["CERTIFICATE"]
    certificate = x509.load_pem_x509_certificate(public.encode())
    try:
        key = serialization.load_pem_private_key(keys[0].encode(), None)
    except TypeError as error:
        raise ValueError(_lt("The private key is encrypted.")) from error
    if key.public_key().public_numbers() != certificate.public_key().public_numbers():
        raise ValueError(_lt("The private key is not that of the certificate."))
    return Certificate(
        keys[0],
        public,
        certificate.fingerprint(hashes.SHA1()).hex().upper(),
        _expiry(certificate),
    )


def _expiry(certificate):
    try:
        return certificate.not_valid_after_utc.date()
    except AttributeError:  # before cryptography 42
        return certificate.not_valid_after.date()
