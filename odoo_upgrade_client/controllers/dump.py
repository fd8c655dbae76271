# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import Stream, request

from ..upgrade_api.archive import CUSTOM, GZIP, SQL, ZIP

_ENDINGS = {CUSTOM: "dump", ZIP: "zip", GZIP: "sql.gz", SQL: "sql"}


class UpgradeDump(http.Controller):
    @http.route(
        "/upgrade_request/<int:number>/dump", type="http", auth="user", readonly=True
    )
    def dump(self, number):
        """Send the upgraded dump, with Range, to a manager."""
        upgrade = request.env["upgrade.request"].browse(number).exists()
        manager = "odoo_upgrade_client.group_upgrade_manager"
        if not upgrade or not request.env.user.has_group(manager):
            raise request.not_found()
        upgrade.check_access("read")
        path = upgrade.sudo()._result_path()
        if upgrade.state != "done" or not path.exists():
            raise request.not_found()
        stat = path.stat()
        ending = _ENDINGS.get(upgrade.result_kind, "dump")
        stream = Stream(
            type="path",
            path=str(path),
            mimetype="application/octet-stream",
            download_name=f"upgraded_{request.db}.{ending}",
            etag=upgrade.result_sha256,
            last_modified=stat.st_mtime,
            size=stat.st_size,
        )
        return stream.get_response(as_attachment=True)
