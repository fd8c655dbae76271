# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
import shlex

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import config

from odoo.addons.queue_job.exception import RetryableJobError

from .. import server_config
from ..restore import Restore, database_name_problem, database_user_problem
from ..session_lock import session_lock
from ..upgrade_api import UpgradeError
from ..upgrade_api.archive import CUSTOM, ZIP
from ..upgrade_api.sql_script import PSQL_OPTIONS
from .upgrade_request_jobs import BUSY


def _version(text):
    """:return: numbers of a version text such as ``9.4`` or ``16.3 (Debian)``"""
    digits = (text or "").split(" ")[0].split(".")
    return tuple(int(each) for each in digits if each.isdigit())


class UpgradeRequestRestore(models.AbstractModel):
    """What to do with the upgraded dump."""

    _name = "upgrade.request.restore"
    _description = "Restore of an Upgrade (abstract)"

    restore_help = fields.Html(compute="_compute_restore_help", sanitize=False)
    restore_allowed = fields.Boolean(compute="_compute_restore_allowed")
    restore_database = fields.Char("Restored Into", readonly=True, copy=False)
    restore_running = fields.Boolean(readonly=True, copy=False)

    def _compute_restore_allowed(self):
        allowed = server_config.restore_allowed() and self.env.is_system()
        for request in self:
            request.restore_allowed = allowed and request.state == "done"

    def _compute_restore_help(self):
        for request in self:
            request.restore_help = (
                request._restore_help_text() if request.state == "done" else False
            )

    def _postgres_problem(self):
        """:return: a sentence when this server's PostgreSQL is too old, or False"""
        mine = self.env.cr._cnx.server_version
        here = (mine // 10000,) if mine >= 100000 else divmod(mine // 100, 100)
        needed = _version(self.postgresql)
        if needed and here < needed[: len(here)]:
            return self.env._(
                "This server has PostgreSQL %(here)s, but the dump needs %(needed)s.",
                here=".".join(map(str, here)),
                needed=self.postgresql,
            )
        return False

    def _restore_commands(self):
        """:return: lines for the shell that make a new database of the result"""
        path = shlex.quote(str(self._result_path()))
        # Free text of a user must not become a command of an administrator.
        target = "upgraded_" + re.sub(r"\W", "_", self.target)
        lines = [f"createdb {target}"]
        if self.result_kind == CUSTOM:
            lines.append(f"pg_restore --no-owner --dbname={target} {path}")
        else:
            psql = " ".join(["psql", *PSQL_OPTIONS, target])
            lines.append(f"odoo upgrade_request sql {path} | {psql}")
        lines += self._filestore_commands(path, target)
        if self.aim == "test":
            lines.append(f"odoo neutralize -d {target}")
        return lines

    def _filestore_commands(self, path, target):
        old = shlex.quote(config.filestore(self.env.cr.dbname))
        new = shlex.quote(config.filestore(target))
        lines = [f"cp -a {old} {new}"]
        if self.result_kind == ZIP:
            lines.append(f"unzip -n {path} 'filestore/*' -d {new}.zip")
            # Links in the archive would lead out of the filestore.
            lines.append(f"find {new}.zip -type l -delete")
            lines.append(f"cp -an {new}.zip/filestore/. {new}/")
        return lines

    def _restore_help_text(self):
        points = [
            self.env._("Restore into a new database with the Odoo of the new version."),
            self.env._(
                "The dump does not hold your own attachments: merge its filestore"
                " with yours, do not replace it."
            ),
        ]
        if self.result_kind != CUSTOM:
            points.append(
                self.env._(
                    "Never give this dump to psql as it is: psql would run commands"
                    " that stand in it. odoo upgrade_request sql refuses them. Use a"
                    " database user that is no superuser."
                )
            )
        if self.aim == "test":
            points.append(
                self.env._(
                    "Neutralize a test before anybody opens it: it would send e-mails"
                    " and run scheduled actions."
                )
            )
        if "cloud.credential" in self.env:
            points.append(
                self.env._(
                    "Connect the cloud drives again in the upgraded database: how they"
                    " are opened was not sent to the platform."
                )
            )
        problem = self._postgres_problem()
        warning = Markup('<div class="alert alert-danger">{}</div>').format(problem)
        items = Markup().join(Markup("<li>{}</li>").format(each) for each in points)
        lines = "\n".join(self._restore_commands())
        return (warning if problem else Markup()) + Markup(
            "<ul>{}</ul><pre>{}</pre>"
        ).format(items, lines)

    # Restoring here

    def _start_restore(self, database, neutralize, merge_filestore):
        """Enqueue the restoration into a new database.

        :raises AccessError: not a system administrator, or the server forbids it
        :raises UserError: the name is taken or no name, or the dump does not fit
        """
        if not (self.env.is_system() and server_config.restore_allowed()):
            raise AccessError(
                self.env._(
                    "Only system administrators can restore, and only where the"
                    " server's configuration says allow_restore = True in the section"
                    " [upgrade_client]."
                )
            )
        self.ensure_one()
        problem = (
            database_name_problem(self.env, database)
            or database_user_problem(self.env)
            or self._postgres_problem()
        )
        if self.restore_running:
            problem = self.env._("A restoration is running already.")
        if self.state != "done" or not self._result_path().exists():
            problem = self.env._("There is no upgraded dump yet: download it first.")
        if problem:
            raise UserError(problem)
        self.sudo().write({"restore_running": True, "restore_database": database})
        self.sudo().with_delay(
            max_retries=0,
            identity_key=f"upgrade.request:{self.id}:restore",
            description=f"{self.name}: restore into {database}",
        )._job_restore(database, neutralize, merge_filestore)

    def _job_restore(self, database, neutralize, merge_filestore):
        """Job: restore the result into a new database."""
        if not self.exists() or not self.restore_running:
            return "nothing to do"
        # Requests have numbers above zero: this lock is another one than a step's.
        with session_lock(self.env.cr, -self.id) as free:
            if not free:
                raise RetryableJobError(
                    "Another job restores it.", seconds=BUSY, ignore_retry=True
                )
            text = self._restore(database, neutralize, merge_filestore)
            self.write({"restore_running": False})
            self.message_post(body=text, subtype_xmlid="odoo_upgrade_client.mt_state")
            self._commit()
        return text

    def _restore(self, database, neutralize, merge_filestore):
        """:return: how it ended, for people"""
        restore = Restore(
            self.env, self._result_path(), self.result_kind, database, self.id
        )
        # Restoring takes long: no transaction stays open meanwhile.
        self._commit()
        try:
            notes = restore.run(neutralize, merge_filestore)
        except (UpgradeError, UserError) as error:
            return self.env._("The restoration failed: %s", error)
        text = self.env._("Restored into the database %s.", database)
        return " ".join([text, *notes])
