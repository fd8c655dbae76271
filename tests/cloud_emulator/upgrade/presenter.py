# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A request as the API shows it: every key of the documentation's sample."""

from .requests_table import date_text

_ADDRESSES = {
    "status_url": "status",
    "notes_url": "upgraded/notes",
    "original_sql_url": "original/sql",
    "original_dump_url": "original/archive",
    "upgraded_sql_url": "upgraded/sql",
    "upgraded_dump_url": "upgraded/archive",
    "modules_url": "modules/archive",
}
#: the guesses about a dump that nobody looks into
POSTGRESQL, VERSION = "9.4", "18.0"
ISSUE_OFFSET = 637864


def _human_size(size):
    for unit in ("b", "Kb", "Mb"):
        if size < 1024:
            return f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} Gb"


def present(row, state, now, base_url):
    """:return: the ``request`` object of create and status

    :param now: seconds of the platform's clock
    """
    place = f"{base_url}/database/eu1/{row['id']}/{row['key']}"
    names = ("id", "key", "email", "target", "aim", "filename", "timezone")
    request = {name: row[name] for name in names}
    request |= {
        "state": state,
        "issue_stage": "done" if state in ("done", "delivered") else "new",
        "issue": row["id"] + ISSUE_OFFSET,
    }
    request |= {name: f"{place}/{path}" for name, path in _ADDRESSES.items()}
    kind = row["dump_kind"]
    return request | {
        "filesize": _human_size(row["dump_size"]) if kind else None,
        "database_uuid": None,
        "created_at": date_text(row["created"]),
        "estimated_time": None,
        "processed_at": date_text(row["processed"]),
        "elapsed": _elapsed(row, now),
        "filestore": kind == "zip",
        "customer_message": row["customer_message"],
        "database_version": VERSION if row["processed"] else None,
        "postgresql": POSTGRESQL if kind else None,
        "compressions": _compressions(kind),
    }


def _compressions(kind):
    if kind is None:
        return []
    return ["sql"] if kind == "sql" else [kind, "sql"]


def _elapsed(row, now):
    seconds = int(now - row["processed"]) if row["processed"] else 0
    return f"{seconds // 60:02d}:{seconds % 60:02d}"
