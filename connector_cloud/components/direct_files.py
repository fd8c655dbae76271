# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields

from odoo.addons.component.core import Component

from ..sync.states import Side
from .file_decider import Seen

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
        # Judged in the transaction that reads the rows: what it allows is what is done.
        self.component(usage="guard").direct()
        self._bring_to_rest(self._observe(folders, owned))

    def evacuate(self, folder):
        """Save the files of a doomed folder whose attachments live on elsewhere.

        They move to the folder of the record that has them now, or, where that record
        is not synced, come home.

        :param folder: ``cloud.folder`` of a deleted record
        :return: whether the folder holds nothing any more that Odoo needs
        """
        File = self.env["cloud.file"].sudo()
        domain = [("folder_id", "child_of", folder.id), ("odoo_id", "!=", False)]
        files = File.search(domain)
        left = files.filtered(lambda file: file.status == "left")
        # Odoo leaves them where somebody attaches while another one deletes.
        orphans = files.odoo_id.filtered(
            lambda a: (a.res_model, a.res_id) == (folder.res_model, folder.res_id)
        )
        files = files.filtered(lambda file: file.odoo_id not in orphans)
        orphans.with_context(connector_no_export=True).unlink()
        # They are elsewhere: only their rows are in the folder.
        left.exists().folder_id = folder.backend_id._root_folder()
        files -= left
        places = {
            (place.res_model, place.res_id): place
            for place in self.env["cloud.folder"]
            .sudo()
            .search(
                [
                    ("backend_id", "=", folder.backend_id.id),
                    ("kind", "=", "record"),
                    ("status", "=", "synced"),
                    ("res_id", "in", files.odoo_id.mapped("res_id")),
                ]
            )
        }
        todo = []
        for file in files:
            attachment = file.odoo_id
            place = places.get((attachment.res_model, attachment.res_id))
            if place:
                todo.append(Seen(attachment, file, place))
            else:
                self.component(usage="local.executor").restore_and_unbind(file)
        self._bring_to_rest(todo)
        return not File.search_count(domain, limit=1)

    def _bring_to_rest(self, todo):
        for _round in range(ROUNDS):
            todo = self._execute(todo)
            if not todo:
                break

    def _execute(self, todo):
        steps = self.component(usage="file.decider").steps(todo)
        pulled = [s for s in steps if s.action and s.action.side is Side.LOCAL]
        self._leave_to_backward(pulled)
        mine = [step for step in steps if step not in pulled]
        return self.component(usage="file.executor").execute(mine)

    def _leave_to_backward(self, steps):
        """What the cloud changed is taken over by the backward sync alone.

        It may concern other records than those that this job has locked.
        """
        if steps:
            external_ids = [step.file.external_id for step in steps]
            self.env["cloud.observation"]._note(self.backend_record, external_ids)
            self.backend_record._enqueue_backward()

    # Observe

    def _observe(self, folders, owned):
        """:return: list of :class:`~.file_executor.Seen`"""
        places = {(f.res_model, f.res_id): f for f in folders}
        homes = self._homes(folders)
        attachments = self._attachments(folders)
        files = (
            self.env["cloud.file"]
            .sudo()
            .search(
                [
                    ("backend_id", "=", self.backend_record.id),
                    ("status", "!=", "left"),
                    "|",
                    ("odoo_id", "in", attachments.ids),
                    "&",
                    ("odoo_id", "=", False),
                    ("folder_id", "in", list(homes)),
                ]
            )
        )
        files._update_copy_only()
        by_attachment = {file.odoo_id.id: file for file in files if file.odoo_id}
        now = fields.Datetime.now()
        seen = []
        for attachment in attachments.sorted("id"):
            file = by_attachment.get(attachment.id, files.browse())
            place = places[attachment.res_model, attachment.res_id]
            if not file and place not in owned:
                continue
            if file.next_try and file.next_try > now:
                continue
            at_home = file and homes.get(file.folder_id.id) == place.id
            parent = file.folder_id if at_home else place
            seen.append(Seen(attachment, file, parent))
        for file in files.filtered(lambda f: not f.odoo_id and not f.hold_id):
            seen.append(Seen(file.odoo_id, file, file.folder_id))
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
        res_model = folders[:1].res_model
        domain = [
            ("res_model", "=", res_model),
            ("res_id", "in", folders.mapped("res_id")),
        ]
        wanted = Attachment._cloud_eligible_domain() & fields.Domain(domain)
        for rule, places in folders.grouped("rule_id").items():
            wanted |= rule._copied_domain() & fields.Domain(
                [
                    ("res_model", "=", res_model),
                    ("res_id", "in", places.mapped("res_id")),
                ]
            )
        bound = (
            self.env["cloud.file"]
            .sudo()
            ._search(
                [("backend_id", "=", self.backend_record.id), ("odoo_id", "!=", False)]
            )
        )
        attachments = Attachment.search(wanted) | Attachment.search(
            [*domain, ("id", "in", bound.subselect("odoo_id"))]
        )
        # What stayed behind in a former place is no business of this tree's.
        return attachments.filtered(lambda a: a.cloud_file_id.status != "left")
