# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from sync.states import Kind

from .tree import Cycle

NAMES = ["a.pdf", "b.pdf", "x?.pdf", "c"]
# Two sides that come to the same content by themselves are rare, but possible.
COMMON = 10


class People:
    """What people do on both sides.

    Each method is one deed; its two numbers choose from what there is.  Where there
    is nothing to choose from, nothing happens.

    ``owed`` are the contents that nobody destroyed: people destroy a content when
    they overwrite or delete it before it was synced, or delete it for ever.  The
    common content is not among them: who makes it anew where it was changes nothing.
    """

    def __init__(self, local, cloud):
        self.local = local
        self.cloud = cloud
        self.owed = set()
        self._count = 0

    def _content(self, number):
        if number % COMMON == 0:
            return "common"
        self._count += 1
        content = f"content {self._count}"
        self.owed.add(content)
        return content

    def _pick(self, keys, number):
        keys = sorted(keys)
        return keys[number % len(keys)] if keys else None

    def _name(self, number):
        return NAMES[number % len(NAMES)]

    # In Odoo

    def _odoo_place(self, number):
        return self._pick(self.local.of_kind(Kind.RECORD, Kind.SUB), number)

    def _odoo_free(self, number):
        return self._pick(self.local.of_kind(Kind.FILE, Kind.SUB), number)

    def odoo_attach(self, one, two):
        if place := self._odoo_place(one):
            content = self._content(two)
            self.local.add(place, self._name(two), Kind.FILE, content)

    def odoo_make_folder(self, one, two):
        if place := self._odoo_place(one):
            self.local.add(place, self._name(two), Kind.SUB)

    def odoo_edit(self, one, two):
        files = self.local.of_kind(Kind.FILE)
        own = [key for key in files if not self.local.get(key).native]
        if key := self._pick(own, one):
            self.owed.discard(self.local.get(key).content)
            self.local.get(key).content = self._content(two)

    def odoo_rename(self, one, two):
        movable = self.local.of_kind(Kind.FILE, Kind.SUB, Kind.RECORD, Kind.RULE)
        if key := self._pick(movable, one):
            self.local.get(key).name = self._name(two)

    def odoo_move(self, one, two):
        key, place = self._odoo_free(one), self._odoo_place(two)
        if key and place:
            try:
                self.local.relocate(key, self.local.get(key).name, place)
            except Cycle:
                pass

    def odoo_delete(self, one, two):
        if key := self._odoo_free(one):
            self._odoo_remove(key)

    def odoo_make_record(self, one, two):
        self.local.add(self.local.rule, self._name(one), Kind.RECORD)

    def odoo_delete_record(self, one, two):
        if key := self._pick(self.local.of_kind(Kind.RECORD), one):
            self._odoo_remove(key)

    def _odoo_remove(self, key):
        before = self.local.contents()
        self.local.remove(key)
        self.owed -= before - self.local.contents() - self.cloud.contents()

    # In the cloud

    def _cloud_item(self, number, kind=None):
        fixed = {self.cloud.top, self.cloud.elsewhere}
        return self._pick(set(self.cloud.live(kind)) - fixed, number)

    def _cloud_place(self, number):
        return self._pick(self.cloud.live(Kind.SUB), number)

    def cloud_create(self, one, two):
        place = self._cloud_place(one)
        self.cloud.add(place, self._name(two), Kind.FILE, self._content(two))

    def cloud_create_native(self, one, two):
        place = self._cloud_place(one)
        self.cloud.add(place, self._name(two), Kind.FILE, native=True)

    def cloud_make_folder(self, one, two):
        self.cloud.add(self._cloud_place(one), self._name(two), Kind.SUB)

    def cloud_edit(self, one, two):
        key = self._cloud_item(one, Kind.FILE)
        if key and not self.cloud.get(key).native:
            self.owed.discard(self.cloud.get(key).content)
            self.cloud.edit(key, self._content(two))

    def cloud_rename(self, one, two):
        if key := self._cloud_item(one):
            self.cloud.move(key, self._name(two), self.cloud.get(key).parent)

    def cloud_move(self, one, two):
        key, place = self._cloud_item(one), self._cloud_place(two)
        if key and place:
            try:
                self.cloud.move(key, self.cloud.get(key).name, place)
            except Cycle:
                pass

    def cloud_bin(self, one, two):
        if key := self._cloud_item(one):
            self.cloud.bin(key)

    def cloud_restore(self, one, two):
        if key := self._pick(self.cloud.binned_tops, one):
            self.cloud.restore(key)

    def cloud_delete(self, one, two):
        if key := self._cloud_item(one):
            self._cloud_purge(key)

    def cloud_empty_bin(self, one, two):
        for key in sorted(self.cloud.binned_tops):
            if self.cloud.get(key):
                self._cloud_purge(key)

    def _cloud_purge(self, key):
        self.owed -= self.cloud.purge(key)
