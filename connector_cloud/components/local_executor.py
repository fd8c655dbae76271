# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import closing

from odoo.addons.component.core import Component

from ..exceptions import CloudError
from ..sync.states import CreateLocal, Forget, MoveLocal, Rebase, UnlinkLocal
from .file_decider import Seen


class LocalExecutor(Component):
    """Carry out what a decision wants done in Odoo, each file in one transaction.

    For each action ``_do_<operation>`` changes the attachment and its binding; the
    cloud is only read.
    """

    _name = "cloud.local.executor"
    _inherit = "cloud.base"
    _usage = "local.executor"

    def execute(self, step):
        """
        :param step: :class:`~.file_decider.Step` whose effect is not in the cloud
        :return: list of :class:`~.file_decider.Seen` to decide again, None when
            somebody is just changing the attachment, or its new record is gone
        :raise UserError: Odoo refuses the change
        """
        attachment = step.attachment
        if attachment and not attachment.exists():
            return [step.seen._replace(attachment=attachment.browse())]
        if attachment and not attachment.try_lock_for_update():
            return None
        if self._changed_meanwhile(step):
            return [step.seen]
        if self._leads_nowhere(step):
            return None
        with self.env.cr.savepoint():
            return self._carry_out(step)

    def _carry_out(self, step):
        if UnlinkLocal() in step.actions:
            return self._do_unlink(step)
        if Forget() in step.actions:
            return self._forget(step)
        if Rebase() in step.actions:
            return self._rebase(step)
        return self._pull(step)

    def _changed_meanwhile(self, step):
        """Whether a user's hand came in between: then something else is to be done."""
        now = self.component(usage="file.decider").step(step.seen)
        return now is None or now.actions != step.actions

    def _leads_nowhere(self, step):
        """Whether it would come to a record that is gone; its folder goes soon, too."""
        mapper = self.component(usage="import.mapper")
        return any(
            mapper.is_doomed(self._folder(action))
            for action in step.actions
            if isinstance(action, CreateLocal | MoveLocal)
        )

    def _forget(self, step):
        step.file.unlink()
        return []

    def _rebase(self, step):
        agreed = {
            "base_name": step.attachment.name,
            "base_checksum": step.attachment.checksum,
            "folder_id": self._agreed_folder(step).id,
        }
        if step.item:
            self.binder_for("cloud.file").bind_item(step.file, step.item, **agreed)
        else:
            step.file.write({**agreed, **step.file._clean_failure()})
        return []

    def _agreed_folder(self, step):
        """A copy stays in the sub-folder that somebody sorted it into."""
        remote = step.seen.remote
        if remote and step.file.copy_only:
            return step.parent.browse(remote.parent)
        return step.parent

    def _pull(self, step):
        attachment, file, agreed = step.attachment, step.file, {}
        mirrored = (
            attachment
            and not attachment._is_cloud_bound()
            and self.backend_record.release_policy != "verified"
            and not step.item.native
        )
        for action in step.actions:
            done = getattr(self, f"_do_{action.operation}")(
                step, action, attachment, file
            )
            attachment, file = done.pop("odoo_id", attachment), done.pop("file", file)
            agreed.update(done)
        if attachment:
            agreed["odoo_id"] = attachment.id
        self.binder_for("cloud.file").bind_item(file, step.item, **agreed)
        if mirrored and "base_checksum" in agreed:
            self.restore_content(file)
            file.base_checksum = attachment.checksum
        self._log(step, file)
        parent = file.folder_id if "folder_id" in agreed else step.parent
        return [Seen(attachment, file, parent)]

    # Actions: what they agree on, as fields of the binding

    def _do_import(self, step, action, _attachment, file):
        folder = self._folder(action)
        values = self.component(usage="import.mapper").attachment_values(
            action.name, step.item, folder
        )
        attachment = self._attachments().create(values)
        attachment._cloud_describe(step.item)
        if step.attachment:
            # It stays in Odoo, and is to be copied again.
            place = step.attachment
            self.backend_record._enqueue_records(place.res_model, [place.res_id])
        if not file:
            File = self.env["cloud.file"].sudo()
            file = File.create(
                {"backend_id": self.backend_record.id, "folder_id": folder.id}
            )
        return {
            "odoo_id": attachment,
            "file": file,
            "base_name": attachment.name,
            "base_checksum": attachment.checksum,
            "folder_id": folder.id,
            "released": True,
            "copy_only": False,
        }

    def _do_move(self, step, action, attachment, _file):
        folder = self._folder(action)
        place = self.component(usage="import.mapper").place_values(folder)
        values = {
            key: value
            for key, value in {"name": action.name, **place}.items()
            if attachment[key] != value
        }
        if values:
            self._attachments(attachment).write(values)
        # What Odoo changed by itself is still to be told to the cloud.
        agreed = {}
        if "name" in values:
            agreed["base_name"] = action.name
        if folder != step.parent:
            agreed["folder_id"] = folder.id
        return agreed

    def _do_update(self, step, _action, attachment, file):
        if not attachment._is_cloud_bound():
            attachment._cloud_bind(file)
        attachment._cloud_describe(step.item)
        return {"base_checksum": attachment.checksum}

    def _do_conflict(self, step, action, attachment, file):
        """Odoo's content goes on in an attachment of its own, the cloud's here."""
        twin = self._attachments().create(
            {
                "name": action.name,
                "res_model": attachment.res_model,
                "res_id": attachment.res_id,
                "mimetype": attachment.mimetype,
                "description": attachment.description,
                "company_id": attachment.company_id.id,
            }
        )
        attachment._cloud_share_content(twin)
        self.env["cloud.conflict"].sudo().create(
            {"file_id": file.id, "odoo_version_id": twin.id}
        )
        self.backend_record._enqueue_records(twin.res_model, [twin.res_id])
        return self._do_update(step, action, attachment, file)

    def _do_unlink(self, step):
        self._log(step, step.file, file_id=False)
        self._attachments(step.attachment).unlink()
        step.file.unlink()
        return []

    # Local contents that were released

    def restore_and_unbind(self, file):
        """Restore the local content of a file; its remote copy stays, and is forgotten.

        :param file: ``cloud.file`` with an attachment
        :raise CloudError: the content did not arrive as it was agreed on
        """
        executes = self.work.run.executes
        if executes and file.odoo_id._is_cloud_bound():
            with self.env.cr.savepoint():
                self.restore_content(file)
        self.work.run.log("download", file.base_name, size=file.size)
        if executes:
            file.unlink()
            self.work.run.flush()

    def restore_content(self, file):
        """Keep a verified copy of the cloud's content in Odoo; the binding stays.

        :param file: ``cloud.file`` with an attachment
        :raise CloudError: the content did not arrive as it was agreed on
        """
        hasher = self.adapter.new_hasher()
        with closing(self.adapter.open(file.external_id)) as stream:
            file.odoo_id._cloud_store(self._hashed(stream.chunks, hasher))
        if hasher.result() != file.base_content_hash:
            raise CloudError(
                self.env._("%s did not arrive as it is in the cloud.", file.base_name)
            )

    @staticmethod
    def _hashed(chunks, hasher):
        for chunk in chunks:
            hasher.update(chunk)
            yield chunk

    def _folder(self, action):
        return self.env["cloud.folder"].sudo().browse(action.parent)

    def _attachments(self, attachments=None):
        if attachments is None:
            attachments = self.env["ir.attachment"]
        return attachments.sudo().with_context(connector_no_export=True)

    def _log(self, step, file, **values):
        if not step.operation:
            return
        message = self.component(usage="file.decider").explain(step)
        self.work.run.log_in(
            file.folder_id,
            step.operation,
            step.attachment.name or step.item.name,
            level="warning" if message else "success",
            message=message,
            **{"file_id": file.id, **values},
        )
