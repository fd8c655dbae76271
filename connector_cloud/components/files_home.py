# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import errno
from contextlib import nullcontext
from typing import Any, NamedTuple

from odoo.tools.translate import LazyTranslate

from odoo.addons.component.core import Component

from ..exceptions import (
    BackendUnavailable,
    CloudError,
    NotFound,
    RetryLater,
    message_of,
)
from ..models.cloud_reverse_report import TRIES
from ..sync.download import fetch

_lt = LazyTranslate(__name__)

# How long to wait for somebody to make room on the disk, in seconds.
FULL_DELAY = 600
# What a native document becomes: the first format that its cloud offers for it.
EXPORTS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
}


class Damaged(CloudError):
    """What arrived is not what the cloud says it holds."""


class NotExportable(CloudError):
    """A native document for which the cloud offers no file."""


class Step(NamedTuple):
    """``verb`` is fetch or export; ``item`` the cloud's RemoteItem."""

    verb: str
    file: Any
    item: Any


class FilesHome(Component):
    """Bring files home: download, verify, store, make binary, unbind, commit.

    What the cloud holds *now* comes home, also where nobody has read of the change yet.
    Contents are fetched in the threads of the transfer pool and kept in the job's own.
    """

    _name = "cloud.files.home"
    _inherit = "cloud.base"
    _usage = "files.home"

    def bring(self, report, files):
        """
        :param report: the running ``cloud.reverse.report``
        :param files: ``cloud.file`` of records that the caller has locked
        :raise BackendUnavailable: after what was under way has been written
        """
        self._check_room(files)
        # The account that is connected now may see what was left in a former place.
        bound = files.filtered(lambda f: f.odoo_id and f.status != "uploading")
        items = self.adapter.get_many(bound.mapped("external_id"))
        interruption = None
        pool = self.work.transfer_pool
        for step, fetched, error in pool.run(self._tasks(report, files, items)):
            # Written with eyes opened now, not when the transfer began.
            self.backend_record._commit()
            with fetched or nullcontext():
                interruption = interruption or self._arrived(
                    report, step, fetched, error
                )
            self.work.run.flush()
            if interruption:
                pool.stop()
        if interruption:
            raise interruption

    def _check_room(self, files):
        room = self.backend_record._room_for_files()
        need = self.backend_record._need_of([("id", "in", files.ids)])
        if room is not None and need > room:
            raise self._full()

    def _full(self):
        message = self.env._(
            "The disk of Odoo's filestore is full. Make room there: the files go on "
            "coming home by themselves."
        )
        return RetryLater(message, FULL_DELAY)

    def _tasks(self, report, files, items):
        """:return: generator of (step, call for a thread); what needs none is done"""
        directory = None
        if self.backend_record._room_for_files() is not None:
            directory = self.env["ir.attachment"]._filestore()
        for file in files:
            if self.work.run.out_of_time or not report._goes_on():
                return
            # Each commit empties the cache: what is read after it is read alone.
            file = file.with_prefetch().exists()
            item = items.get(file.external_id)
            verb = self._verb(file, item)
            if verb in ("fetch", "export"):
                call = getattr(self, f"_call_{verb}")(item, directory)
                yield Step(verb, file, item), call
            elif verb:
                getattr(self, f"_{verb}")(report, file)
                self.work.run.flush()

    def _verb(self, file, item):
        """Decide what brings a file home.

        :param item: RemoteItem, None when it is not in the cloud any more
        :return: fetch, export, let_go, keep_ours, miss, or None for nothing
        """
        if not file:
            return None
        attachment = file.odoo_id
        if not attachment:
            return "let_go"
        if file.native:
            return "export" if item else "miss"
        if attachment._is_cloud_bound():
            return "fetch" if item else "miss"
        news = item and item.content_hash not in (None, file.base_content_hash)
        if not news or attachment.type != "binary":
            return "let_go"
        edited = attachment.checksum != file.base_checksum
        return "keep_ours" if edited else "fetch"

    # In a thread

    def _call_fetch(self, item, directory):
        adapter = self.adapter

        def call():
            return fetch(
                lambda: adapter.open(item.external_id), adapter.new_hasher(), directory
            )

        return call

    def _call_export(self, item, directory):
        adapter = self.adapter

        def call():
            problem = None
            for export_format in EXPORTS:
                try:
                    fetched = fetch(
                        lambda f=export_format: adapter.export(item.external_id, f),
                        directory=directory,
                    )
                except (BackendUnavailable, NotFound):
                    raise
                except CloudError as error:
                    problem = error
                    continue
                if fetched.size:
                    return Exported(export_format, fetched)
                fetched.file.close()
            raise NotExportable(
                problem.message if problem else _lt("The cloud exported nothing.")
            )

        return call

    # What is written when it has arrived

    def _arrived(self, report, step, fetched, error):
        """:return: what ends the run, if anything"""
        file = step.file.exists()
        if isinstance(error, BackendUnavailable):
            return error
        if error is None and self._verb(file, step.item) == step.verb:
            try:
                with self.env.cr.savepoint():
                    getattr(self, f"_keep_{step.verb}")(
                        report, file, step.item, fetched
                    )
            except (CloudError, OSError) as failure:
                error = failure
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return self._full()
        if error and file:
            self._failed(report, step.verb, file, error)
        return None

    def _keep_fetch(self, report, file, item, fetched):
        expected = item.size, item.content_hash or file.base_content_hash
        if (fetched.size, fetched.content_hash) != expected:
            raise Damaged(
                self.env._("%s did not arrive as it is in the cloud.", file.base_name)
            )
        values = {}
        if item.name != file.base_remote_name and file.odoo_id.name == file.base_name:
            values["name"] = item.name
        self._store(file, fetched, values)
        self._let_go(report, file)

    def _keep_export(self, report, file, _item, exported):
        name = file.odoo_id.name
        extension = f".{exported.export_format}"
        values = {
            "name": name if name.lower().endswith(extension) else name + extension,
            "mimetype": EXPORTS[exported.export_format],
        }
        self._store(file, exported.fetched, values)
        report._note("converted", file, self.env._("It is now %s.", values["name"]))
        self._let_go(report, file)

    def _store(self, file, fetched, values):
        attachment = file.odoo_id
        if not attachment.try_lock_for_update():
            raise CloudError(
                self.env._("Somebody is just changing %s.", file.base_name)
            )
        former = attachment.store_fname
        attachment._cloud_store(fetched.chunks())
        if former and former != attachment.store_fname:
            attachment._file_delete(former)
        attachment._cloud_set(**values)

    def _let_go(self, _report, file):
        if file.odoo_id:
            self._log(file, "download", size=file.size)
        if file.status == "synced":
            file.folder_id._note_leftovers()
        file.unlink()

    def _keep_ours(self, report, file):
        message = self.env._(
            "It was edited in Odoo and in the cloud. Odoo keeps its own version; the "
            "other one is in the cloud."
        )
        report._note("both", file, message)
        self._let_go(report, file)

    # What went wrong

    def _miss(self, report, file):
        message = self.env._("It is not in the cloud any more. Look into its bin.")
        if file.status == "left":
            message = file._where()
        self._failed(report, "fetch", file, NotFound(message))

    def _failed(self, report, verb, file, error):
        """One file's trouble stays its own; what is no trouble of a cloud is a bug."""
        if not isinstance(error, CloudError | OSError):
            raise error
        message = message_of(self.env, error)
        file._note_failure(message)
        if isinstance(error, NotFound | NotExportable) or file.try_count >= TRIES:
            file.write({"try_count": TRIES, "next_try": False})
            report._note(_reason(verb, error), file, message)
        kept_as_link = isinstance(error, NotExportable)
        self._log(
            file,
            "link" if kept_as_link else "download",
            level="warning" if kept_as_link else "error",
            message=message,
        )

    def _log(self, file, operation, **values):
        self.work.run.log_in(file.folder_id, operation, file.odoo_id.name, **values)


def _reason(verb, error):
    if isinstance(error, NotFound):
        return "gone"
    if isinstance(error, Damaged):
        return "damaged"
    return "native" if verb == "export" else "failed"


class Exported(NamedTuple):
    """A native document as a file of ``export_format``."""

    export_format: str
    fetched: Any

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.fetched.__exit__(*exc_info)
