# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import replace

from odoo import fields

from odoo.addons.component.core import Component

from ..sync.decide import contents_clash, decide
from ..sync.states import (
    BinRemote,
    Create,
    Forget,
    Kind,
    MoveRemote,
    Policy,
    Rebase,
    ReplaceContent,
)
from .file_executor import Seen, Step

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
            todo = self._execute(todo)
            if not todo:
                break

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
                self.component(usage="hand.over").take_back(file)
        self._execute(todo)
        return not File.search_count(domain, limit=1)

    def _execute(self, todo):
        return self.component(usage="file.executor").execute(self._decide(todo))

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
        for file in files.filtered(lambda f: not f.odoo_id):
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
        domain = [
            ("res_model", "=", folders[:1].res_model),
            ("res_id", "in", folders.mapped("res_id")),
        ]
        bound = (
            self.env["cloud.file"]
            .sudo()
            ._search(
                [("backend_id", "=", self.backend_record.id), ("odoo_id", "!=", False)]
            )
        )
        return Attachment.search(
            Attachment._cloud_eligible_domain() & fields.Domain(domain)
        ) | Attachment.search([*domain, ("id", "in", bound.subselect("odoo_id"))])

    # Decide

    def _decide(self, todo):
        """:return: list of :class:`~.file_executor.Step`"""
        mapper = self.component(usage="export.mapper")
        policy = Policy(today=fields.Date.context_today(self.backend_record))
        steps = []
        for seen in todo:
            attachment, file, parent, item = seen
            if not attachment and file.status != "synced":
                # The attachment went while it was on its way: what may have arrived
                # under the reserved identifier leaves again.
                steps.append(Step("bin", BinRemote(), *seen))
                continue
            local, base = mapper.file_states(attachment, file, parent)
            remote = item and mapper.file_remote(item, file)
            if contents_clash(local, base, remote):
                # The cloud's change may be our own, of a run that was killed before
                # it could write that down.
                local = replace(local, content_hash=self._content_hash(attachment))
            decision = decide(Kind.FILE, local, base, remote, policy)
            if decision:
                # One effect at a time: the next one needs the version it leads to.
                action = decision.actions[0]
                verb = VERBS.get(type(action), "local")
                steps.append(Step(verb, action, *seen))
        return steps

    def _content_hash(self, attachment):
        """:return: the provider's hash of a local content; None if it is unreadable"""
        try:
            with attachment._cloud_source().open() as stream:
                return self.adapter.content_hash(stream)
        except OSError:
            return None


VERBS = {
    Create: "upload",
    ReplaceContent: "replace",
    MoveRemote: "move",
    BinRemote: "bin",
    Forget: "forget",
    Rebase: "rebase",
}
