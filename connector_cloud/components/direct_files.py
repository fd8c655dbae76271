# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields

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
from ..sync.decide import decide
from ..sync.states import (
    BinRemote,
    Create,
    Forget,
    Kind,
    MoveRemote,
    Policy,
    Rebase,
    RemoteState,
    ReplaceContent,
)
from ..sync.upload import send

# Own writes and the cloud's answers may cross: look again a bounded number of times.
ROUNDS = 3


class DirectFiles(Component):
    """Send attachments to the cloud, and what happened to them in Odoo since.

    Observe the rows, decide per file, execute in the transfer pool, and commit each
    result as it comes back.
    """

    _name = "cloud.direct.files"
    _inherit = "cloud.base"
    _usage = "direct.files"

    def sync(self, folders, owned):
        """
        :param folders: ``cloud.folder`` of kind record, present in the cloud
        :param owned: those whose record belongs to a rule of this backend; the
            others keep what they have, but get nothing new (seed 003, "Models Sync" 5)
        """
        todo = self._observe(folders, owned)
        for _round in range(ROUNDS):
            todo = self._execute(self._decide(todo))
            if not todo:
                break

    # Observe

    def _observe(self, folders, owned):
        """:return: list of (attachment, file, parent folder, RemoteState or None)"""
        places = {(f.res_model, f.res_id): f for f in folders}
        homes = self._homes(folders)
        attachments = self._attachments(folders)
        files = (
            self.env["cloud.file"]
            .sudo()
            .search(
                [
                    ("backend_id", "=", self.backend_record.id),
                    "|",
                    ("odoo_id", "in", attachments.ids),
                    "&",
                    ("odoo_id", "=", False),
                    ("folder_id", "in", list(homes)),
                ]
            )
        )
        by_attachment = {file.odoo_id.id: file for file in files if file.odoo_id}
        now = fields.Datetime.now()
        seen = []
        for attachment in attachments:
            file = by_attachment.get(attachment.id, files.browse())
            place = places[attachment.res_model, attachment.res_id]
            if not file and place not in owned:
                continue
            if file.next_try and file.next_try > now:
                continue
            at_home = file and homes.get(file.folder_id.id) == place.id
            parent = file.folder_id if at_home else place
            seen.append((attachment, file, parent, None))
        for file in files.filtered(lambda f: not f.odoo_id):
            seen.append((file.odoo_id, file, file.folder_id, None))
        return seen

    def _homes(self, folders):
        """:return: dict folder id -> id of the record folder that it lies in"""
        deep = self.env["cloud.folder"].sudo().search([("id", "child_of", folders.ids)])
        roots = set(folders.ids)
        return {
            folder.id: next(
                int(part)
                for part in reversed(folder.parent_path.strip("/").split("/"))
                if int(part) in roots
            )
            for folder in deep
        }

    def _attachments(self, folders):
        """:return: the eligible and the bound attachments of the folders' records"""
        Attachment = self.env["ir.attachment"].sudo()
        domain = [
            ("res_model", "=", folders[:1].res_model),
            ("res_id", "in", folders.mapped("res_id")),
        ]
        bound = self.env["cloud.file"].sudo()._search(
            [("backend_id", "=", self.backend_record.id), ("odoo_id", "!=", False)]
        )
        return Attachment.search(
            Attachment._cloud_eligible_domain() & fields.Domain(domain)
        ) | Attachment.search([*domain, ("id", "in", bound.subselect("odoo_id"))])

    # Decide

    def _decide(self, todo):
        """:return: list of (verb, action, attachment, file, parent)"""
        mapper = self.component(usage="export.mapper")
        policy = Policy(today=fields.Date.context_today(self.backend_record))
        steps = []
        for attachment, file, parent, remote in todo:
            if not attachment and file.status != "synced":
                # The attachment went while it was on its way: what may have arrived
                # under the reserved identifier leaves again.
                steps.append(("bin", BinRemote(), attachment, file, parent))
                continue
            local, base = mapper.file_states(attachment, file, parent)
            decision = decide(Kind.FILE, local, base, remote, policy)
            if decision:
                # One effect at a time: the next one needs the version it leads to.
                action = decision.actions[0]
                verb = VERBS.get(type(action), "local")
                steps.append((verb, action, attachment, file, parent))
        return steps

    # Execute

    def _execute(self, steps):
        """:return: what the cloud answered otherwise than expected, to decide again"""
        steps = self._reserve(steps)
        again = []
        interruption = None
        pool = self.work.transfer_pool
        for step, result, error in pool.run(self._tasks(steps)):
            verb, action, attachment, file, parent = step
            if isinstance(error, RetryLater | AuthorizationLost):
                interruption = error
                pool.stop()
            elif isinstance(error, VersionMismatch) and error.item:
                file.base_version = error.item.version
                remote = self._remote_state(error.item, file)
                again.append((attachment, file, parent, remote))
            elif error:
                self._failed(verb, attachment, file, error)
            else:
                getattr(self, f"_done_{verb}")(step, result)
                if attachment and file.status == "synced" and not file.error:
                    again.append((attachment, file, parent, None))
            self.work.run.flush()
        if interruption:
            raise interruption
        return again

    def _reserve(self, steps):
        """Write down what is going to be uploaded, before the first byte goes."""
        uploads = [step for step in steps if step[0] == "upload"]
        new = [step for step in uploads if not step[3]]
        lost = [step[3] for step in uploads if step[3].status == "synced"]
        if not new and not lost:
            return steps
        ids = self.adapter.reserve_ids(len(new) + len(lost))
        for file in lost:
            file.write({"external_id": ids.pop(), "status": "uploading"})
        rows = self.env["cloud.file"].sudo().create(
            [
                {
                    "backend_id": self.backend_record.id,
                    "odoo_id": attachment.id,
                    "folder_id": parent.id,
                    "external_id": external_id,
                    "base_name": attachment.name,
                    "size": attachment.file_size,
                }
                for (_v, _a, attachment, _f, parent), external_id in zip(
                    new, ids, strict=True
                )
            ]
        )
        by_attachment = {row.odoo_id.id: row for row in rows}
        self.backend_record._commit()
        return [
            (verb, action, att, file or by_attachment[att.id], parent)
            if verb == "upload"
            else (verb, action, att, file, parent)
            for verb, action, att, file, parent in steps
        ]

    def _tasks(self, steps):
        for step in steps:
            verb = step[0]
            if self.work.run.out_of_time:
                self.work.run.unfinished = True
                return
            if verb in ("upload", "replace") and self.work.run.uploads_stopped:
                continue
            if verb in ("forget", "rebase", "local"):
                getattr(self, f"_done_{verb}")(step, None)
                continue
            try:
                call = getattr(self, f"_call_{verb}")(step)
            except (CloudError, OSError) as error:
                self._failed(verb, step[2], step[3], error)
                continue
            yield step, call

    # What runs in a thread: plain values in, no ORM inside

    def _call_upload(self, step):
        _verb, action, attachment, file, parent = step
        adapter = self.adapter
        source = attachment._cloud_source()
        mimetype = attachment.mimetype
        name = action.remote_name
        parent_id = self._external_id(parent)
        tag = file._tag(attachment.id)
        reserved_id = file.external_id or None

        def deliver(reader):
            try:
                return adapter.upload(
                    parent_id, name, reader, source.size, mimetype, tag, reserved_id
                )
            except AlreadyExists as known:
                return self._adopt(adapter, known.item, reader, source, mimetype)

        return lambda: send(source, adapter.new_hasher(), deliver)

    @staticmethod
    def _adopt(adapter, item, reader, source, mimetype):
        """An earlier try came through; take its item, with today's content."""
        content_hash = adapter.content_hash(reader)
        reader.seek(0)
        if (item.size, item.content_hash) == (source.size, content_hash):
            return item
        return adapter.replace_content(item.external_id, reader, source.size, mimetype)

    def _call_replace(self, step):
        _verb, _action, attachment, file, _parent = step
        adapter = self.adapter
        source = attachment._cloud_source()
        args = (source.size, attachment.mimetype, file.base_version or None)
        external_id = file.external_id
        return lambda: send(
            source,
            adapter.new_hasher(),
            lambda reader: adapter.replace_content(external_id, reader, *args),
        )

    def _call_move(self, step):
        _verb, action, _attachment, file, parent = step
        adapter = self.adapter
        args = (file.external_id, action.remote_name, self._external_id(parent))
        version = file.base_version or None
        return lambda: adapter.move(*args, expected_version=version)

    def _call_bin(self, step):
        file = step[3]
        adapter = self.adapter
        external_id, version = file.external_id, file.base_version or None
        return lambda: adapter.bin(external_id, expected_version=version)

    def _external_id(self, folder):
        if folder.status != "synced":
            raise NotFound(
                self.env._("The folder %s is not in the cloud yet.", folder.name)
            )
        return folder.external_id

    # What is written when the cloud has done its part

    def _done_upload(self, step, sent):
        _verb, _action, attachment, file, parent = step
        if self._check_sent(step, sent):
            self._bind_content(attachment, file, sent, folder_id=parent.id)

    def _done_replace(self, step, sent):
        _verb, _action, attachment, file, _parent = step
        if self._check_sent(step, sent):
            self._bind_content(attachment, file, sent, released=False)

    def _check_sent(self, step, sent):
        """What does not match is told and tried again; the local content stays."""
        verb, _action, attachment, file, _parent = step
        if attachment.checksum and sent.checksum != attachment.checksum:
            self._failed(
                verb,
                attachment,
                file,
                self.env._(
                    "The content in Odoo's filestore is damaged or changed while it "
                    "was sent."
                ),
            )
        elif not sent.arrived:
            self._failed(
                verb,
                attachment,
                file,
                self.env._("The cloud stored something else than was sent."),
            )
        else:
            return True
        return False

    def _bind_content(self, attachment, file, sent, **agreed):
        first = file.status != "synced"
        self.binder_for("cloud.file").bind_item(
            file,
            sent.item,
            base_name=attachment.name,
            base_checksum=sent.checksum,
            **agreed,
        )
        self._log("upload" if first else "replace", file, size=sent.size)

    def _done_move(self, step, item):
        _verb, _action, attachment, file, parent = step
        operation = "rename" if file.folder_id == parent else "move"
        self.binder_for("cloud.file").bind_item(
            file, item, base_name=attachment.name, folder_id=parent.id
        )
        self._log(operation, file)

    def _done_bin(self, step, _item):
        file = step[3]
        self._log("bin", file, file_id=False)
        file.unlink()

    def _done_forget(self, step, _item):
        step[3].unlink()

    def _done_rebase(self, step, _item):
        _verb, _action, attachment, file, parent = step
        file.write(
            {
                "base_name": attachment.name,
                "base_checksum": attachment.checksum,
                "folder_id": parent.id,
                **file._clean_failure(),
            }
        )

    def _done_local(self, step, _item):
        """What the cloud's own change does to Odoo is the backward sync's to write."""
        _verb, _action, attachment, file, _parent = step
        message = self.env._("It was changed in the cloud, too.")
        self._failed("check", attachment, file, message, "warning")

    # Failures

    def _failed(self, operation, attachment, file, error, level="error"):
        """One file's trouble stays its own."""
        if not isinstance(error, CloudError | OSError | str):
            raise error
        if isinstance(error, QuotaExceeded):
            self.work.run.uploads_stopped = True
        if isinstance(error, NotFound) and operation == "upload":
            file.folder_id.checked_at = False
        file._note_failure(str(error))
        self._log(operation, file, level=level, message=str(error))

    def _remote_state(self, item, file):
        parent = file.folder_id.id
        if item.parent_id != file.folder_id.external_id:
            parent = f"elsewhere:{item.parent_id}"
        return RemoteState(
            item.name, parent, item.content_hash, binned=item.binned, native=item.native
        )

    def _log(self, operation, file, **values):
        place = file.folder_id
        while place.kind == "sub":
            place = place.parent_id
        self.work.run.log(
            operation,
            file.base_name,
            **{
                "file_id": file.id,
                "res_model": place.res_model,
                "res_id": place.res_id,
                **values,
            },
        )


VERBS = {
    Create: "upload",
    ReplaceContent: "replace",
    MoveRemote: "move",
    BinRemote: "bin",
    Forget: "forget",
    Rebase: "rebase",
}
