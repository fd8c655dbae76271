# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.connector_cloud.exceptions import CursorExpired


class Feed:
    """What happened to which item, line by line; a cursor is the number of a line."""

    def __init__(self):
        self._lines = []
        self._floor = 0

    @property
    def cursor(self):
        return str(len(self._lines))

    def add(self, external_id, drive_id):
        self._lines.append((external_id, drive_id))

    def expire(self):
        """Make every cursor given out so far useless."""
        self.add(None, None)
        self._floor = len(self._lines)

    def page(self, cursor, drive_id, size):
        """
        :param size: the items that a page may have
        :return: ids of the drive's touched items, oldest first; the next cursor;
            whether it stands at the end
        :raise CursorExpired: the cursor is unknown or too old
        """
        line = int(cursor) if cursor.isdigit() else -1
        if not self._floor <= line <= len(self._lines):
            raise CursorExpired("The change feed cannot go on from there.")
        touched = {}
        while line < len(self._lines) and len(touched) < size:
            external_id, line_drive = self._lines[line]
            line += 1
            if line_drive == drive_id:
                # Each item once, at the place of its latest change.
                touched.pop(external_id, None)
                touched[external_id] = True
        return list(touched), str(line), line == len(self._lines)
