# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import contextlib
import os
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config
from odoo.tools.misc import exec_pg_environ, human_size

from .. import server_config
from ..pg_tools import pg_tool
from ..upgrade_api import UpgradeError, base_name
from ..upgrade_api.archive import check_before_upload, sha256

BLOCK = 1024 * 1024
WATCH = 0.5  # seconds between two looks at a running pg_dump
#: Their rows open more than this database: its upgrades, and the drives of the cloud
#: connectors, where those are installed. Nothing refers to them.
SECRET_TABLES = (
    "upgrade_secret",
    "cloud_credential",
    "cloud_oauth_request",
    "cloud_watch",
)
#: A compressed dump is smaller than its database, a plain one inside a zip too.
SHARE_OF_DATABASE = 0.5


class UpgradeRequestDump(models.AbstractModel):
    """Where the dump comes from, and the files on disk."""

    _name = "upgrade.request.dump"
    _description = "Dump of an Upgrade (abstract)"

    source = fields.Selection(
        [
            ("database", "This database"),
            ("file", "An uploaded file"),
            ("path", "A file on the server"),
        ],
        "Dump",
        default="database",
        required=True,
    )
    include_filestore = fields.Boolean(
        help="Send the attachments too. The platform does not need them: the result is"
        " merged with your own filestore anyway."
    )
    dump_file = fields.Binary(
        attachment=True,
        copy=False,
        help="For dumps that a browser can upload; larger ones go by a file on the"
        " server.",
    )
    dump_filename = fields.Char(copy=False)
    dump_path = fields.Char(
        "Path of the Dump",
        copy=False,
        groups="odoo_upgrade_client.group_upgrade_manager",
        help="A file in one of the folders that the server's configuration allows",
    )
    filename = fields.Char(compute="_compute_filename", store=True)
    transport = fields.Selection(
        [("https", "HTTPS"), ("sftp", "SFTP, which can resume")],
        default="https",
        required=True,
        help="A broken upload over HTTPS starts anew; SFTP goes on where it broke.",
    )
    sftp_fingerprint = fields.Char(
        copy=False,
        groups="odoo_upgrade_client.group_upgrade_manager",
        help="The key of the platform's SFTP server, trusted when it was first seen",
    )
    dump_size = fields.Float("Size Sent", digits=(16, 0), readonly=True, copy=False)
    dump_sha256 = fields.Char("SHA-256 Sent", readonly=True, copy=False)
    uploaded_at = fields.Datetime("Uploaded", readonly=True, copy=False)
    result_size = fields.Float(
        "Size Received", digits=(16, 0), readonly=True, copy=False
    )
    result_sha256 = fields.Char("SHA-256 Received", readonly=True, copy=False)
    result_kind = fields.Char("Kind Received", readonly=True, copy=False)

    @api.depends("source", "dump_filename", "dump_path", "include_filestore")
    def _compute_filename(self):
        for request in self:
            if request.source == "file":
                name = request.dump_filename
            elif request.source == "path":
                name = request.sudo().dump_path
            else:
                ending = "zip" if request.include_filestore else "dump"
                name = f"{self.env.cr.dbname}.{ending}"
            request.filename = base_name(name) or "database.dump"

    @api.constrains("dump_path", "source")
    def _check_dump_path(self):
        for request in self:
            if request.source == "path":
                try:
                    request._server_file()
                except UpgradeError as error:
                    raise UserError(str(error)) from error

    # Folder of this request

    def _folder_path(self):
        self.ensure_one()
        return server_config.work_dir() / self.env.cr.dbname / str(self.id)

    def _folder(self):
        """:return: the request's own folder, readable by the server only"""
        folder = self._folder_path()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def _result_path(self):
        """:return: where the upgraded dump is, or will be"""
        return self._folder() / "upgraded"

    def _remove_files(self):
        shutil.rmtree(self._folder_path(), ignore_errors=True)

    def _need_space(self, needed):
        """:param needed: bytes
        :raises UpgradeError: the disk is too full
        """
        free = shutil.disk_usage(self._folder()).free
        if free < needed:
            raise UpgradeError(
                self.env._(
                    "The server's disk has %(free)s free but needs %(needed)s: make"
                    " room and press Retry.",
                    free=human_size(free),
                    needed=human_size(needed),
                )
            )

    # The dump to send

    def _prepare_dump(self, progress):
        """Have the dump as a file and check it.

        :param progress: called with (bytes, None)
        :return: its path
        :raises UpgradeError: it cannot be made, or the platform would not take it
        """
        if self.source == "database":
            path = self._dump_database(progress)
        else:
            path = self._find_dump()
        check_before_upload(path)
        size = os.path.getsize(path)
        if not self.dump_sha256 or self.dump_size != size:
            checksum = sha256(path, progress)
            self.write({"dump_size": size, "dump_sha256": checksum})
            self._commit()
        return path

    def _find_dump(self):
        """:return: path of the file that people gave
        :raises UpgradeError: there is none, or it may not be sent
        """
        return self._attached_file() if self.source == "file" else self._server_file()

    def _server_file(self):
        allowed = server_config.dump_paths()
        path = Path(self.sudo().dump_path or "").resolve()
        if not any(folder in path.parents for folder in allowed):
            folders = ", ".join(map(str, allowed)) or self.env._("(none)")
            raise UpgradeError(
                self.env._(
                    "The server's configuration allows dumps in these folders only:"
                    " %s. Ask its administrator to extend dump_paths in the section"
                    " [upgrade_client].",
                    folders,
                )
            )
        if not path.is_file():
            raise UpgradeError(self.env._("There is no file %s.", path))
        return path

    def _attached_file(self):
        attachment = self.env["ir.attachment"].sudo()
        domain = [
            ("res_model", "=", self._name),
            ("res_id", "=", self.id),
            ("res_field", "=", "dump_file"),
        ]
        attachment = attachment.search(domain, limit=1)
        if not attachment:
            raise UpgradeError(self.env._("Upload the dump first."))
        if attachment.store_fname:
            return Path(attachment._full_path(attachment.store_fname))
        path = self._folder() / "original"
        path.write_bytes(attachment.raw)
        return path

    def _dump_database(self, progress):
        """Let pg_dump write this database, without the tables of secrets."""
        path = self._folder() / "original"
        if path.exists():
            return path
        self._need_space(self._dump_size_limit())
        part = path.with_name("original.part")
        part.unlink(missing_ok=True)
        if self.include_filestore:
            self._write_backup(part, progress)
        else:
            command = self._pg_dump("--format=c", f"--file={part}")
            with self._running_tool(command) as process:
                while process.poll() is None:
                    progress(part.stat().st_size if part.exists() else 0, None)
                    time.sleep(WATCH)
        os.replace(part, path)
        return path

    def _dump_size_limit(self):
        self.env.cr.execute("SELECT pg_database_size(current_database())")
        size = self.env.cr.fetchone()[0] * SHARE_OF_DATABASE
        # The rest may take long: no transaction stays open meanwhile.
        self._commit()
        if self.include_filestore:
            size += sum(file.stat().st_size for file in self._filestore_files())
        return size

    def _filestore_files(self):
        root = Path(config.filestore(self.env.cr.dbname))
        return (file for file in root.glob("??/*") if file.is_file())

    def _pg_dump(self, *options):
        tool = pg_tool(self.env, "pg_dump")
        secrets = [f"--exclude-table-data={table}" for table in SECRET_TABLES]
        return [tool, "--no-owner", *secrets, *options, self.env.cr.dbname]

    def _write_backup(self, path, progress):
        """A zip as Odoo's own backups: dump.sql and the filestore."""
        done = 0
        root = Path(config.filestore(self.env.cr.dbname))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            with (
                archive.open("dump.sql", "w", force_zip64=True) as target,
                self._running_tool(self._pg_dump(), subprocess.PIPE) as process,
            ):
                while block := process.stdout.read(BLOCK):
                    target.write(block)
                    done += len(block)
                    progress(done, None)
            for file in self._filestore_files():
                # Odoo's own clean-up of the filestore goes on meanwhile.
                with contextlib.suppress(FileNotFoundError):
                    archive.write(file, Path("filestore") / file.relative_to(root))
                    done += file.stat().st_size
                progress(done, None)

    @contextlib.contextmanager
    def _running_tool(self, command, stdout=subprocess.DEVNULL):
        """Run a PostgreSQL tool; it never outlives the block.

        :raises UpgradeError: it failed; its own last words are in the sentence
        """
        log = self._folder() / "tool.log"
        with log.open("wb") as errors:
            process = subprocess.Popen(
                command,
                env=exec_pg_environ(),
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=errors,
            )
            try:
                yield process
                process.wait()
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
                if process.stdout:
                    process.stdout.close()
        if process.returncode:
            lines = log.read_text(errors="replace").strip().splitlines() or ["?"]
            raise UpgradeError(
                self.env._(
                    "%(tool)s failed: %(message)s",
                    tool=Path(command[0]).name,
                    message=lines[-1],
                )
            )
