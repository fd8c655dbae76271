# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An upgrade of the database on the emulated platform, from the dump to its result."""

import base64
import hashlib
import tempfile
import time
from pathlib import Path

from machine import Problem, say, step

ADDON = "odoo_upgrade_client"
CONTRACT = "M123456-abcdef"
MODEL = "upgrade.request"
MIB = 1024 * 1024
TIMEOUT = 120  # seconds
PAUSE = 0.3  # seconds between two looks
#: what the platform takes its time for; people should be able to see it
QUICK = {"upgrade_pending_seconds": 1, "upgrade_processing_seconds": 1}


class UpgradeDesk:
    """A manager of upgrades, in front of the addon's form.

    :param session: :class:`~.session.OdooSession` of the manager
    :param control: steers the emulator
    """

    def __init__(self, session, control):
        self.session = session
        self.control = control

    def configure(self):
        """Have Odoo speak to the emulated platform, under the contract it knows."""
        for name, value in (
            (f"{ADDON}.base_url", self.control.upgrade.url),
            (f"{ADDON}.poll_seconds", "1"),
            ("database.enterprise_code", CONTRACT),
        ):
            self.session.call("ir.config_parameter", "set_param", name, value)

    def request(self, **values):
        """Press Run All Steps on a new request; :return: its id"""
        values = {"email": "a@example.com", "target": "19.0", **values}
        [number] = self.session.call(MODEL, "create", [values])
        self.session.button(MODEL, number, "action_run")
        return number

    def read(self, number, *names):
        """:return: dict of fields"""
        return self.session.call(MODEL, "read", [number], names)[0]

    def wait(self, number, timeout=TIMEOUT):
        """Wait until the upgraded dump is there.

        :raises Problem: the upgrade stopped, or it takes longer than ``timeout``
        """
        deadline = time.monotonic() + timeout
        while True:
            row = self.read(number, "state", "running", "problem")
            if row["state"] == "done":
                return
            if not row["running"]:
                raise Problem(f"The upgrade stopped: {row['problem']}")
            if time.monotonic() > deadline:
                raise Problem(f"The upgrade is {row['state']} after {timeout:.0f} s.")
            time.sleep(PAUSE)

    def fetch(self, number):
        """Save the upgraded dump from the form; :return: its bytes"""
        action = self.session.button(MODEL, number, "action_download_dump")
        response = self.session.get(action["url"])
        response.raise_for_status()
        return response.content


def show_upgrade(session, odoo, control):
    """Have the structure of the database upgraded, and say how that went.

    :param session: :class:`~.session.OdooSession` of an administrator
    :param odoo: the served :class:`~machine.odoo.Odoo`
    :param control: steers the emulator
    :return: list of what is not as it should be
    """
    desk = UpgradeDesk(session, control)
    control.set(**QUICK)
    with step("Sending a dump to the upgrade platform and fetching the result"):
        desk.configure()
        dump = _dump(odoo)
        number = desk.request(
            source="file",
            dump_file=base64.b64encode(dump).decode(),
            dump_filename=f"{odoo.database}.dump",
        )
        desk.wait(number)
        result = desk.fetch(number)
    row = desk.read(number, "state", "dump_sha256", "result_sha256")
    [there] = control.upgrade.requests()
    # The emulator upgrades nothing: what was sent comes back.
    checksums = {
        "Odoo sent": row["dump_sha256"],
        "the platform has": there["dump"],
        "Odoo received": row["result_sha256"],
        "the browser got": hashlib.sha256(result).hexdigest(),
    }
    wanted = hashlib.sha256(dump).hexdigest()
    wrong = [who for who, checksum in checksums.items() if checksum != wanted]
    say(
        f"upgrade: request {number} {row['state']}, {len(dump) / MIB:.1f} MiB up,"
        f" {len(result) / MIB:.1f} MiB down,"
        f" SHA-256 {'DIFFERENT' if wrong else 'equal'}"
    )
    return [f"upgrade: {who} another dump" for who in wrong]


def _dump(odoo):
    """:return: the database without its rows, in pg_dump's custom format"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "structure.dump"
        odoo.machine.postgres.client(
            "pg_dump", "--format=c", "--schema-only", f"--file={path}", odoo.database
        )
        return path.read_bytes()
