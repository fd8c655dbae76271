# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import fields

from odoo.addons.component.core import Component

from ..sync.naming import legal_name, name_key, told_apart


class FileMatcher(Component):
    """Find out which attachments the files of a folder are.

    Only equal contents match, and of those our tag, or else the name, tells.
    """

    _name = "cloud.file.matcher"
    _inherit = "cloud.base"
    _usage = "file.matcher"

    def matches(self, folder, items):
        """
        :param folder: ``cloud.folder`` of a record, or below one
        :param items: RemoteItems that are in it
        :return: dict attachment -> item
        """
        free = self._free_attachments(folder)
        tags, names = self._keys(folder, free)
        links = {a.url: a for a in free if a.type == "url"}
        found = {}
        for item in items:
            if item.is_folder or item.binned:
                continue
            if item.native:
                candidates = [links[item.web_url]] if item.web_url in links else []
            else:
                named = names[name_key(item.name, self.adapter.limits)]
                candidates = [a for a in (*tags[item.tag], *named) if self._is(a, item)]
            attachment = next((a for a in candidates if a not in found), None)
            if attachment:
                found[attachment] = item
        return found

    def agreed_name(self, attachment, item):
        """:return: Odoo's name, if that is what the item's name comes from

        Else the item's own: then the other one is seen as a wish to rename.
        """
        limits = self.adapter.limits
        key = name_key(item.name, limits)
        is_known = key in (name_key(n, limits) for n in self._names(attachment))
        return attachment.name if is_known else item.name

    def _names(self, attachment):
        """:return: the names that it may have in the cloud"""
        limits = self.adapter.limits
        legal = legal_name(attachment.name, limits)
        return legal, told_apart(legal, attachment.id, limits)

    def _free_attachments(self, folder):
        """:return: the record's attachments that no cloud keeps"""
        place = folder._record_folder()
        Attachment = self.env["ir.attachment"].sudo()
        domain = Attachment._cloud_eligible_domain() | fields.Domain("type", "=", "url")
        attachments = Attachment.search(
            domain
            & fields.Domain("res_model", "=", place.res_model)
            & fields.Domain("res_id", "=", place.res_id)
            & fields.Domain("res_field", "=", False),
            order="id",
        )
        return attachments.filtered(lambda a: not a.cloud_file_id)

    def _keys(self, folder, attachments):
        """:return: two dicts of lists of attachments, by tag and by key of the name"""
        tags, names = defaultdict(list), defaultdict(list)
        limits = self.adapter.limits
        file = self.env["cloud.file"].new({"backend_id": folder.backend_id.id})
        for attachment in attachments.filtered(lambda a: a.type == "binary"):
            tags[file._tag(attachment.id)].append(attachment)
            for name in self._names(attachment):
                names[name_key(name, limits)].append(attachment)
        return tags, names

    def _is(self, attachment, item):
        if attachment.file_size != item.size:
            return False
        try:
            with attachment._cloud_source().open() as stream:
                return self.adapter.content_hash(stream) == item.content_hash
        except OSError:
            return False
