# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import replace
from typing import Any, NamedTuple

from odoo import fields

from odoo.addons.component.core import Component

from ..sync.decide import contents_clash, decide
from ..sync.states import (
    ACTIONS,
    BinRemote,
    Decision,
    Kind,
    MoveLocal,
    MoveRemote,
    Policy,
    Side,
)


class Seen(NamedTuple):
    """One file as it stands: ``attachment`` or ``file`` may be empty.

    ``parent`` is the ``cloud.folder`` where Odoo wants it.  Where the cloud has told
    news of it, ``remote`` is the RemoteState, and ``item`` the RemoteItem that it was
    made of (None for what is gone).
    """

    attachment: Any
    file: Any
    parent: Any
    item: Any = None
    remote: Any = None


class Step(NamedTuple):
    """The next effect for one :class:`Seen` file.

    ``actions`` are those of :mod:`..sync.states` that belong together; without any,
    what the cloud has becomes the base.  ``name`` is what Odoo called the file when it
    was decided.
    """

    actions: tuple
    seen: Seen
    warning: str | None = None
    name: str | None = None

    @property
    def action(self):
        """:return: the gravest of the actions, or None"""
        kinds = {type(action): action for action in self.actions}
        return next((kinds[kind] for kind in ACTIONS if kind in kinds), None)

    @property
    def is_remote(self):
        """Whether its effect is in the cloud."""
        return bool(self.action) and self.action.side is Side.REMOTE

    @property
    def operation(self):
        """:return: what the log calls it, None where nobody needs to be told"""
        action = self.action
        if isinstance(action, MoveLocal):
            stays = action.parent == self.parent.id
        else:
            stays = (
                isinstance(action, MoveRemote) and self.file.folder_id == self.parent
            )
        return "rename" if stays else action and action.operation

    @property
    def attachment(self):
        return self.seen.attachment

    @property
    def file(self):
        return self.seen.file

    @property
    def parent(self):
        return self.seen.parent

    @property
    def item(self):
        return self.seen.item


class FileDecider(Component):
    """From what was seen of files to the next step with each of them."""

    _name = "cloud.file.decider"
    _inherit = "cloud.base"
    _usage = "file.decider"

    def steps(self, todo):
        """
        :param todo: list of :class:`Seen`
        :return: list of :class:`Step`; nothing for files that are well as they are
        """
        # People may have deleted some of them since they were seen.
        ids = [id_ for seen in todo for id_ in seen.attachment.ids]
        there = set(self.env["ir.attachment"].browse(ids).exists().ids)
        todo = [
            seen._replace(attachment=seen.attachment.filtered(lambda a: a.id in there))
            for seen in todo
        ]
        return [step for step in map(self.step, todo) if step]

    def step(self, seen):
        """:return: the next :class:`Step` with one file, or None"""
        file = seen.file
        if file and not seen.attachment and file.status != "synced":
            # The attachment went while it was on its way: what may have arrived
            # under the reserved identifier leaves again.
            return Step((BinRemote(),), seen)
        decision = self._decide(seen)
        effect = decision.next_effect()
        pushes = any(action.side is Side.REMOTE for action in effect.actions)
        if self._is_stale(seen) and (pushes or not effect):
            # First what the cloud has becomes the base.  What is left to push then is
            # what Odoo changed since, made for the version that the cloud really has.
            effect = replace(effect, actions=())
        elif not effect:
            return None
        return Step(effect.actions, seen, effect.warning, seen.attachment.name)

    @staticmethod
    def _is_stale(seen):
        """Whether the cloud has another version of a file than the base stands for."""
        alive = seen.remote is not None and not seen.remote.deleted
        return alive and seen.file and seen.item.version != seen.file.base_version

    def explain(self, step):
        """:return: what may surprise a person about a step, or an empty string"""
        return {
            None: "",
            "restored": self.env._(
                "It was deleted in Odoo, but changed in the cloud: it is back."
            ),
            "reuploaded": self.env._(
                "It was deleted in the cloud, but changed in Odoo: it is sent again."
            ),
            "cloud_won": self.env._(
                "It was renamed or moved on both sides; the cloud's way stays."
            ),
            "copied_again": self.env._(
                "The copy was deleted in the cloud. Odoo keeps this file, and copies "
                "it again."
            ),
            "copy_edited": self.env._(
                "The copy was changed in the cloud: it is a file of its own now, and "
                "Odoo's is copied again."
            ),
            "conflict": self.env._(
                "It was changed on both sides. Odoo's version is kept beside the "
                "cloud's."
            ),
        }[step.warning]

    def _decide(self, seen) -> Decision:
        mapper = self.component(usage="export.mapper")
        local, base = mapper.file_states(seen.attachment, seen.file, seen.parent)
        if contents_clash(local, base, seen.remote):
            # The cloud's change may be our own, of a run that was killed before it
            # could write that down.
            content_hash = self._content_hash(seen.attachment)
            local = replace(local, content_hash=content_hash)
        policy = Policy(
            today=fields.Date.context_today(self.backend_record),
            copy_only=seen.file.copy_only,
        )
        return decide(Kind.FILE, local, base, seen.remote, policy)

    def _content_hash(self, attachment):
        """:return: the provider's hash of a local content; None if it is unreadable"""
        try:
            with attachment._cloud_source().open() as stream:
                return self.adapter.content_hash(stream)
        except OSError:
            return None
