# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import dataclass, field
from typing import Any


@dataclass
class WorkCache:
    """What the components of one piece of work have found out, and share.

    :param adapter: the ``backend.adapter``, or what stands for it in a dry run
    :param client: what sends its requests, closed at the end of the work
    :param drive_root_id: the cloud's identifier of the top of the drive
    :param taken_file_names: by id of a ``cloud.folder``: dict name -> id of the
        attachment that has it, or None
    :param claimed_items: the cloud's identifiers of what an upload has taken over
    """

    adapter: Any = None
    client: Any = None
    drive_root_id: str | None = None
    taken_file_names: dict[int, dict] = field(default_factory=dict)
    claimed_items: set[str] = field(default_factory=set)
