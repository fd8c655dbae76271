# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Cloud Connector: Filesystem Storages",
    "summary": "Sync attachments that are kept in a filesystem storage",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Connector",
    "website": "https://github.com/OCA/connector-cloud",
    "author": "Cloud Connector Contributors, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["connector_cloud", "fs_attachment"],
    "auto_install": True,
}
