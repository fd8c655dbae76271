# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Cloud Connector: Click Through",
    "summary": "Opens each menu and view, and presses each button, as everybody",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Cloud Connector Contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/connector",
    "license": "AGPL-3",
    "depends": [
        "test_connector_cloud",
        "connector_cloud_gdrive",
        "connector_cloud_onedrive",
        "connector_cloud_account",
        "odoo_upgrade_client",
        "project",
        "sale_management",
    ],
    "assets": {"web.assets_tests": ["test_cloud_clicks/static/tests/**/*"]},
}
