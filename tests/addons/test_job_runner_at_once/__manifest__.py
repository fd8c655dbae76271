# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Test: job runner at once",
    "summary": "Lets the job runner begin as soon as the server has started",
    # It is only loaded, server-wide, and never installed. The job runner waits for
    # five seconds at each start, and our tests start servers all the time.
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "website": "https://github.com/OCA/connector-cloud",
    "author": "Cloud Connector Contributors, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "depends": ["queue_job"],
}
