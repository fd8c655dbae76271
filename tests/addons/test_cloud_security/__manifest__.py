# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Cloud Connector: Security Tests",
    "summary": "Walks the registry with all addons installed, as each kind of user",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Cloud Connector Contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/connector",
    "license": "AGPL-3",
    "depends": [
        "connector_cloud_account",
        "connector_cloud_fs_attachment",
        "connector_cloud_gdrive",
        "test_connector_cloud",
        "connector_cloud_onedrive",
        "hr",
        "odoo_upgrade_client",
        "sale",
    ],
}
