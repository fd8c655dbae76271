# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL

from odoo.addons.component.core import Component


class FreshStart(Component):
    """Make a new tree after the old one was lost, as a person decided.

    Files whose content is still in Odoo are sent again; the others went with the old
    tree, and so their attachments go, too (decision table: deleted in the cloud).
    """

    _name = "cloud.fresh.start"
    _inherit = "cloud.base"
    _usage = "fresh.start"

    def begin(self, root, items):
        """
        :param root: the ``cloud.folder`` of the root
        :param items: dict external id -> RemoteItem of what is left of the tree
        """
        item = items.get(root.external_id)
        self._forget_folders(root.browse() if item is None or item.binned else root)
        self._forget_files_at_home()
        self._look_at_the_others()
        root.approved = False
        self.work.run.flush()

    def _forget_folders(self, kept):
        """Have all folders made again; should the old ones come back, they are known.

        As :meth:`CloudFolder._lose`, for a hundred thousand folders.
        """
        self.env.flush_all()
        lost = self.env.execute_query(
            SQL(
                "SELECT id, external_id FROM cloud_folder WHERE backend_id = %s"
                " AND kind != 'former' AND external_id IS NOT NULL AND id != ALL(%s)",
                self.backend_record.id,
                kept.ids,
            )
        )
        ids, external_ids = [row[0] for row in lost], [row[1] for row in lost]
        self.env.cr.execute(
            SQL(
                """
                UPDATE cloud_folder
                   SET external_id = NULL, status = 'pending', base_version = NULL,
                       base_remote_name = NULL, checked_at = NULL, queued_at = NULL
                 WHERE id = ANY(%s)
                """,
                ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cloud_folder
                    (backend_id, kind, status, name, parent_id, external_id)
                SELECT f.backend_id, 'former', 'lost', f.name, f.id, lost.external_id
                FROM unnest(%s, %s) AS lost(id, external_id)
                JOIN cloud_folder f ON f.id = lost.id
                """,
                ids,
                external_ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE cloud_folder f SET parent_path = p.parent_path || f.id || '/'
                FROM cloud_folder p
                WHERE p.id = f.parent_id AND f.kind = 'former'
                  AND f.parent_path IS NULL
                """
            )
        )
        self.env.invalidate_all()
        if not kept:
            # The new root is nobody's yet.
            self.backend_record.sudo().owner_uuid = False

    def _forget_files_at_home(self):
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM cloud_file
                 WHERE odoo_id IS NOT NULL AND backend_id = %s
                   AND released IS NOT TRUE AND native IS NOT TRUE
                """,
                self.backend_record.id,
            )
        )
        self.env.invalidate_all()

    def _look_at_the_others(self):
        self.env.cr.execute(
            SQL(
                "UPDATE cloud_file SET approved = TRUE"
                " WHERE backend_id = %s AND status = 'synced'"
                " RETURNING external_id",
                self.backend_record.id,
            )
        )
        external_ids = [row[0] for row in self.env.cr.fetchall()]
        self.env.invalidate_all()
        self.env["cloud.observation"]._note(self.backend_record, external_ids)
        self.backend_record._enqueue_backward()
