# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError


class CloudEngineFields(models.AbstractModel):
    """A model whose rows people and the engine write, each their own fields.

    The stored fields that are ``readonly`` are the engine's: it writes them by sudo,
    after the button behind it has checked what the user may do.  To Odoo ``readonly``
    is a matter of the screen only.
    """

    _name = "cloud.engine.fields"
    _description = "Fields of the Sync Engine (abstract)"

    @api.model
    def _is_engine_field(self, field):
        return field.store and field.readonly

    @api.model
    def _has_field_access(self, field, operation):
        if operation == "write" and self._is_engine_field(field) and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def _check_field_access(self, field, operation):
        if operation == "write" and self._is_engine_field(field) and not self.env.su:
            raise AccessError(
                self.env._(
                    '"%(field)s" of %(model)s is set by the sync itself. Nobody else '
                    "can write it.",
                    field=field._description_string(self.env),
                    model=self._description,
                )
            )
        return super()._check_field_access(field, operation)

    @api.model
    def default_get(self, fields):
        """Neither the caller's context nor a user's default says what the engine's
        fields begin with."""
        own = {
            name: self._fields[name]
            for name in fields
            if name in self._fields and self._is_engine_field(self._fields[name])
        }
        values = super().default_get([name for name in fields if name not in own])
        for name, field in own.items():
            if field.default:
                value = field.default(self)
                value = field.convert_to_cache(value, self, validate=False)
                values[name] = field.convert_to_write(value, self)
        return values

    def write(self, vals):
        """A row must not leave what its writer may write: look afterwards, too."""
        result = super().write(vals)
        self.check_access("write")
        return result
