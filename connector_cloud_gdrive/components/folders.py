# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Many folders in few requests, and never a folder twice."""

from odoo.addons.connector_cloud.exceptions import CloudError

from .errors import IdInUse
from .items import FIELDS, FOLDER, item_of, tag_properties


class FolderMaker:
    """Makes the folders of one call of ``create_folders()``.

    :param adapter: the Google Drive adapter
    """

    def __init__(self, adapter):
        self._adapter = adapter
        self._client = adapter.client
        self._results = {}

    def make(self, folders):
        """
        :param folders: list of NewFolder; one may lie in another of the same list,
            when that has a reserved identifier
        :return: dict key -> RemoteItem or CloudError
        """
        self._adopt_tagged([folder for folder in folders if not folder.reserved_id])
        waiting = self._with_ids(
            [folder for folder in folders if folder.key not in self._results]
        )
        while waiting:
            # Drive may execute the parts of a batch in any order: parents go first.
            wave = {
                external_id: folder
                for external_id, folder in waiting.items()
                if folder.parent_id not in waiting
            }
            wave = wave or waiting
            self._create(wave)
            waiting = {id_: f for id_, f in waiting.items() if id_ not in wave}
        return self._results

    def _adopt_tagged(self, folders):
        """Without a reserved identifier, only our tag shows an earlier effect."""
        replies = self._client.batch(
            [self._adapter.tag_request(f.tag, f.parent_id) for f in folders]
        )
        for folder, reply in zip(folders, replies, strict=True):
            if isinstance(reply, CloudError):
                self._results[folder.key] = reply
            elif reply.get("files"):
                self._results[folder.key] = item_of(reply["files"][0])

    def _with_ids(self, folders):
        """:return: dict identifier -> folder"""
        missing = sum(not folder.reserved_id for folder in folders)
        fresh = iter(self._adapter.reserve_ids(missing))
        return {folder.reserved_id or next(fresh): folder for folder in folders}

    def _create(self, wave):
        requests_ = [self._request(id_, folder) for id_, folder in wave.items()]
        taken = []
        for (external_id, folder), reply in zip(
            wave.items(), self._client.batch(requests_), strict=True
        ):
            if isinstance(reply, CloudError):
                self._results[folder.key] = reply
                if isinstance(reply, IdInUse):
                    taken.append(external_id)
            else:
                self._results[folder.key] = item_of(reply)
        for external_id, item in self._adapter.get_many(taken).items():
            self._results[wave[external_id].key] = item

    def _request(self, external_id, folder):
        return self._client.files.create(
            body={
                "id": external_id,
                "name": folder.name,
                "mimeType": FOLDER,
                "parents": [folder.parent_id],
                "appProperties": tag_properties(folder.tag),
            },
            fields=FIELDS,
            supportsAllDrives=True,
        )
