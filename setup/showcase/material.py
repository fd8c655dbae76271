# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the demo syncs: three rules, and the files that it attaches to documents."""

import dataclasses
import hashlib
import random
from collections.abc import Callable

from .contents import content

SEED = 2026
ORDINARY = 400
KIB = 1024
LARGE = 64 * KIB * KIB
# A request of Odoo's web client is not much larger either.
BULK = 4 * KIB * KIB


@dataclasses.dataclass(frozen=True)
class Rule:
    """A model to sync, as the administrator sets it up and as it must turn out.

    :param model: technical name
    :param values: fields of the rule's form
    :param fields: what names the folder of a record
    :param folder: the folder's name out of these fields, before symbols are replaced
    :param inside: paths of the default folders
    """

    model: str
    values: dict
    fields: tuple
    folder: Callable[[dict], str]
    inside: tuple = ()

    @property
    def name(self):
        """The name of the folder that holds the records' folders."""
        return self.values["name"]


RULES = (
    Rule(
        "res.partner",
        {
            "name": "Contacts",
            "name_expression": '${object.name}, ${object.city or "no city"}',
            "domain": "[('name', '!=', False)]",
        },
        ("name", "city"),
        lambda record: f"{record['name']}, {record['city'] or 'no city'}",
    ),
    Rule(
        "sale.order",
        {"name": "Sales Orders"},
        ("name",),
        lambda record: record["name"],
    ),
    Rule(
        "project.task",
        {
            "name": "Tasks",
            "domain": "[('project_id', '!=', False)]",
            "default_folder_outline": "Drawings\n    Approved\nPhotos",
        },
        ("name",),
        lambda record: record["name"],
        ("Drawings", "Drawings/Approved", "Photos"),
    ),
)

# Contacts that are hard to name; the first two are twins.
CONTACTS = (
    {"name": "Twin Records Ltd", "city": "Leeds"},
    {"name": "Twin Records Ltd", "city": "Leeds"},
    {"name": 'O\'Neill / Söhne "GmbH" <Köln>'},
    {"name": "شركة الأفق للتجارة", "city": "دبي"},
    {"name": "🎉 Party & Co: 100% fun?"},
)

# Names that file systems, shells or web addresses stumble over.
NAMES = (
    "offer 3/4 of house\\2.pdf",
    "he said \"now\" and it's 'fine'.txt",
    "party 🎉 plan 👩‍👩‍👧 v2.txt",
    "تقرير سنوي ٢٠٢٦.pdf",
    "שלום עולם.txt",
    "ends with a dot.",
    "100% sure? yes! a+b@c: <x> *.csv",
    "no extension",
    "two  spaces, [brackets] & {braces} #1; $x=~^`|.txt",
    "Größe_ñandú_東京_Ελλάδα.txt",
    ".hidden",
    "a" * 251 + ".txt",
    "長" * 250 + ".pdf",
)
STEMS = (
    "Offer Contract Drawing Invoice Photo Protocol Measurements Letter Delivery Terms"
    " Plan Budget"
).split()
EXTENSIONS = ("pdf", "pdf", "txt", "csv", "png", "zip", "docx")


@dataclasses.dataclass(frozen=True)
class Document:
    """A file that is to be attached to a record.

    :param way: ``bulk`` (imported), ``upload`` (attachment box), ``chatter`` (message)
    """

    model: str
    res_id: int
    name: str
    size: int
    seed: str
    way: str = "bulk"

    def content(self):
        return content(self.name, self.size, self.seed)


@dataclasses.dataclass(frozen=True)
class Source:
    """A file that is in Odoo and has to arrive in the cloud."""

    model: str
    res_id: int
    name: str
    size: int
    sha256: str

    @classmethod
    def of(cls, model, res_id, name, data):
        return cls(model, res_id, name, len(data), hashlib.sha256(data).hexdigest())


def documents(record_ids):
    """Make up the files of the demo; the same for the same records.

    :param record_ids: dict model -> ids, the hard contacts included
    :return: list of :class:`Document`
    """
    rng = random.Random(SEED)
    places = [(model, i) for model in sorted(record_ids) for i in record_ids[model]]
    ordinary = [
        _ordinary(rng, number, *rng.choice(places)) for number in range(ORDINARY)
    ]
    first = {model: ids[0] for model, ids in record_ids.items()}
    task, order = first["project.task"], first["sale.order"]
    hard = [
        Document(model, res_id, name, 3 * KIB, name)
        for name in NAMES
        for model, res_id in [rng.choice(places)]
    ]
    return [
        *ordinary,
        *hard,
        Document("project.task", task, "empty.txt", 0, "empty"),
        Document("project.task", task, "film of the site.mp4", LARGE, "film", "upload"),
        # Twins in one record: with contents that differ, and with the same.
        Document("sale.order", order, "twin.txt", 5 * KIB, "one"),
        Document("sale.order", order, "twin.txt", 6 * KIB, "another"),
        Document("sale.order", order, "same twin.txt", 4 * KIB, "same"),
        Document("sale.order", order, "same twin.txt", 4 * KIB, "same"),
    ]


def _ordinary(rng, number, model, res_id):
    name = f"{rng.choice(STEMS)} {number:03d}.{rng.choice(EXTENSIONS)}"
    # Most files are small: as many below 20 KiB as above.
    size = int(KIB * 400 ** rng.random())
    way = "chatter" if number % 20 == 0 else "upload" if number % 20 == 10 else "bulk"
    return Document(model, res_id, name, size, f"{SEED}/{number}", way)
