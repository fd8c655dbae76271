# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Test: pages without selfie segmentation",
    "summary": "Lets pages load where Odoo was built without a script of mail",
    # Debian's build of Odoo leaves mail's selfie_segmentation.js out. Every page then
    # logs an error in the browser, and every tour fails on it. Not to be shipped.
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "website": "https://github.com/OCA/connector-cloud",
    "author": "Cloud Connector Contributors, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["mail"],
    "assets": {
        "web.assets_backend": [
            ("remove", "mail/static/lib/selfie_segmentation/selfie_segmentation.js"),
        ],
    },
}
