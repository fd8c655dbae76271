# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Fill Odoo with the demo's documents, and write down what must arrive."""

import ast
import base64

from .material import BULK, CONTACTS, RULES, Source, documents

# What the engine never sends: values of fields, public files, links.
OWN_FILES = [
    ("res_field", "=", False),
    ("public", "=", False),
    ("type", "=", "binary"),
    ("url", "=", False),
]


def furnish(session):
    """Create contacts and attach files to the records of all rules.

    :param session: :class:`~.session.OdooSession` of an administrator
    :return: (records, sources): dict model -> list of dicts with the fields that name
        the folder of each record, and a list of :class:`~.material.Source`
    """
    session.call("res.partner", "create", list(CONTACTS))
    records = {rule.model: _records(session, rule) for rule in RULES}
    ids = {model: [row["id"] for row in rows] for model, rows in records.items()}
    sources = [
        source for model in ids for source in _present(session, model, ids[model])
    ]
    bulk = []
    for document in documents(ids):
        content = document.content()
        place = document.model, document.res_id
        sources.append(Source.of(*place, document.name, content))
        if document.way == "bulk":
            bulk.append((document, content))
        elif document.way == "upload":
            session.upload(*place, document.name, content)
        else:
            attachment = session.upload(*place, document.name, content, pending=True)
            session.post_message(*place, f"See {document.name}", [attachment])
    _import(session, bulk)
    return records, sources


def _records(session, rule):
    domain = ast.literal_eval(rule.values.get("domain", "[]"))
    fields = ["id", *rule.fields]
    return session.call(rule.model, "search_read", domain, fields, order="id")


def _present(session, model, ids):
    """:return: the files that Odoo's demo data brought along"""
    domain = [("res_model", "=", model), ("res_id", "in", ids), *OWN_FILES]
    fields = ["name", "res_id"]
    for row in session.call("ir.attachment", "search_read", domain, fields):
        content = session.download(row["id"])
        yield Source.of(model, row["res_id"], row["name"], content)


def _import(session, bulk):
    """Create attachments in requests of some MiB each."""
    batch, size = [], 0
    for document, content in bulk:
        batch.append(
            {
                "name": document.name,
                "datas": base64.b64encode(content).decode(),
                "res_model": document.model,
                "res_id": document.res_id,
            }
        )
        size += len(content)
        if size > BULK:
            session.call("ir.attachment", "create", batch)
            batch, size = [], 0
    session.call("ir.attachment", "create", batch)
