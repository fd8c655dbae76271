# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from .base import ContractBase
from .far_side import FarSide


class EmulatedFarSide(FarSide):
    """The far side of a cloud emulator.

    :param control: steers the emulator
    :param people: acts in the one cloud, ``control``'s client for it
    :param user: e-mail of the connected account, None for the cloud's first
    """

    # Method of the adapter -> route of the emulator.
    routes = {}
    # The switch that limits pages, and the cloud's word for "not allowed".
    page_switch = ""
    denial = ""

    def __init__(self, control, people, user=None):
        self.control = control
        self.people = people
        self.user = user

    def put_file(self, parent_id, name, content):
        return self.people.put_file(parent_id, name, content)

    def put_files(self, parent_id, names):
        return self.people.put_files(parent_id, names, "content")

    def create_folder(self, parent_id, name):
        return self.people.create_folder(parent_id, name)

    def replace_content(self, external_id, content):
        self.people.replace_content(external_id, content)

    def rename(self, external_id, name):
        self.people.rename(external_id, name)

    def move(self, external_id, parent_id):
        self.people.move(external_id, parent_id)

    def bin(self, external_id):
        self.people.trash(external_id)

    def restore(self, external_id):
        self.people.restore(external_id)

    def delete(self, external_id):
        self.people.delete(external_id)

    def read_file(self, external_id):
        return self.people.read_file(external_id)

    def names(self, parent_id):
        return sorted(
            row["name"]
            for row in self.people.tree()
            if row["parent"] == parent_id and not row["trashed"]
        )

    def below(self, folder_id):
        inside, found = {}, []
        for row in self.people.tree():
            if not row["trashed"]:
                inside.setdefault(row["parent"], []).append(row)
        todo = [("", folder_id)]
        while todo:
            above, parent_id = todo.pop()
            for row in inside.get(parent_id, ()):
                path = above + row["name"]
                found.append((path, row["id"], row["folder"]))
                todo.append((f"{path}/", row["id"]))
        return found

    def _fault(self, kind, method, **values):
        self.control.add_fault(kind, self.routes[method], **values)

    def throttle(self, method, seconds, skip=0):
        self._fault("rate_limit_429", method, retry_after=seconds, skip=skip)

    def stumble(self, method, skip=0, count=1):
        self._fault("server_error", method, count=count, status=500, skip=skip)

    def lose_answer(self, method, skip=0):
        self._fault("cut_response", method, count=1, after_bytes=0, skip=skip)

    def cut_request(self, method, after_bytes, skip=0):
        self._fault("cut", method, count=1, after_bytes=after_bytes, skip=skip)

    def cut_answer(self, method, after_bytes):
        self._fault("cut_response", method, after_bytes=after_bytes)

    def forget_upload(self, skip=0, count=1):
        self._fault("session_gone", "upload_large", count=count, skip=skip)

    def deny(self, method):
        self._fault("error", method, status=403, reason=self.denial)

    def end_authorization(self):
        self.people.revoke_refresh_tokens(self.user)
        self.people.expire_access_tokens()

    def limit_pages(self, size):
        self.control.set(**{self.page_switch: size})

    def be_well(self):
        self.control.clear_faults()

    def forget_figures(self):
        self.control.reset_log()

    def count(self, method):
        return self.control.count(self.routes[method])

    def received(self):
        return self.control.counters()["received"]


class SmallPieces(ContractBase):
    """Large uploads go in small pieces, so that little has to be sent."""

    def setUp(self):
        pieces = patch.object(self.upload_module, "CHUNK", self.piece)
        pieces.start()
        self.addCleanup(pieces.stop)
        super().setUp()
