# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Fill Odoo with the demo's documents, and write down what must arrive."""

import ast
import base64

from .material import BULK, RECORDS, Source, documents
from .rules import RULES

# What the engine never sends: values of fields, public files, links.
OWN_FILES = [
    ("res_field", "=", False),
    ("public", "=", False),
    ("type", "=", "binary"),
    ("url", "=", False),
]


def furnish(session):
    """Create records and attach files to the records of all rules.

    :param session: :class:`~.session.OdooSession` of an administrator
    :return: (records, sources): dict model -> list of dicts with the fields that name
        the folder of each record, and a list of :class:`~.material.Source`
    """
    [project] = session.call("project.project", "search", [], limit=1)
    needed = {"project.task": {"project_id": project}}
    for model, rows in RECORDS.items():
        values = [{**row, **needed.get(model, {})} for row in rows]
        session.call(model, "create", values)
    records = {rule.model: _records(session, rule) for rule in RULES}
    ids = {model: [row["id"] for row in rows] for model, rows in records.items()}
    sources = [
        source for model in ids for source in _present(session, model, ids[model])
    ]
    bulk = []
    for document in documents(ids):
        content = document.content()
        if document.way == "bulk":
            bulk.append((document, content))
        else:
            sources.append(_upload(session, document, content))
    sources += _import(session, bulk)
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
        yield Source.of(row["id"], model, row["res_id"], row["name"], content)


def _upload(session, document, content):
    """:return: the source of a file that is uploaded in the browser"""
    place = document.model, document.res_id
    pending = document.way == "chatter"
    attachment = session.upload(*place, document.name, content, pending=pending)
    if pending:
        session.post_message(*place, f"See {document.name}", [attachment])
    return Source.of(attachment, *place, document.name, content)


def _import(session, bulk):
    """Create attachments in requests of some MiB each; :return: their sources"""
    sources, batch, size = [], [], 0
    for document, content in bulk:
        batch.append((document, content))
        size += len(content)
        if size > BULK:
            sources += _create(session, batch)
            batch, size = [], 0
    return sources + _create(session, batch)


def _create(session, batch):
    values = [
        {
            "name": document.name,
            "datas": base64.b64encode(content).decode(),
            "res_model": document.model,
            "res_id": document.res_id,
        }
        for document, content in batch
    ]
    ids = session.call("ir.attachment", "create", values)
    return [
        Source.of(id_, document.model, document.res_id, document.name, content)
        for id_, (document, content) in zip(ids, batch, strict=True)
    ]
