# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The records that the demo adds to Odoo's own, and the files that it attaches."""

import dataclasses
import hashlib
import random

from .contents import content

SEED = 2026
ORDINARY = 540
KIB = 1024
LARGE = 64 * KIB * KIB
# Still more than a cloud takes in one request.
LESS_LARGE = 12 * KIB * KIB
# A request of Odoo's web client is not much larger either.
BULK = 4 * KIB * KIB

# OneDrive takes no colon, slash or question mark, and nothing that ends with a dot.
ILLEGAL_NAME = "CON: a/b?. "

# Records that are hard to name, by model. The first two are twins, for OneDrive also
# where only the case differs. The last one gets the files that are hard to name.
RECORDS = {
    "res.partner": (
        {"name": "Twin Records Ltd", "city": "Leeds"},
        {"name": "Twin Records Ltd", "city": "Leeds"},
        {"name": 'O\'Neill / Söhne "GmbH" <Köln>'},
        {"name": "شركة الأفق للتجارة", "city": "دبي"},
        {"name": "🎉 Party & Co: 100% fun?"},
    ),
    "project.task": (
        {"name": "Order the glass"},
        {"name": "ORDER the Glass"},
        {"name": ILLEGAL_NAME},
    ),
    "hr.employee": ({"name": "Ann Null"}, {"name": "ANN NULL"}, {"name": "Nul"}),
}

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
    "CON.txt",
    "~$offer.docx",
    "desktop.ini",
    "template_vti_cnf.txt",
    "more to come...",
    "case twin.TXT",
    "Case Twin.txt",
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
    """A file that is in Odoo and has to arrive in the cloud.

    :param id: of the attachment
    """

    id: int
    model: str
    res_id: int
    name: str
    size: int
    sha256: str

    @classmethod
    def of(cls, id_, model, res_id, name, data):
        sha256 = hashlib.sha256(data).hexdigest()
        return cls(id_, model, res_id, name, len(data), sha256)


def documents(record_ids):
    """Make up the files of the demo; the same for the same records.

    :param record_ids: dict model -> ids, those of the hard records last
    :return: list of :class:`Document`
    """
    rng = random.Random(SEED)
    places = [(model, i) for model in sorted(record_ids) for i in record_ids[model]]
    ordinary = [
        _ordinary(rng, number, *rng.choice(places)) for number in range(ORDINARY)
    ]
    last = {model: record_ids[model][-1] for model in RECORDS}
    return [*ordinary, *(each for model in last for each in _hard(model, last[model]))]


def _hard(model, res_id):
    """:return: iterator over the files of one record that are hard to sync"""
    for name in NAMES:
        yield Document(model, res_id, name, 3 * KIB, f"{model} {name}")
    large = LARGE if model == "project.task" else LESS_LARGE
    yield Document(model, res_id, "empty.txt", 0, "empty")
    yield Document(model, res_id, "film.mp4", large, f"{model} film", "upload")
    # Twins: with contents that differ, and with the same.
    yield Document(model, res_id, "twin.txt", 5 * KIB, f"{model} one")
    yield Document(model, res_id, "twin.txt", 6 * KIB, f"{model} another")
    yield Document(model, res_id, "same twin.txt", 4 * KIB, f"{model} same")
    yield Document(model, res_id, "same twin.txt", 4 * KIB, f"{model} same")


def _ordinary(rng, number, model, res_id):
    name = f"{rng.choice(STEMS)} {number:03d}.{rng.choice(EXTENSIONS)}"
    # Most files are small: as many below 20 KiB as above.
    size = int(KIB * 400 ** rng.random())
    way = "chatter" if number % 20 == 0 else "upload" if number % 20 == 10 else "bulk"
    return Document(model, res_id, name, size, f"{SEED}/{number}", way)
