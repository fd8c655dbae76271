# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Cloud Connector: Memory Provider",
    "summary": "A cloud in the memory of the process, for fast tests of the engine",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Cloud Connector Contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/connector",
    "license": "AGPL-3",
    "depends": ["connector_cloud"],
    "data": ["security/ir.model.access.csv"],
}
