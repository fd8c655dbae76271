# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.component.core import Component

from ..exceptions import BackendUnavailable, CloudError, message_of

# Seconds until the job that took over what is ours has given its records back.
NEWS_DELAY = 30


class Leftovers(Component):
    """Bind what folders in the cloud hold of ours, before anything is sent there."""

    _name = "cloud.leftovers"
    _inherit = "cloud.base"
    _usage = "leftovers"

    def adopt(self, places):
        """
        :param places: ``cloud.folder`` of kind record, present in the cloud
        """
        places = level = places.filtered(
            lambda f: f.has_leftovers and self._stays_here(f.rule_id)
        )
        while level:
            level = self._adopt_level(level)
        # The mark of a record goes last: until then the backward sync waits for it.
        places.filtered(lambda f: not f.error).has_leftovers = False
        self.work.run.flush()

    def _adopt_level(self, folders):
        """:return: the sub-folders that are to be looked at next"""
        below = folders.browse()
        calls = ((folder, self._lister(folder.external_id)) for folder in folders)
        for folder, items, error in self.work.transfer_pool.run(calls):
            self.backend_record._commit()
            unavailable = isinstance(error, BackendUnavailable)
            if isinstance(error, CloudError) and not unavailable:
                # It stays marked, and is looked at again with the next sync.
                folder._record_folder()._note_failure(message_of(self.env, error))
                continue
            if error:
                raise error
            self._adopt_files(folder, items)
            below |= self._adopt_subfolders(folder, items)
            if folder.kind == "sub":
                folder.has_leftovers = False
            self.work.run.flush()
        return below

    def _stays_here(self, rule):
        """What has come home with a rule that moves away is not to go back."""
        return not rule or rule.backend_id == self.backend_record

    def _lister(self, external_id):
        adapter = self.adapter
        return lambda: [i for page in adapter.children(external_id) for i in page]

    def _adopt_files(self, folder, items):
        File = self.env["cloud.file"].sudo()
        self._welcome(folder, items)
        items = self._unbound("cloud.file", items)
        matcher = self.component(usage="file.matcher")
        matches = matcher.matches(folder, items)
        self._leave_to_backward(set(items) - set(matches.values()))
        for attachment, item in matches.items():
            file = File.create(
                {
                    "backend_id": self.backend_record.id,
                    "odoo_id": attachment.id,
                    "folder_id": folder.id,
                }
            )
            self.binder_for("cloud.file").bind_item(
                file,
                item,
                base_name=matcher.agreed_name(attachment, item),
                base_checksum=attachment.checksum,
                released=item.native,
            )
            self._log(folder, attachment.name, file_id=file.id)

    def _welcome(self, folder, items):
        """What was left here when another place was chosen belongs here again."""
        domain = [
            ("backend_id", "=", self.backend_record.id),
            ("status", "=", "left"),
            ("external_id", "in", [item.external_id for item in items]),
        ]
        for file in self.env["cloud.file"].sudo().search(domain):
            file._come_back(folder)
            self._log(folder, file.base_name, file_id=file.id)

    def _leave_to_backward(self, items):
        """What people put there meanwhile is new to Odoo."""
        ids = [item.external_id for item in items if not item.is_folder]
        if ids:
            self.env["cloud.observation"]._note(self.backend_record, ids)
            self.backend_record._enqueue_backward(eta=NEWS_DELAY)

    def _adopt_subfolders(self, folder, items):
        """:return: the folders of kind sub that are in ``folder`` and hold leftovers"""
        known = folder.search([("parent_id", "=", folder.id), ("kind", "=", "sub")])
        for item in self._unbound("cloud.folder", items):
            if not item.is_folder:
                continue
            row = known.filtered(
                lambda f, i=item: f.status == "pending" and f.name == i.name
            )[:1] or folder.create(
                {
                    "backend_id": folder.backend_id.id,
                    "kind": "sub",
                    "parent_id": folder.id,
                    "name": item.name,
                }
            )
            self.binder_for("cloud.folder").bind_item(
                row, item, base_name=row.name, base_parent_id=folder.id
            )
            row.has_leftovers = True
            known |= row
            self._log(folder, row.name, folder_id=row.id)
        return known.filtered(lambda f: f.status == "synced" and f.has_leftovers)

    def _unbound(self, model, items):
        """:return: the items that no row of the model is, or was, bound to"""
        external_ids = [item.external_id for item in items]
        domain = [
            ("backend_id", "=", self.backend_record.id),
            ("external_id", "in", external_ids),
        ]
        bound = set(self.env[model].sudo().search(domain).mapped("external_id"))
        superseded = self.env["cloud.superseded.folder"]
        bound.update(
            superseded._of(self.backend_record, external_ids).mapped("external_id")
        )
        return [item for item in items if item.external_id not in bound]

    def _log(self, folder, name, **values):
        message = self.env._("It was in the cloud already.")
        self.work.run.log_in(folder, "check", name, message=message, **values)
