# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.component.core import Component

from ..sync.states import UnlinkLocal
from .backward_sync import SHORTLY
from .direct_files import ROUNDS
from .file_decider import Seen

# Tries, over three hours, after which a file that the feed told of is gone: with a
# folder that goes into the bin, OneDrive does not tell of what is in it.
DENIALS = 5


class BackwardFiles(Component):
    """Take over what happened to files in the cloud."""

    _name = "cloud.backward.files"
    _inherit = "cloud.base"
    _usage = "backward.files"

    def sync(self, observed):
        """
        :param observed: dict ``cloud.observation`` -> (``cloud.file`` or None,
            RemoteItem or None), whose records the caller has locked
        :return: list of the observations that were dealt with
        """
        mapper = self.component(usage="import.mapper")
        places = mapper.places(item for _file, item in observed.values() if item)
        parents = {item.parent_id for _file, item in observed.values() if item}
        coming = self.env["cloud.observation"]._waiting(self.backend_record, parents)
        done, todo = [], {}
        for observation, (file, item) in observed.items():
            place = item and not item.binned and places.get(item.parent_id)
            if not file and not place:
                if item and item.parent_id in coming:
                    # Its folder may yet become ours.
                    observation._note_failure(None, delay=SHORTLY)
                else:
                    done.append(observation)
            elif file and file.status == "left" and not place:
                # It is somewhere else, where we have left it.
                done.append(observation)
            elif self._is_on_its_way(file, item, place):
                observation._note_failure(None, delay=SHORTLY)
            elif self._is_denied(observation, item):
                observation._note_failure(
                    self.env._("The cloud tells of this file, but does not show it.")
                )
            else:
                if file and file.status == "left":
                    file._come_back(place)
                remote = mapper.remote_state(item, places)
                todo[observation] = self._seen(file, item, remote, place)
        return done + self._execute(todo)

    def _is_denied(self, observation, item):
        """Whether the cloud does not show, for a while, what it has just told of."""
        denied = item is None and observation.told_alive
        return denied and observation.try_count < DENIALS

    def _is_on_its_way(self, file, item, place):
        """Whether a direct sync has yet to finish with it."""
        if file:
            return file.status == "uploading"
        if place._record_folder().has_leftovers:
            return True
        domain = [("folder_id", "=", place.id), ("status", "=", "uploading")]
        return any(
            item.name in attempt["names"]
            for upload in self.env["cloud.file"].sudo().search(domain)
            for attempt in upload.tries or []
        )

    def _seen(self, file, item, remote, place):
        if not file:
            empty = self.env["ir.attachment"].sudo()
            file = self.env["cloud.file"].sudo()
            return Seen(empty, file, place, item, remote)
        attachment = file.odoo_id.sudo().exists()
        wanted = self._wanted(file, attachment)
        return Seen(attachment, file, wanted, item, remote)

    def _wanted(self, file, attachment):
        """:return: the ``cloud.folder`` where Odoo wants a file"""
        here = file.folder_id
        home = here._record_folder()
        if not attachment or (home.res_model, home.res_id) == (
            attachment.res_model,
            attachment.res_id,
        ):
            # A sub-folder that is gone is not made again for a single file.
            return here if here.status != "lost" else home
        moved_to = home.search(
            [
                ("backend_id", "=", self.backend_record.id),
                ("kind", "=", "record"),
                ("status", "=", "synced"),
                ("res_model", "=", attachment.res_model),
                ("res_id", "=", attachment.res_id),
            ]
        )
        return moved_to or here

    def _execute(self, observed):
        """
        :param observed: dict ``cloud.observation`` -> :class:`Seen`
        :return: list of the observations that were dealt with
        """
        decider = self.component(usage="file.decider")
        executor = self.component(usage="file.executor")
        steps, done = [], []
        for observation, seen in observed.items():
            step = decider.step(seen)
            unlinks = step and UnlinkLocal() in step.actions
            if unlinks and not observation.deleted:
                observation.write({"deleted": True, "next_try": False})
                continue
            done.append(observation)
            steps += [step] if step else []
        for _round in range(ROUNDS):
            todo = executor.execute(steps)
            steps = decider.steps(todo)
            if not steps:
                break
        if self.work.run.unfinished or steps:
            # Looked at once more: what was done is found as it should be.
            return []
        for observation in done:
            if observation.external_id in executor.failures:
                observation._note_failure(
                    message := executor.failures[observation.external_id],
                    delay=None if message else SHORTLY,
                )
        return [o for o in done if o.external_id not in executor.failures]
