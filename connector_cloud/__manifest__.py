# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Cloud Connector",
    "summary": "Keep the attachments of any record in a cloud drive",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Connector",
    "website": "https://github.com/OCA/connector-cloud",
    "author": "Cloud Connector Contributors, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "application": True,
    "depends": ["connector", "base_setup", "mail"],
    "data": [
        "security/connector_cloud_security.xml",
        "security/cloud_rules_security.xml",
        "security/cloud_reverse_security.xml",
        "security/cloud_shared_backend_rules.xml",
        "security/ir.model.access.csv",
        "data/queue_job_data.xml",
        "data/ir_cron_data.xml",
        "data/cloud_reverse_data.xml",
        "data/cloud_watch_data.xml",
        "wizards/cloud_drive_wizard_views.xml",
        "wizards/cloud_reverse_wizard_views.xml",
        "views/cloud_sync_rule_views.xml",
        "views/cloud_sync_log_views.xml",
        "views/cloud_folder_views.xml",
        "views/cloud_file_views.xml",
        "views/cloud_hold_views.xml",
        "views/cloud_conflict_views.xml",
        "wizards/cloud_plan_views.xml",
        "views/cloud_backend_views.xml",
        "views/cloud_reverse_report_views.xml",
        "views/res_config_settings_views.xml",
        "views/sign_in_templates.xml",
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "connector_cloud/static/src/attachment/**/*",
            "connector_cloud/static/src/default_folders/**/*",
        ],
        "mail.assets_public": ["connector_cloud/static/src/attachment/**/*"],
        "portal.assets_chatter_helpers": [
            "connector_cloud/static/src/attachment/**/*",
            ("remove", "connector_cloud/static/src/**/*.scss"),
        ],
        "portal.assets_chatter_style": [
            "connector_cloud/static/src/attachment/**/*.scss"
        ],
        "web.assets_tests": ["connector_cloud/static/tests/tours/**/*"],
    },
}
