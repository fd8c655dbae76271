# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a backend signs in, and who decides it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

COMPUTE = "_compute_credential_fields"


def credential_field(kind, label, **options):
    """Declare a field of the backend's form that is kept with its secrets.

    The model ``cloud.credential`` has a stored field of the same name.  The one
    declared here is neither stored nor searchable: whoever finds a way from a document
    to its backend cannot ask for it in a filter.

    :param kind: class of the field
    :param label: what the form calls it
    """
    return kind(
        label,
        compute=COMPUTE,
        inverse="_inverse_credential_fields",
        groups="base.group_system",
        copy=False,
        **options,
    )


class CloudBackendCredential(models.AbstractModel):
    """The part of a backend that decides who signs in, where, and to which place."""

    _name = "cloud.backend.credential"
    _description = "Sign-in of a Cloud Backend (abstract)"

    endpoint_url = credential_field(
        fields.Char,
        "Private Endpoint",
        help="Base address of a private endpoint of this cloud. "
        "Leave empty to use the vendor's own.",
    )

    # The row of secrets

    def _credentials(self):
        """:return: the rows of secrets that there are"""
        rows = self.env["cloud.credential"].sudo()
        return rows.search([("backend_id", "in", self._origin.ids)])

    def _credential(self):
        """:return: the backend's ``cloud.credential`` row, made when there is none"""
        self.ensure_one()
        found = self._credentials()
        if not found:
            # Two jobs may need it at the same moment: the second finds the first's.
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO cloud_credential (backend_id) VALUES (%s)
                    ON CONFLICT (backend_id) DO NOTHING
                    """,
                    self.id,
                )
            )
            found = self._credentials()
        return found

    @api.model
    def _credential_fields(self):
        """:return: names of the fields that are kept with the secrets"""
        return [n for n, field in self._fields.items() if field.compute == COMPUTE]

    def _compute_credential_fields(self):
        by_backend = {row.backend_id.id: row for row in self._credentials()}
        for backend in self:
            row = by_backend.get(backend._origin.id, self.env["cloud.credential"])
            for name in self._credential_fields():
                backend[name] = row[name]

    def _inverse_credential_fields(self):
        for backend in self:
            # Those that are not being written read as empty now.
            names = [n for n in self._credential_fields() if n in backend._cache]
            values = {name: backend[name] for name in names}
            if backend._credentials() or any(values.values()):
                backend._credential().write(values)

    # Whose decision it is

    @api.model
    def _destination_fields(self):
        """:return: names of the fields that decide where a token or secret is sent"""
        return {"provider", "endpoint_url"}

    @api.model
    def _sign_in_fields(self):
        """:return: names of the other fields that decide who signs in"""
        return set()

    @api.model
    def _place_fields(self):
        """:return: names of the fields that decide where the documents are kept"""
        return {"company_id", "drive_external_id", "drive_name"}

    @api.model
    def _administrators_fields(self):
        """:return: names of all that is theirs once a backend was set up"""
        return (
            self._destination_fields() | self._sign_in_fields() | self._place_fields()
        )

    def _is_set_up(self):
        """:return: whether it was ever connected, or an administrator prepared it"""
        self.ensure_one()
        return self.state != "draft" or bool(self._credentials())

    def _changed_by(self, vals, names):
        """:return: those of the fields ``names`` that ``vals`` would change"""
        self.ensure_one()
        backend = self.sudo()

        def cached(name, value):
            return self._fields[name].convert_to_cache(value, backend) or None

        return {
            name
            for name in names & vals.keys()
            if cached(name, vals[name]) != cached(name, backend[name])
        }

    def _check_administrator(self, vals):
        """:raise AccessError: ``vals`` change what only an administrator may change"""
        if self.env.is_system():
            return
        names = self._administrators_fields()
        for backend in self:
            changed = backend._changed_by(vals, names)
            if changed and backend._is_set_up():
                labels = sorted(
                    self._fields[name]._description_string(self.env) for name in changed
                )
                raise AccessError(
                    self.env._(
                        "%(backend)s is set up already. Only system administrators "
                        "can change: %(fields)s",
                        backend=backend.name,
                        fields=", ".join(labels),
                    )
                )

    def write(self, vals):
        if not self._administrators_fields() & vals.keys():
            return super().write(vals)
        self._check_administrator(vals)
        moved, changed = self.browse(), self.browse()
        for backend in self:
            if backend._changed_by(vals, self._destination_fields()):
                moved |= backend
            elif backend._changed_by(vals, self._sign_in_fields()):
                changed |= backend
        moved._check_destination_may_change(vals)
        # In the order of a renewal that fails: first the credential, then the backend.
        (moved | changed)._credentials()._lock()
        other = moved.filtered(lambda b: b._changed_by(vals, {"provider"}))
        result = super().write(vals)
        if moved:
            moved._leave_destination()
        for backend in other:
            # What was made in another cloud is nothing of this one's.
            backend._forget_empty_tree()
            backend.sudo().write({"drive_external_id": False, "drive_name": False})
        if changed:
            # The access token belongs to whom it was given to.
            changed._credentials().write({"access_token": False, "expires_at": False})
        return result

    def _check_destination_may_change(self, vals):
        for backend in self:
            if backend.state == "reversing":
                raise UserError(
                    self.env._(
                        "The files of %s are being restored with the present sign-in. "
                        "Change it when that is done, or stop it first.",
                        backend.name,
                    )
                )
            if backend._changed_by(vals, {"provider"}):
                backend._check_drive_unused()

    def _leave_destination(self):
        """Forget what was granted elsewhere.

        Jobs send secrets, too, so they have to wait until an administrator has pressed
        Connect and so agreed to the new address.
        """
        self._credentials()._forget_tokens()
        # A sign-in that was begun there must not end here; and who told the cloud to
        # stop its notifications would need a token: they end by themselves.
        for model in ("cloud.oauth.request", "cloud.watch"):
            self.env[model].sudo().search([("backend_id", "in", self.ids)]).unlink()
        self.sudo().write(
            {"state": "draft", "account_name": False, "wait_until": False}
        )
