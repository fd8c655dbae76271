# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Cloud Connector: Odoo's Own Apps",
    "summary": "What Odoo's apps do with attachments whose content is in the cloud",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Cloud Connector Contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/connector",
    "license": "AGPL-3",
    "depends": [
        "test_connector_cloud",
        "connector_cloud_account",
        "hr_expense",
        "hr_recruitment",
        "mrp",
        "project",
        "purchase",
        "sale_pdf_quote_builder",
    ],
}
