# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Switches that stay as they were set, also over a restart."""

import json


class Settings:
    """Named values with defaults; a part of the emulator registers its own.

    Reading an attribute gives the value; ``set`` changes and stores it.

    :param defaults: other defaults than those the parts register
    """

    def __init__(self, database, defaults=None):
        self._database = database
        self._other_defaults = defaults or {}
        self._values = {}
        self._defaults = {}
        database.define(
            "CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT)"
        )

    def register(self, **defaults):
        for name, default in defaults.items():
            default = self._other_defaults.get(name, default)
            self._defaults[name] = default
            stored = self._database.value(
                "SELECT value FROM setting WHERE name = ?", [name]
            )
            self._values[name] = default if stored is None else json.loads(stored)

    def __getattr__(self, name):
        try:
            return self.__dict__["_values"][name]
        except KeyError:
            raise AttributeError(name) from None

    def set(self, **values):
        """:raises ValueError: when there is no such switch"""
        for name, value in values.items():
            if name not in self._defaults:
                known = ", ".join(sorted(self._defaults))
                raise ValueError(f"Unknown setting {name!r}; there are: {known}.")
            self._values[name] = value
            self._database.execute(
                "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)",
                [name, json.dumps(value)],
            )

    def all(self):
        return dict(self._values)

    def reset(self):
        self._values = dict(self._defaults)
        self._database.execute("DELETE FROM setting")
