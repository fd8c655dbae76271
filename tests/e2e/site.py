# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A small Odoo that keeps the files of its contacts in an emulated cloud."""

import base64

from showcase.backends import add_rule, connect, sync_now
from showcase.expectation import ROOT, Tree
from showcase.job_queue import JobQueue
from showcase.session import OdooSession
from showcase.stage import CHANNELS

RULE = "Contacts"
TIMEOUT = 150  # seconds
TIME_PASSES = """
    UPDATE queue_job SET eta = eta - INTERVAL '1 hour' WHERE state = 'pending';
    UPDATE cloud_backend SET wait_until = wait_until - INTERVAL '1 hour'
"""


class Site:
    """Odoo, the emulator, and a person who works with both.

    :param odoo: :class:`~machine.odoo.Odoo` with the connectors installed
    :param emulator: a running :class:`~cloud_emulator.Emulator`
    :param cloud: the :class:`~.clouds.Cloud` to connect
    """

    def __init__(self, odoo, emulator, cloud):
        self.odoo = odoo
        self.cloud = cloud
        self.control = emulator.control
        self.account = cloud.provider.cloud(emulator.control)
        self.queue = JobQueue(odoo)
        self.backend_id = None
        self.session = None

    # The server

    def start(self):
        """Start Odoo with its job runner, and log in."""
        self.odoo.start(channels=CHANNELS)
        self.session = OdooSession(self.odoo.url, self.odoo.database)

    def connect(self, **values):
        """Connect the backend and sync the contacts that have a reference."""
        url = self.control.url
        self.backend_id = connect(self.session, self.cloud.provider, url, **values)
        domain = "[('ref', '!=', False)]"
        rule = {"name": RULE, "domain": domain}
        add_rule(self.session, self.backend_id, "res.partner", **rule)

    # People in Odoo

    def contact(self, name):
        """:return: the id of a new contact that is synced"""
        values = {"name": name, "ref": "synced"}
        return self.session.call("res.partner", "create", [values])[0]

    def attach(self, partner_id, contents):
        """Attach files to a contact.

        :param contents: dict name -> bytes
        :return: dict name -> id of the attachment
        """
        values = [
            {
                "name": name,
                "datas": base64.b64encode(content).decode(),
                "res_model": "res.partner",
                "res_id": partner_id,
            }
            for name, content in contents.items()
        ]
        ids = self.session.call("ir.attachment", "create", values)
        return dict(zip(contents, ids, strict=True))

    def backend(self, *names):
        """:return: fields of the backend, as a dict"""
        return self.session.call("cloud.backend", "read", [self.backend_id], names)[0]

    def sync(self):
        """Let waiting jobs run, press Sync Now, and wait until no job is left."""
        self.settle()
        sync_now(self.session, self.backend_id)
        self.drain()

    def settle(self):
        """Let the jobs that people's changes made run, and wait for their end."""
        self.pass_time()
        self.drain()

    def pass_time(self):
        """Let an hour pass for everything that waits: jobs and the backend."""
        self.queue.query(TIME_PASSES)

    def drain(self):
        """Wait until no job is left; :return: seconds"""
        return self.queue.wait(TIMEOUT)

    def logs(self, *levels):
        """:return: the Sync Logs of these levels (all by default), oldest first, as
        tuples of level, operation, item and message
        """
        domain = [("level", "in", levels)] if levels else []
        fields = ["level", "operation", "name", "message"]
        rows = self.session.call(
            "cloud.sync.log", "search_read", domain, fields, order="id"
        )
        return [tuple(row[name] or "" for name in fields) for row in rows]

    def clear_logs(self):
        """Forget the Sync Logs, the requests and the failed jobs seen so far."""
        self.queue.query("DELETE FROM cloud_sync_log")
        self.queue.query("DELETE FROM queue_job")
        self.control.reset_log()

    # People in the cloud

    def items(self):
        """:return: what the cloud tells about all items, a list of dicts"""
        return self.cloud.provider.tree(self.control)

    def tree(self):
        """:return: the :class:`~showcase.expectation.Tree` in the cloud"""
        return Tree.seen(self.items())

    def folder(self, name):
        """:return: path of a contact's folder"""
        return f"{ROOT}/{RULE}/{name}"

    def files_of(self, name):
        """:return: Counter of the sha256 of the files in a contact's folder, by name"""
        start = self.folder(name) + "/"
        return {
            (path.removeprefix(start), sha256): count
            for (path, sha256), count in self.tree().files.items()
            if path.startswith(start)
        }
