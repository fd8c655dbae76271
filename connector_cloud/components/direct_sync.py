# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tools import SQL

from odoo.addons.component.core import Component

from ..exceptions import BackendUnavailable, CloudError, message_of


class DirectSync(Component):
    """Bring some records of one model to the cloud: folders first, then files."""

    _name = "cloud.direct.sync"
    _inherit = "cloud.base"
    _usage = "direct.sync"

    def run(self, res_model, res_ids):
        """
        :param res_model: technical name of an installed model
        :param res_ids: ids of existing or deleted records, locked by the caller
        :return: what was done, for the job's result
        :raise SyncHeld: nothing may be synced now
        """
        started = fields.Datetime.now()
        self.component(usage="guard").direct()
        records = self.env[res_model].sudo().browse(res_ids).exists()
        owners = self.env["cloud.sync.rule"].sudo()._owners(res_model, records.ids)
        rules = self.env["cloud.sync.rule"].union(*owners.values())
        mine = rules.filtered(lambda rule: rule._serves(self.backend_record))
        owned = {res_id: rule for res_id, rule in owners.items() if rule in mine}
        folders = self._rows(res_model, res_ids, owned)
        deleted = folders.filtered(lambda f: f.res_id not in records._ids)
        for folder in deleted:
            self._bin(folder)
        folders -= deleted
        present = self._bring(folders, owned)
        self.component(usage="direct.files").sync(
            present, present.filtered(lambda f: f.res_id in owned)
        )
        self.component(usage="release").run(present)
        self._finish(present, started, res_model)
        return self.work.run.summary()

    def _rows(self, res_model, res_ids, owned):
        """:return: the records' folders; rows for owned records without one are made"""
        Folder = self.env["cloud.folder"].sudo()
        domain = [
            ("kind", "=", "record"),
            ("res_model", "=", res_model),
            ("res_id", "in", res_ids),
        ]
        known = set(Folder.search(domain).mapped("res_id"))
        missing = {r: rule for r, rule in owned.items() if r not in known}
        if missing:
            self._create_rows(res_model, missing)
        folders = Folder.search([*domain, ("backend_id", "=", self.backend_record.id)])
        self._place(folders, owned)
        return folders

    def _create_rows(self, res_model, missing):
        """A record's folder and its rule's default folders are wanted together."""
        Folder = self.env["cloud.folder"].sudo()
        folders = Folder.create(
            [
                {
                    "backend_id": self.backend_record.id,
                    "kind": "record",
                    "res_model": res_model,
                    "res_id": res_id,
                    "rule_id": rule.id,
                    "parent_id": self._rule_folder(rule).id,
                    # Until the namer gives the real one in this same run.
                    "name": str(res_id),
                }
                for res_id, rule in sorted(missing.items())
            ]
        )
        for folder in folders:
            self._create_default_folders(folder, folder.rule_id.default_folder_ids)

    def _create_default_folders(self, place, templates):
        made = {False: place}
        for template in templates.sorted("parent_path"):
            made[template.id] = place.create(
                {
                    "backend_id": place.backend_id.id,
                    "kind": "sub",
                    "parent_id": made.get(template.parent_id.id, place).id,
                    "name": template.name,
                }
            )

    def _rule_folder(self, rule):
        Folder = self.env["cloud.folder"].sudo()
        domain = [("kind", "=", "rule"), ("rule_id", "=", rule.id)]
        folder = Folder.search(domain)
        if folder.status != "synced":
            self.component(usage="direct.structure").ensure()
            folder = Folder.search(domain)
        return folder

    def _place(self, folders, owned):
        """Put records under the rule that owns them now; others stay where they are."""
        if not folders:
            return
        wanted = {}
        records = self.env[folders[0].res_model].sudo()
        misplaced = folders.filtered(
            lambda f: f.res_id in owned and f.rule_id != owned[f.res_id]
        )
        for folder in self.component(usage="guard").moves(misplaced):
            rule = owned[folder.res_id]
            parent = self._rule_folder(rule)
            folder.write(
                {"rule_id": rule.id, "parent_id": parent.id, "approved": False}
            )
        for rule in {rule.id: rule for rule in owned.values()}.values():
            ids = [res_id for res_id, owner in owned.items() if owner == rule]
            names = rule._record_names(records.browse(ids))
            for folder in folders.filtered(lambda f, r=rule: f.rule_id == r):
                if folder.res_id in names:
                    wanted[folder] = names[folder.res_id]
        self.component(usage="folder.namer").name_folders(wanted)
        self.backend_record._commit()

    def _bring(self, folders, owned):
        """:return: the folders that are in the cloud now"""
        direct_folders = self.component(usage="direct.folders")
        # What was begun is brought to its end, whoever owns the record by now.
        direct_folders.bring(
            folders.filtered(lambda f: f.res_id in owned or f.status == "reserved")
        )
        present = folders.filtered(lambda f: f.status == "synced")
        self.component(usage="leftovers").adopt(present)
        links = self.component(usage="folder.links")
        links.follow(present)
        level = present
        while level:
            level = level.search(
                [
                    ("parent_id", "in", level.ids),
                    ("kind", "=", "sub"),
                    # The backward sync decides what becomes of it.
                    ("status", "!=", "lost"),
                ]
            ).filtered(lambda f: f.parent_id.status == "synced")
            changed = level.filtered(lambda f: not f._is_as_agreed())
            direct_folders.bring(changed)
            for folder in changed:
                links.show(folder)
        return present

    def _bin(self, folder):
        if hold := self.component(usage="guard").held_in(folder):
            folder.write({"hold_id": hold.id, "queued_at": False})
            return
        try:
            if self.component(usage="direct.files").evacuate(folder):
                self.component(usage="direct.folders").bin(folder)
            else:
                # The next look for changes finds it again.
                folder.queued_at = False
        except BackendUnavailable:
            raise
        except CloudError as error:
            folder._note_failure(message_of(self.env, error))
            self.work.run.log(
                "bin_folder",
                folder.name,
                level="error",
                message=message_of(self.env, error),
            )

    def _finish(self, folders, started, res_model):
        """Files that were not reached stay unchecked, and get a job of their own."""
        run = self.work.run
        if run.unfinished:
            self.backend_record._enqueue_records(res_model, folders.mapped("res_id"))
        else:
            run.flush()
            # What a full drive refused is due again with the next sync.
            checked = None if run.uploads_stopped else started
            # A folder that is being marked for its next job need not be noted here.
            self.env.cr.execute(
                SQL(
                    "UPDATE cloud_folder"
                    " SET checked_at = COALESCE(%s, checked_at), queued_at = NULL"
                    " WHERE id IN (SELECT id FROM cloud_folder WHERE id = ANY(%s)"
                    " FOR NO KEY UPDATE SKIP LOCKED)",
                    checked,
                    folders.ids,
                )
            )
            folders.invalidate_recordset(["checked_at", "queued_at"])
        run.flush()
