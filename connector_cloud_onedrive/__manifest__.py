# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Cloud Connector: OneDrive and SharePoint",
    "summary": "Keep the attachments of any document in OneDrive or SharePoint",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Connector",
    "website": "https://github.com/OCA/connector-cloud",
    "author": "Cloud Connector Contributors, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["connector_cloud"],
    "external_dependencies": {
        "python": [
            "cryptography>=3.4",
            "msal>=1.35",
            "quickxorhash",
            "requests>=2.25",
            "urllib3>=1.26",
        ]
    },
    "data": [
        "data/mail_activity_data.xml",
        "data/ir_cron_data.xml",
        "views/cloud_backend_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["connector_cloud_onedrive/static/tests/tours/**/*"],
    },
}
