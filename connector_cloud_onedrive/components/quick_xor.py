# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

import quickxorhash


class QuickXor:
    """The one hash that OneDrive and SharePoint tell of every file."""

    def __init__(self):
        self._hash = quickxorhash.quickxorhash()

    def update(self, data):
        self._hash.update(data)

    def result(self):
        return base64.b64encode(self._hash.digest()).decode()
