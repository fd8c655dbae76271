# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The models that the demo syncs, and where to."""

import dataclasses
from collections.abc import Callable

from .backends import GDRIVE, ONEDRIVE, SHAREPOINT, Provider


@dataclasses.dataclass(frozen=True)
class Rule:
    """A model to sync, as the administrator sets it up and as it must turn out.

    :param provider: where its documents go
    :param model: technical name
    :param values: fields of the rule's form
    :param fields: what names the folder of a record
    :param folder: the folder's name out of these fields, before symbols are replaced
    :param inside: paths of the default folders
    """

    provider: Provider
    model: str
    values: dict
    fields: tuple = ("display_name",)
    folder: Callable[[dict], str] = lambda record: record["display_name"]
    inside: tuple = ()

    @property
    def name(self):
        """The name of the folder that holds the records' folders."""
        return self.values["name"]


RULES = (
    Rule(
        GDRIVE,
        "res.partner",
        {
            "name": "Contacts",
            "name_expression": '${object.name}, ${object.city or "no city"}',
            "domain": "[('name', '!=', False)]",
        },
        ("name", "city"),
        lambda record: f"{record['name']}, {record['city'] or 'no city'}",
    ),
    Rule(GDRIVE, "sale.order", {"name": "Sales Orders"}),
    Rule(
        SHAREPOINT,
        "project.task",
        {
            "name": "Tasks",
            "domain": "[('project_id', '!=', False)]",
            "default_folder_outline": "Drawings\n    Approved\nPhotos",
        },
        inside=("Drawings", "Drawings/Approved", "Photos"),
    ),
    Rule(SHAREPOINT, "product.template", {"name": "Products"}),
    Rule(ONEDRIVE, "hr.employee", {"name": "Employees"}),
)
