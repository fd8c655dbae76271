# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One row of each of our models per company, and every text in it a canary.

Rows and texts come from the registry, so that models and fields that are added later
are walked as well.  A canary says what it is a name of, so that a leak names its hole.
"""

import dataclasses
import re

from odoo import fields
from odoo.tools import SQL

from .registry import is_ours, our_models

CANARY = re.compile(r"CANARY-(\w+-\w)-[\w.]+-\w+")
TEXTS = ("char", "text", "html")
# What they hold has to make sense, or nothing could be done with the row.
STRUCTURE = {"domain", "model_name", "name_expression", "parent_path", "res_model"}
SECRET_MODELS = (
    "cloud.credential",
    "cloud.oauth.request",
    "cloud.watch",
    "upgrade.secret",
)
# How the sync is set up, which Cloud Users may see; all other texts of ``cloud.*`` may
# be names of documents.
CONFIGURATION = (
    "cloud.backend",
    "cloud.default.folder",
    "cloud.place",
    "cloud.problem",
    "cloud.reverse.report",
    "cloud.sync.period",
    "cloud.sync.rule",
)
# Names of accounts and of a job's row, in rows that name documents as well.
CONFIGURATION_FIELDS = {
    ("cloud.hold", "account_expected"),
    ("cloud.hold", "account_found"),
    ("cloud.sync.log", "job_uuid"),
}


def kind_of(model, field):
    """:return: what a stored text of ours is: ``secret``, ``upgrade`` (for upgrade
    managers), ``own`` (for who made it), ``conf`` or ``doc``
    """
    if field.name == "ssh_private_key":
        return "secret"
    if model._name.startswith("upgrade."):
        return "own" if model._transient else "upgrade"
    if model._name in SECRET_MODELS or field.groups == "base.group_system":
        return "secret"
    if model._transient:
        return "own"
    if (model._name, field.name) in CONFIGURATION_FIELDS:
        return "conf"
    return "conf" if model._name in CONFIGURATION else "doc"


@dataclasses.dataclass(frozen=True)
class Canary:
    """A text that was planted.

    :param model: name of its model
    :param field: name of its field
    :param row: ID of its row
    :param label: what it is, and of which world: ``doc-a``
    """

    model: str
    field: str
    row: int
    label: str

    def __str__(self):
        return f"CANARY-{self.label}-{self.model}-{self.field}"


class World:
    """What belongs to one company, or to all of them.

    :param letter: the world's name in canaries
    :param company: ``res.company`` of the backend, may be empty
    :param owner: ``res.company`` of the document
    :param provider: of the backend
    """

    def __init__(self, env, letter, company, owner, provider):
        self.env = env
        self.letter = letter
        self.rows = {}
        self.canaries = []
        self._open = set()
        self.document = self._document(owner)
        self.attachment = env["ir.attachment"].create(
            {
                "name": str(self._canary("ir.attachment", "name", 0, "doc")),
                "raw": b"content",
                "res_model": self.document._name,
                "res_id": self.document.id,
            }
        )
        models = env["ir.model"]
        self.presets = {
            "company_id": company.id,
            "field_id": env["ir.model.fields"]._get("sale.order", "date_order").id,
            "kind": "record",
            "model_id": models._get(self.document._name).id,
            "provider": provider,
            "state": "connected",
        }
        for model in our_models(env):
            self._row(model)
        for model in our_models(env):
            self._fill(model)
        self.canaries.append(
            self._canary("ir.attachment", "name", self.attachment.id, "doc")
        )

    def _document(self, owner):
        """A record that nobody of the walkers can read: none of them sells."""
        name = self._canary("sale.order", "name", 0, "doc")
        partner = self.env["res.partner"].create({"name": f"Customer {self.letter}"})
        return (
            self.env["sale.order"]
            .with_company(owner)
            .create({"name": name, "partner_id": partner.id, "company_id": owner.id})
        )

    def _canary(self, model, field, row, kind):
        return Canary(model, field, row, f"{kind}-{self.letter}")

    def _row(self, model):
        """:return: the row of a model in this world, made when there is none"""
        name = model._name
        if name not in self.rows:
            self._open.add(name)
            values = {
                field.name: self._value(field)
                for field in model._fields.values()
                if field.store and not field.compute and self._is_needed(field)
            }
            self.rows[name] = self._existing(model, values) or model.create(values)
            self._open.remove(name)
        return self.rows[name]

    def _existing(self, model, values):
        """:return: the row that the creation of another one has brought along"""
        owners = [
            (name, "=", value)
            for name, value in values.items()
            if model._fields[name].comodel_name in self.rows
        ]
        return model.search(owners, limit=1) if owners else model

    def _is_needed(self, field):
        own = is_ours(field)
        known = field.name in self.presets and self._fits(field)
        needed = field.required and (field.type == "many2one" or not field.default)
        return own and (needed or known)

    def _fits(self, field):
        value = self.presets[field.name]
        return field.type != "selection" or value in field.get_values(self.env)

    def _value(self, field):
        if field.name in self.presets and self._fits(field):
            return self.presets[field.name]
        if field.type == "many2one":
            return self._target(field).id
        if field.type == "selection":
            return field.get_values(self.env)[0]
        return {
            "datetime": fields.Datetime.now(),
            "date": fields.Date.today(),
            "integer": 1,
            "float": 1.0,
        }.get(field.type, f"World {self.letter}")

    def _target(self, field):
        """:return: what a relation of ours leads to in this world, may be nothing"""
        target = self.env[field.comodel_name]
        if target._name == "ir.attachment":
            return self.attachment
        if target._name == "res.users":
            return self.env.ref("base.user_admin")
        if target._name in self._open or target not in our_models(self.env):
            return target
        return self._row(target)

    def _fill(self, model):
        row = self.rows[model._name]
        values = {}
        for field in model._fields.values():
            if not (is_ours(field) and field.store and field.column_type):
                continue
            if field.type in TEXTS and field.name not in STRUCTURE:
                canary = self._canary(
                    model._name, field.name, row.id, kind_of(model, field)
                )
                self.canaries.append(canary)
                values[field.name] = str(canary)
            elif self._may_lead_on(model, field) and not row[field.name]:
                values[field.name] = self._target(field).id or None
        if model._fields.get("res_model") and model._fields["res_model"].store:
            values["res_model"] = self.document._name
            values["res_id"] = self.document.id
        if values:
            self._set(row, values)

    def _may_lead_on(self, model, field):
        return (
            field.type == "many2one"
            and field.comodel_name not in (model._name, "res.company", "res.users")
            # A folder of a record has a rule, but is not the rule's own.
            and field.name != "rule_id"
        )

    def _set(self, row, values):
        """Past all checks: what a field means is not what this is about."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = %s",
                SQL.identifier(row._table),
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value)
                    for name, value in values.items()
                ),
                row.id,
            )
        )
        self.env.invalidate_all()
