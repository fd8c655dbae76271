# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.component.core import Component

from ..exceptions import NotFound
from ..sync.decide import decide
from ..sync.naming import name_key
from ..sync.states import (
    Create,
    CreateLocal,
    Kind,
    MoveLocal,
    MoveRemote,
    Policy,
    UnlinkLocal,
)
from .backward_sync import SHORTLY


class BackwardFolders(Component):
    """Take over what happened to folders in the cloud.

    Free sub-folders are taken over as they are.  The folders of the root, of rules and
    of records are Odoo's: the direct sync puts them right again.
    """

    _name = "cloud.backward.folders"
    _inherit = "cloud.base"
    _usage = "backward.folders"

    def sync(self, observed):
        """
        :param observed: dict ``cloud.observation`` -> (``cloud.folder``,
            ``cloud.superseded.folder`` or None, RemoteItem or None), whose records the
            caller has locked
        :return: list of the observations that were dealt with
        """
        done = []
        for observation, (folder, item) in observed.items():
            if folder and folder._name == "cloud.superseded.folder":
                superseded = self.component(usage="superseded.folders")
                dealt_with = superseded.take_back(folder, item)
            elif folder and folder.kind != "sub":
                dealt_with = self.put_right(folder, item)
            elif folder:
                dealt_with = self._follow(folder, item)
            else:
                dealt_with = self._adopt(item)
            if dealt_with:
                done.append(observation)
            else:
                observation._note_failure(None, delay=SHORTLY)
        return done

    # Odoo's own folders

    def put_right(self, folder, item):
        """Have the direct sync make a folder of Odoo's what it should be.

        :param item: its RemoteItem, None for what is gone for good
        :return: True, as nothing is left to do here
        """
        if item is None or item.binned:
            self.note_content(folder)
            if folder.kind == "record":
                self._forget(folder)
        if folder.kind == "record":
            folder.checked_at = False
            self.backend_record._enqueue_records(folder.res_model, [folder.res_id])
        else:
            self.backend_record._enqueue_prepare()
        return True

    def _forget(self, folder):
        folder._lose()
        message = self.env._("It was removed in the cloud and is made again.")
        self._log(folder, "bin_folder", level="warning", message=message)

    def note_content(self, folder):
        """What is in a folder that went may have gone, too, or somewhere else."""
        inside = folder.search([("id", "child_of", folder.id)])
        files = self.env["cloud.file"].sudo().search([("folder_id", "in", inside.ids)])
        below = inside - folder
        below.filtered(lambda f: f.kind == "record").checked_at = False
        external_ids = below.mapped("external_id") + files.mapped("external_id")
        self.env["cloud.observation"]._note(
            self.backend_record, filter(None, external_ids)
        )

    # Free sub-folders

    def _follow(self, folder, item):
        mapper = self.component(usage="import.mapper")
        remote = mapper.remote_state(item)
        local, base = self.component(usage="export.mapper").folder_states(folder)
        if folder.status == "lost":
            return remote.deleted or self._come_back(folder, item, remote)
        decision = decide(Kind.SUB, local, base, remote, Policy())
        pushed = any(isinstance(a, Create | MoveRemote) for a in decision.actions)
        for action in decision.actions:
            if isinstance(action, UnlinkLocal):
                # What is in it is decided first: a folder goes when it is empty.
                self.note_content(folder)
                folder.status = "lost"
                return True
            if isinstance(action, MoveLocal):
                if self._is_doomed(action.parent):
                    return False
                self._move(folder, action)
        if item and not remote.deleted:
            # What is still to be pushed is not agreed on.
            name = base.name if pushed and base else folder.name
            self._bind(folder, item, remote, base_name=name)
        if pushed:
            place = folder._record_folder()
            self.backend_record._enqueue_records(place.res_model, [place.res_id])
        return True

    def _bind(self, folder, item, remote, **agreed):
        agreed = {"base_name": folder.name, "base_parent_id": remote.parent, **agreed}
        self.binder_for("cloud.folder").bind_item(folder, item, **agreed)
        self.component(usage="folder.links").show(folder)

    def _come_back(self, folder, item, remote):
        inside = self.inside(item)
        folder.parent_id = remote.parent
        self._bind(folder, item, remote)
        self.look_at(inside, folder)
        return True

    def _move(self, folder, action):
        operation = (
            "rename_folder" if folder.parent_id.id == action.parent else ("move_folder")
        )
        before = folder._record_folder()
        folder.write({"name": action.name, "parent_id": action.parent})
        after = folder._record_folder()
        if after != before:
            self._take_files_along(folder)
        self._log(folder, operation)

    def _take_files_along(self, folder):
        """The attachments belong to the record that their folder lies in now."""
        values = self.component(usage="import.mapper").place_values(folder)
        files = self.env["cloud.file"].sudo()
        attachments = files.search([("folder_id", "child_of", folder.id)]).odoo_id
        attachments.with_context(connector_no_export=True).write(values)

    # New ones

    def _adopt(self, item):
        """:return: whether it is settled whose folder it is"""
        places = self.component(usage="import.mapper").places([item])
        parent = places.get(item.parent_id)
        if item.binned:
            return True
        if not parent:
            # Its own folder may yet become ours.
            return not self.env["cloud.observation"]._waiting(
                self.backend_record, {item.parent_id}
            )
        if self._is_on_its_way(item, parent) or self._is_doomed(parent.id):
            return False
        remote = self.component(usage="import.mapper").remote_state(item, places)
        decision = decide(Kind.SUB, None, None, remote, Policy())
        for action in decision.actions:
            if isinstance(action, CreateLocal):
                self._create(parent, action, item, remote)
        return True

    def _is_doomed(self, folder_id):
        folder = self.env["cloud.folder"].sudo().browse(folder_id)
        return self.component(usage="import.mapper").is_doomed(folder)

    def _is_on_its_way(self, item, parent):
        """Whether a direct sync has yet to find it to be its own."""
        if parent._record_folder().has_leftovers:
            return True
        limits = self.adapter.limits
        mapper = self.component(usage="export.mapper")
        unfinished = parent.search(
            [
                ("parent_id", "=", parent.id),
                ("status", "in", ("pending", "reserved")),
                ("external_id", "=", False),
            ]
        )
        key = name_key(item.name, limits)
        return any(
            name_key(mapper.folder_states(folder)[0].remote_name, limits) == key
            for folder in unfinished
        )

    def _create(self, parent, action, item, remote):
        inside = self.inside(item)
        folder = parent.create(
            {
                "backend_id": self.backend_record.id,
                "kind": "sub",
                "name": action.name,
                "parent_id": parent.id,
                "is_linked": True,
            }
        )
        self._bind(folder, item, remote)
        self._log(folder, "import")
        self.look_at(inside, folder)

    def inside(self, item):
        """The feed tells of a folder that comes in, not of what is in it.

        Asked before anything is written: a run that ends with this question must not
        leave a folder that nobody looks into.

        :return: list of external ids
        """
        try:
            pages = self.adapter.children(item.external_id)
            return [child.external_id for page in pages for child in page]
        except NotFound:
            # It went again at once; the feed will tell.
            return []

    def look_at(self, external_ids, folder):
        """Note what is in a folder that has just been bound."""
        self.env["cloud.observation"]._note(self.backend_record, external_ids)
        self.env["cloud.listing"].sudo()._note(folder)

    # Lost ones

    def remove_lost(self):
        """Remove the rows of sub-folders that went in the cloud, once nothing is in."""
        Folder = self.env["cloud.folder"].sudo()
        domain = [
            ("backend_id", "=", self.backend_record.id),
            ("kind", "=", "sub"),
            ("status", "=", "lost"),
        ]
        for folder in Folder.search(domain, order="parent_path desc"):
            children = Folder.search_count([("parent_id", "=", folder.id)], limit=1)
            if not (children or folder.file_ids or folder.superseded_ids):
                self._log(folder, "unlink", folder_id=False)
                folder.unlink()

    def _log(self, folder, operation, **values):
        values = {"folder_id": folder.id, **values}
        self.work.run.log_in(folder, operation, folder.name, **values)
