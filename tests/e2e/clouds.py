# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The clouds of the whole-system tests, and the few things in which they differ."""

import dataclasses

from showcase.backends import GDRIVE, ONEDRIVE, Provider


@dataclasses.dataclass(frozen=True)
class Cloud:
    """A cloud under test.

    :param provider: how Odoo is connected with it
    :param speaker: who the messages say it is
    :param whole: the emulator's route of uploads in one request
    :param chunk: that of a chunk of a large file
    :param folders: that which makes folders
    :param token: that which gives access tokens
    :param busy: the fault that tells no time to wait
    :param full: what the messages call a full drive
    :param effort: share of the usual files that is enough
    """

    provider: Provider
    speaker: str
    whole: str
    chunk: str
    folders: str
    token: str
    busy: str
    full: str
    effort: float = 1

    def __str__(self):
        return self.provider.key


CLOUDS = (
    Cloud(
        GDRIVE,
        speaker="Google Drive",
        whole="drive.upload.multipart",
        chunk="drive.upload.chunk",
        folders="drive.batch",
        token="oauth.token",
        busy="rate_limit_403",
        full="Google Drive is full.",
    ),
    # The engine is the same: fewer files prove it for the second cloud.
    Cloud(
        ONEDRIVE,
        speaker="Microsoft",
        whole="graph.items.upload",
        chunk="graph.upload.chunk",
        folders="graph.batch",
        token="entra.token",
        busy="rate_limit_429",
        full="The drive is full.",
        effort=0.5,
    ),
)
