# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Odoo Upgrade Client",
    "summary": "Upgrade a database on upgrade.odoo.com without leaving Odoo",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Technical",
    "website": "https://github.com/OCA/connector-cloud",
    "author": "Cloud Connector Contributors, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "application": True,
    "depends": ["queue_job", "mail", "base_setup"],
    "external_dependencies": {
        "python": ["cryptography>=3.4", "requests>=2.25", "urllib3>=1.26"]
    },
    "data": [
        "security/odoo_upgrade_client_security.xml",
        "security/ir.model.access.csv",
        "data/mail_activity_type_data.xml",
        "data/mail_message_subtype_data.xml",
        "data/queue_job_data.xml",
        "data/ir_cron_data.xml",
        "wizards/upgrade_production_wizard_views.xml",
        "wizards/upgrade_restore_wizard_views.xml",
        "views/upgrade_request_form.xml",
        "views/upgrade_request_views.xml",
        "views/res_config_settings_views.xml",
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["odoo_upgrade_client/static/src/**/*"],
        "web.assets_tests": ["odoo_upgrade_client/static/tests/tours/**/*"],
    },
}
