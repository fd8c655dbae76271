# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import closing

from odoo.tests import tagged

from .registry import our_fields, our_models
from .walk_case import WALKERS, WalkCase

# The ORM itself keeps them.
LOG_ACCESS = {"create_uid", "create_date", "write_uid", "write_date"}


@tagged("post_install", "-at_install")
class TestReadonly(WalkCase):
    """What the engine writes, nobody else writes, neither by RPC nor by a context.

    Rows of wizards are their makers' own: see ``TestWizards``.
    """

    def test_readonly(self):
        for model in our_models(self.env):
            if model._transient:
                continue
            fields = [
                field
                for field in our_fields(model)
                if field.store and field.readonly and field.name not in LOG_ACCESS
            ]
            self.counts["readonly fields"] += len(fields)
            for login, walker in WALKERS.items():
                row = self.worlds[walker.world].rows[model._name]
                self._own(login, row)
                for field in fields:
                    self._write(login, row, field)
                    self._create(login, model, field)
        self.judge("readonly")

    def _own(self, login, row):
        """Let a row be the walker's own: nothing but the field is to stop a write."""
        if row._log_access:
            self.env.cr.execute(
                f"UPDATE {row._table} SET create_uid = %s WHERE id = %s",
                [self.users[login].id, row.id],
            )
            self.env.invalidate_all()

    def _write(self, login, row, field):
        answer, _changed = self.step(
            login, row, "write", (row.ids, {field.name: self._value(field)})
        )
        if not isinstance(answer, Exception):
            self.note(login, "write", str(field))

    def _create(self, login, model, field):
        values = self._values(login, model)
        value = self._value(field)
        own = self.as_user(login, model)
        for form, extra, context in (
            ("create", {field.name: value}, {}),
            ("default", {}, {f"default_{field.name}": value}),
        ):
            if field.required and not field.default and field.name in values:
                # Nothing could be created without it: the form gives it once.
                continue
            if self._is_kept(own.with_context(**context), {**values, **extra}, field):
                self.note(login, form, str(field))

    def _is_kept(self, model, values, field):
        """:return: whether a row that is created holds the forged value"""
        with closing(self.env.cr.savepoint()):
            try:
                row = model.create(values).sudo()
                row.flush_recordset()
            except Exception:  # noqa: BLE001
                # Refused in whatever way.
                return False
            forged = field.convert_to_record(
                field.convert_to_cache(self._value(field), row), row
            )
            return bool(row[field.name]) and row[field.name] == forged

    def _values(self, login, model):
        """:return: dict of what a row of this model needs"""
        world = self.worlds[WALKERS[login].world]
        return {
            field.name: world._value(field)
            for field in our_fields(model)
            if field.store
            and field.required
            and not field.compute
            and (field.type == "many2one" or not field.default)
        }

    def _value(self, field):
        """:return: something that the field does not hold yet"""
        if field.relational:
            target = self.env[field.comodel_name].search([], order="id desc", limit=1)
            return target.id if field.type == "many2one" else [(6, 0, target.ids)]
        if field.type == "selection":
            return field.get_values(self.env)[-1]
        return {
            "boolean": True,
            "date": "2001-01-01",
            "datetime": "2001-01-01 01:01:01",
            "float": 77.0,
            "integer": 77,
            "many2one_reference": 77,
        }.get(field.type, "forged")
