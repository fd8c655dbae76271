# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Cloud Connector: Google Drive",
    "summary": "Keep the attachments of any document in Google Drive, both ways",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Connector",
    "website": "https://github.com/OCA/connector-cloud",
    "author": "Cloud Connector Contributors, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["connector_cloud"],
    "external_dependencies": {
        "python": [
            "google-api-python-client>=2.100",
            "google-auth>=2.20",
            "google-auth-httplib2>=0.2",
            "httplib2>=0.22",
        ]
    },
    "data": [
        "views/cloud_backend_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["connector_cloud_gdrive/static/tests/tours/**/*"],
    },
}
