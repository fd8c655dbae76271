# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.component.core import Component

from ..exceptions import (
    AlreadyExists,
    BackendUnavailable,
    CloudError,
    NotFound,
    QuotaExceeded,
    VersionMismatch,
    message_of,
)
from ..sync.naming import told_apart
from ..sync.states import Create, ReplaceContent
from ..sync.upload import read_back, send
from .earlier_upload import Contested
from .file_decider import Seen

RECORDS = ("attachment", "file", "parent")


def _uploads(step):
    return isinstance(step.action, Create)


def _sends(step):
    """Whether a step sends a content."""
    return isinstance(step.action, Create | ReplaceContent)


def _read_alone(step):
    """Each commit empties the cache: what is read after it must not be read for all
    the steps, again and again."""
    alone = {name: getattr(step, name).with_prefetch() for name in RECORDS}
    return step._replace(seen=step.seen._replace(**alone))


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

    For each operation of the cloud's side ``_call_<operation>`` gives what runs in a
    thread, made of plain values, and ``_done_<operation>`` writes the outcome in the
    job's own thread.  ``failures`` maps
    the cloud's identifiers of what did not work to the reason, None for a mere wait.
    """

    _name = "cloud.file.executor"
    _inherit = "cloud.base"
    _usage = "file.executor"

    def __init__(self, work_context):
        super().__init__(work_context)
        self.failures = {}

    def execute(self, steps):
        """
        :param steps: list of :class:`~.file_decider.Step`
        :return: list of :class:`Seen` to decide again: where the cloud answered
            otherwise than expected, and where one effect may be followed by another
        :raise BackendUnavailable: after what was under way has been written
        """
        if not self.work.run.executes:
            return self._tell(steps)
        again = self._execute_here([step for step in steps if not step.is_remote])
        steps = self._reserve([step for step in steps if step.is_remote])
        interruption = None
        pool = self.work.transfer_pool
        for step, result, error in pool.run(self._tasks(map(_read_alone, steps))):
            # Written with eyes opened now, not when the transfer began.
            self.backend_record._commit()
            if isinstance(error, BackendUnavailable):
                interruption = error
                pool.stop()
            elif isinstance(error, Contested):
                self.component(usage="earlier.upload").leave_to_backward(step)
            elif isinstance(error, VersionMismatch) and error.item:
                again.append(self._news(step, error.item))
            elif error:
                self._failed(step, error)
            elif step.attachment and not step.attachment.exists():
                # Deleted while the cloud worked on it: its own job finds the row.
                continue
            else:
                getattr(self, f"_done_{step.action.operation}")(step, result)
                if step.attachment and not step.file.error:
                    again.append(Seen(step.attachment, step.file, step.parent))
            self.work.run.flush()
        if interruption:
            raise interruption
        return _read_together(again)

    def _tell(self, steps):
        """Note what would be done.

        :return: nothing to decide again
        """
        explain = self.component(usage="file.decider").explain
        for step in steps:
            self.work.run.overrule(step.file, step.warning)
            if not step.operation:
                continue
            self.work.run.log_in(
                step.parent,
                step.operation,
                step.attachment.name or step.file.base_name or step.item.name,
                message=explain(step),
                file_id=step.file.id,
                size=step.attachment.file_size if _sends(step) else 0,
            )
        return []

    def _execute_here(self, steps):
        """:return: list of :class:`Seen` to decide again"""
        again = []
        local_executor = self.component(usage="local.executor")
        for step in map(_read_alone, steps):
            if self.work.run.out_of_time:
                self.work.run.unfinished = True
                break
            # Decided again with eyes opened now, and nobody else's hands on it.
            self.backend_record._commit()
            try:
                seen = local_executor.execute(step)
            except (UserError, CloudError) as error:
                self._failed(step, message_of(self.env, error))
                continue
            if seen is None:
                self._note_outcome(step, None)
            else:
                again += seen
            self.work.run.flush()
        return again

    def _news(self, step, item):
        remote = self.component(usage="import.mapper").remote_state(item)
        return step.seen._replace(item=item, remote=remote)

    def _reserve(self, steps):
        """Write down what is going to be uploaded, before the first byte goes."""
        uploads = [step for step in steps if _uploads(step)]
        fresh = [s for s in uploads if not s.file or s.file.status == "synced"]
        ids = self.adapter.reserve_ids(len(fresh)) if fresh else []
        # People may delete attachments while the cloud answers, but not from now on.
        self.backend_record._commit()
        held = self._hold_on_to(uploads)
        if len(held) < len(uploads):
            self.work.run.unfinished = True
        steps = [step for step in steps if not _uploads(step) or step in held]
        if fresh:
            steps = self._reserve_rows(steps, [s for s in fresh if s in held], ids)
        self.component(usage="earlier.upload").note(
            step for step in steps if _uploads(step)
        )
        self.backend_record._commit()
        return steps

    def _reserve_rows(self, steps, fresh, ids):
        earlier = self.component(usage="earlier.upload")
        new = [step for step in fresh if not step.file]
        for step in fresh:
            if step.file:
                step.file.write({"external_id": ids.pop(), "status": "uploading"})
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
                        "base_name": step.name,
                        "size": step.attachment.file_size,
                        "tries": earlier.tries_of(step),
                    }
                    for step, external_id in zip(new, ids, strict=False)
                ]
            )
        )
        by_attachment = {row.odoo_id.id: row for row in rows}
        return [
            step._replace(
                seen=step.seen._replace(
                    file=by_attachment.get(step.attachment.id, step.file)
                )
            )
            for step in steps
        ]

    def _hold_on_to(self, steps):
        """Keep attachments from being deleted until the next commit.

        :return: the steps whose attachments nobody is just deleting
        """
        query = SQL(
            "SELECT id FROM ir_attachment WHERE id = ANY(%s) FOR KEY SHARE SKIP LOCKED",
            [step.attachment.id for step in steps],
        )
        held = {row[0] for row in self.env.execute_query(query)}
        return [step for step in steps if step.attachment.id in held]

    def _tasks(self, steps):
        """:return: generator of (step, call for a thread)"""
        run = self.work.run
        for step in steps:
            if run.out_of_time:
                run.unfinished = True
                return
            if _sends(step) and run.uploads_stopped:
                continue
            if step.attachment and not step.attachment.exists():
                # Deleted meanwhile; its own job finds the row that it left.
                continue
            try:
                call = getattr(self, f"_call_{step.action.operation}")(step)
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
        adopt = self.component(usage="earlier.upload").adopter(step, source, mimetype)
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
                return adopt(known.item, reader)

        return self._sender(source, deliver)

    def _sender(self, source, deliver):
        adapter = self.adapter

        def call():
            sent = send(source, adapter.new_hasher(), deliver)
            return sent if sent.arrived else read_back(sent, adapter)

        return call

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
        self._bind(step, item, step.operation, folder_id=step.parent.id)

    def _bind(self, step, item, operation, sent=None, **agreed):
        if sent:
            agreed["base_checksum"] = sent.checksum
        if operation != "upload":
            agreed.update(self._news_of_people(step, item, replaced=bool(sent)))
        # By the name that was sent: a later one is still to be told.
        self.binder_for("cloud.file").bind_item(
            step.file, item, base_name=step.name, **agreed
        )
        message = self.component(usage="file.decider").explain(step)
        self._log(
            step.file,
            operation,
            size=sent.size if sent else 0,
            duration=sent.duration if sent else 0,
            level="warning" if message else "success",
            message=message,
        )

    def _news_of_people(self, step, item, replaced):
        """What somebody did while the cloud worked for us is not agreed on.

        :param replaced: whether we sent a content; else we moved or renamed
        :return: values of the file that stay as they were
        """
        file = step.file
        if replaced:
            place = item.name, item.parent_id
            same = place == (file.base_remote_name, file.folder_id.external_id)
            kept = ["base_remote_name"]
        else:
            hashes = {item.content_hash, file.base_content_hash} - {None, False}
            same = len(hashes) < 2
            kept = ["base_content_hash", "size"]
        if same:
            return {}
        self.env["cloud.observation"]._note(self.backend_record, [item.external_id])
        return {name: file[name] for name in kept}

    def _done_bin(self, step, _item):
        self._log(step.file, "bin", file_id=False)
        step.file.unlink()

    # What went wrong

    def _failed(self, step, error):
        """One file's trouble stays its own; what is no trouble of a cloud is a bug."""
        if not isinstance(error, CloudError | OSError | str):
            raise error
        if isinstance(error, QuotaExceeded):
            self.work.run.uploads_stopped = True
        if isinstance(error, NotFound) and step.file.external_id:
            # The backward sync finds out what became of it.
            self.env["cloud.observation"]._note(
                self.backend_record, [step.file.external_id]
            )
        message = message_of(self.env, error)
        step.file._note_failure(message)
        self._note_outcome(step, message)
        operation = step.action.operation if step.is_remote else "check"
        self._log(step.file or step.parent, operation, level="error", message=message)

    def _note_outcome(self, step, message):
        external_id = step.file.external_id or (step.item and step.item.external_id)
        self.failures[external_id] = message

    def _log(self, file, operation, **values):
        values.setdefault("file_id", file.id)
        self.work.run.log_in(file.folder_id, operation, file.base_name, **values)
