# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import Any, NamedTuple

from odoo.addons.component.core import Component

from ..exceptions import (
    AlreadyExists,
    AuthorizationLost,
    CloudError,
    NotFound,
    QuotaExceeded,
    RetryLater,
    VersionMismatch,
)
from ..sync.naming import told_apart
from ..sync.upload import read_back, send


class Seen(NamedTuple):
    """One file as it stands: ``attachment`` or ``file`` may be empty.

    ``parent`` is the ``cloud.folder`` where Odoo wants it, ``item`` the RemoteItem
    where the cloud has told news of it.
    """

    attachment: Any
    file: Any
    parent: Any
    item: Any = None


class Step(NamedTuple):
    """One effect to bring about on a :class:`Seen` file.

    ``verb`` is upload, replace, move, bin, forget, rebase or local.
    """

    verb: str
    action: Any
    attachment: Any
    file: Any
    parent: Any
    item: Any = None


RECORDS = ("attachment", "file", "parent")


def _read_alone(step):
    """Each commit empties the cache: what is read after it must not be read for all
    the steps, again and again."""
    return step._replace(
        **{name: getattr(step, name).with_prefetch() for name in RECORDS}
    )


def _read_together(seen):
    """:return: the same list, of records that are read all at once"""
    ids = {
        name: [id_ for s in seen for id_ in getattr(s, name).ids] for name in RECORDS
    }
    return [
        each._replace(
            **{name: getattr(each, name).with_prefetch(ids[name]) for name in RECORDS}
        )
        for each in seen
    ]


class FileExecutor(Component):
    """Carry out steps in the transfer pool, and commit each result as it comes back.

    For each verb ``_call_<verb>`` gives what runs in a thread, made of plain values,
    and ``_done_<verb>`` writes the outcome in the job's own thread.
    """

    _name = "cloud.file.executor"
    _inherit = "cloud.base"
    _usage = "file.executor"

    def execute(self, steps):
        """
        :param steps: list of :class:`Step`
        :return: list of :class:`Seen` to decide again: where the cloud answered
            otherwise than expected, and where one effect may be followed by another
        :raise RetryLater, AuthorizationLost: after what was under way has been written
        """
        steps = self._reserve(steps)
        again = []
        interruption = None
        pool = self.work.transfer_pool
        for step, result, error in pool.run(self._tasks(map(_read_alone, steps))):
            # Written with eyes opened now, not when the transfer began.
            self.backend_record._commit()
            if isinstance(error, RetryLater | AuthorizationLost):
                interruption = error
                pool.stop()
            elif isinstance(error, VersionMismatch) and error.item:
                step.file.base_version = error.item.version
                again.append(Seen(step.attachment, step.file, step.parent, error.item))
            elif error:
                self._failed(step, error)
            elif step.attachment and not step.attachment.exists():
                # It was deleted while the cloud worked on it.
                again.append(Seen(step.attachment.browse(), step.file, step.parent))
            else:
                getattr(self, f"_done_{step.verb}")(step, result)
                if step.attachment and not step.file.error:
                    again.append(Seen(step.attachment, step.file, step.parent))
            self.work.run.flush()
        if interruption:
            raise interruption
        return _read_together(again)

    def _reserve(self, steps):
        """Write down what is going to be uploaded, before the first byte goes."""
        uploads = [step for step in steps if step.verb == "upload"]
        new = [step for step in uploads if not step.file]
        lost = [step.file for step in uploads if step.file.status == "synced"]
        if new or lost:
            steps = self._reserve_rows(steps, new, lost)
        self.component(usage="unreserved.upload").note(
            step for step in steps if step.verb == "upload"
        )
        self.backend_record._commit()
        return steps

    def _reserve_rows(self, steps, new, lost):
        ids = self.adapter.reserve_ids(len(new) + len(lost))
        for file in lost:
            file.write({"external_id": ids.pop(), "status": "uploading"})
        rows = (
            self.env["cloud.file"]
            .sudo()
            .create(
                [
                    {
                        "backend_id": self.backend_record.id,
                        "odoo_id": step.attachment.id,
                        "folder_id": step.parent.id,
                        "external_id": external_id,
                        "base_name": step.attachment.name,
                        "size": step.attachment.file_size,
                    }
                    for step, external_id in zip(new, ids, strict=True)
                ]
            )
        )
        by_attachment = {row.odoo_id.id: row for row in rows}
        return [
            step._replace(file=by_attachment.get(step.attachment.id, step.file))
            for step in steps
        ]

    def _tasks(self, steps):
        """:return: generator of (step, call for a thread); what needs none is done"""
        run = self.work.run
        for step in steps:
            if run.out_of_time:
                run.unfinished = True
                return
            if step.verb in ("upload", "replace") and run.uploads_stopped:
                continue
            if step.attachment and not step.attachment.exists():
                # Deleted meanwhile; its own job finds the row that it left.
                continue
            if step.verb in ("forget", "rebase", "local"):
                getattr(self, f"_done_{step.verb}")(step, None)
                continue
            try:
                call = getattr(self, f"_call_{step.verb}")(step)
            except CloudError as error:
                self._failed(step, error)
                continue
            yield step, call

    # What runs in a thread: plain values in, no ORM inside

    def _call_upload(self, step):
        adapter = self.adapter
        source = step.attachment._cloud_source()
        mimetype = step.attachment.mimetype
        name = step.action.remote_name
        parent_id = self._external_id(step.parent)
        tag = step.file._tag(step.attachment.id)
        reserved_id = step.file.external_id
        if not reserved_id:
            unreserved = self.component(usage="unreserved.upload")
            return self._sender(source, unreserved.deliverer(step, source, mimetype))

        def deliver(reader):
            try:
                return adapter.upload(
                    parent_id, name, reader, source.size, mimetype, tag, reserved_id
                )
            except AlreadyExists as known:
                return self._adopt(adapter, known.item, reader, source, mimetype)

        return self._sender(source, deliver)

    def _sender(self, source, deliver):
        adapter = self.adapter

        def call():
            sent = send(source, adapter.new_hasher(), deliver)
            return sent if sent.arrived else read_back(sent, adapter)

        return call

    @staticmethod
    def _adopt(adapter, item, reader, source, mimetype):
        """An earlier try came through; take its item, with today's content."""
        if item.binned:
            item = adapter.restore(item.external_id)
        reader.seek(0)
        content_hash = adapter.content_hash(reader)
        reader.seek(0)
        if (item.size, item.content_hash) == (source.size, content_hash):
            return item
        return adapter.replace_content(item.external_id, reader, source.size, mimetype)

    def _call_replace(self, step):
        adapter = self.adapter
        source = step.attachment._cloud_source()
        external_id = step.file.external_id
        args = (source.size, step.attachment.mimetype, step.file.base_version or None)

        def deliver(reader):
            return adapter.replace_content(external_id, reader, *args)

        return self._sender(source, deliver)

    def _call_move(self, step):
        adapter = self.adapter
        parent_id = self._external_id(step.parent)
        if step.action.parent != step.parent.id:
            # The cloud moved it, Odoo only renamed it: it stays where the cloud has it.
            parent_id = step.item.parent_id
        external_id, name = step.file.external_id, step.action.remote_name
        apart = told_apart(name, step.attachment.id, adapter.limits)
        rest = (parent_id, step.file.base_version or None)

        def call():
            try:
                return adapter.move(external_id, name, *rest)
            except AlreadyExists:
                return adapter.move(external_id, apart, *rest)

        return call

    def _call_bin(self, step):
        adapter = self.adapter
        external_id, version = step.file.external_id, step.file.base_version or None
        if not external_id:
            return self.component(usage="unreserved.upload").remover(step.file)
        return lambda: adapter.bin(external_id, expected_version=version)

    def _external_id(self, folder):
        if folder.status != "synced":
            raise NotFound(
                self.env._("The folder %s is not in the cloud yet.", folder.name)
            )
        return folder.external_id

    # What is written when the cloud has done its part

    def _done_upload(self, step, sent):
        if self._check_sent(step, sent):
            agreed = {"folder_id": step.parent.id, "tries": False}
            self._bind(step, sent.item, "upload", sent, **agreed)

    def _done_replace(self, step, sent):
        if self._check_sent(step, sent):
            self._bind(step, sent.item, "replace", sent, released=False)

    def _check_sent(self, step, sent):
        """What does not match is told and tried again; the local content stays."""
        problem = None
        if not sent.intact:
            problem = self.env._("The content in Odoo's filestore is damaged.")
        elif not sent.arrived:
            problem = self.env._("The cloud stored something else than was sent.")
        if problem:
            self._failed(step, problem)
        return not problem

    def _done_move(self, step, item):
        moved = step.file.folder_id != step.parent
        if step.action.parent != step.parent.id:
            self._bind(step, item, "rename")
        else:
            operation = "move" if moved else "rename"
            self._bind(step, item, operation, folder_id=step.parent.id)

    def _bind(self, step, item, operation, sent=None, **agreed):
        if sent:
            agreed["base_checksum"] = sent.checksum
        self.binder_for("cloud.file").bind_item(
            step.file, item, base_name=step.attachment.name, **agreed
        )
        self._log(step.file, operation, size=sent.size if sent else 0)

    def _done_bin(self, step, _item):
        self._log(step.file, "bin", file_id=False)
        step.file.unlink()

    def _done_forget(self, step, _item):
        step.file.unlink()

    def _done_rebase(self, step, _item):
        agreed = {
            "base_name": step.attachment.name,
            "base_checksum": step.attachment.checksum,
            "folder_id": step.parent.id,
        }
        if step.item:
            self.binder_for("cloud.file").bind_item(step.file, step.item, **agreed)
        else:
            step.file.write({**agreed, **step.file._clean_failure()})

    def _done_local(self, step, _item):
        """What the cloud's own change does to Odoo is the backward sync's to write."""
        message = self.env._("It was changed in the cloud, too.")
        self._failed(step._replace(verb="check"), message, level="warning")

    # What went wrong

    def _failed(self, step, error, level="error"):
        """One file's trouble stays its own; what is no trouble of a cloud is a bug."""
        if not isinstance(error, CloudError | OSError | str):
            raise error
        if isinstance(error, QuotaExceeded):
            self.work.run.uploads_stopped = True
        step.file._note_failure(str(error))
        self._log(step.file, step.verb, level=level, message=str(error))

    def _log(self, file, operation, **values):
        place = file.folder_id
        while place.kind == "sub":
            place = place.parent_id
        values.setdefault("file_id", file.id)
        self.work.run.log(
            operation,
            file.base_name,
            res_model=place.res_model,
            res_id=place.res_id,
            **values,
        )
