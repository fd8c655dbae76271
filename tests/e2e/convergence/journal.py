# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib
from collections import Counter

import quickxorhash


class Journal:
    """What people made and destroyed, and what else happened.

    ``owed`` are the contents (by SHA-256) that must be somewhere at the end: people
    destroyed the others, when they overwrote what they saw, deleted it for ever, or
    deleted in Odoo what had not left it yet.
    """

    def __init__(self, name):
        self.name = name
        self.owed = set()
        self.counts = Counter()
        self.lines = []
        self._count = 0
        self._by_hash = {}
        self._titles = {}

    def new_content(self, side):
        """:return: (file name, bytes) that never were before"""
        self._count += 1
        title = f"{side} {self._count}"
        content = f"{self.name}: {title}\n".encode() * (1 + 7 * self._count % 60)
        sha256 = hashlib.sha256(content).hexdigest()
        self.owed.add(sha256)
        self._titles[sha256] = title
        quick_xor = quickxorhash.quickxorhash()
        quick_xor.update(content)
        for known in (
            sha256,
            hashlib.sha1(content, usedforsecurity=False).hexdigest(),
            hashlib.md5(content, usedforsecurity=False).hexdigest(),
            base64.b64encode(quick_xor.digest()).decode(),
        ):
            self._by_hash[known] = sha256
        return f"{title}.txt", content

    def identify(self, *hashes):
        """:return: the SHA-256 of the content with one of these hashes, or None"""
        return next((self._by_hash[h] for h in hashes if h in self._by_hash), None)

    def title(self, sha256):
        """:return: what a content is called in this story"""
        return self._titles.get(sha256, f"unknown {sha256[:8]}")

    def destroyed(self, hashes):
        """Somebody meant a content to be gone."""
        self.owed -= {self.identify(known) for known in hashes if known}

    def note(self, step, text):
        """Write down what came of a step; None: there was nothing to do it with."""
        done = text is not None
        self.counts[f"{step.side}.{step.verb}" if done else "idle"] += 1
        self.lines.append(f"{step}: {text if done else '-'}")
