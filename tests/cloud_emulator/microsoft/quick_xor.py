# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""QuickXorHash with the interface of ``hashlib``."""

from quickxorhash import quickxorhash


class QuickXor:
    """The hash OneDrive and SharePoint give for every file."""

    def __init__(self):
        self._state = quickxorhash()

    def update(self, data):
        self._state.update(data)

    def hexdigest(self):
        return self._state.digest().hex()
