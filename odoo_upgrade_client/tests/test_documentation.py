# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The examples of the API's documentation, replayed as they stand there."""

import json

from odoo.tests import TransactionCase, tagged

from ..upgrade_api import Answer, Credentials, Phase, Refused, masked_values, phase_of
from ..upgrade_api.answer import parse
from ..upgrade_api.command import download_address
from .common import CONTRACT, ClientCase, PlatformCase

# With the commas that the documentation has before closing brackets.
REFUSED = """{
  "failures": [
    {
      "expected": [
        "6.0",
        "6.1",
        "7.0",
        "8.0",
      ],
      "message": "Invalid value \\"5.0\\"",
      "reason": "TARGET:INVALID",
      "value": "5.0"
    },
    {
      "code": "M123456-abcxyz",
      "message": "Can not find contract M123456-abcxyz",
      "reason": "CONTRACT:NOT_FOUND"
    }
  ]
}"""
PLACE = "https://upgrade.odoo.com/database/eu1/10534/Aw7pItGVKFuZ_FOR3U8VFQ=="
STATUS = {
    "failures": [],
    "request": {
        "id": 10534,
        "key": "Aw7pItGVKFuZ_FOR3U8VFQ==",
        "email": "john.doe@example.com",
        "target": "8.0",
        "aim": "test",
        "filename": "db_name.dump",
        "timezone": None,
        "state": "draft",
        "issue_stage": "new",
        "issue": 648398,
        "status_url": f"{PLACE}/status",
        "notes_url": f"{PLACE}/upgraded/notes",
        "original_sql_url": f"{PLACE}/original/sql",
        "original_dump_url": f"{PLACE}/original/archive",
        "upgraded_sql_url": f"{PLACE}/upgraded/sql",
        "upgraded_dump_url": f"{PLACE}/upgraded/archive",
        "modules_url": f"{PLACE}/modules/archive",
        "filesize": "912.99 Kb",
        "database_uuid": None,
        "created_at": "2015-09-09 07:13:49",
        "estimated_time": None,
        "processed_at": None,
        "elapsed": "00:00",
        "filestore": False,
        "customer_message": None,
        "database_version": None,
        "postgresql": "9.4",
        "compressions": ["pgdmp_custom", "sql"],
    },
}


class TestSamples(TransactionCase):
    def test_bad_target_and_unknown_contract_together(self):
        with self.assertRaises(Refused) as caught:
            parse(200, REFUSED)
        target, contract = caught.exception.failures
        self.assertEqual(target.reason, "TARGET:INVALID")
        self.assertEqual(target.message, 'Invalid value "5.0"')
        self.assertEqual(target.value, "5.0")
        self.assertEqual(target.expected, ("6.0", "6.1", "7.0", "8.0"))
        self.assertEqual(contract.reason, "CONTRACT:NOT_FOUND")
        self.assertEqual(contract.value, "M123456-abcxyz")
        self.assertEqual(
            str(caught.exception),
            'Invalid value "5.0" (TARGET:INVALID). It expects one of 6.0, 6.1, 7.0,'
            " 8.0. Can not find contract M123456-abcxyz (CONTRACT:NOT_FOUND).",
        )

    def test_sample_status(self):
        answer = parse(200, json.dumps(STATUS))
        self.assertEqual(answer.data, STATUS)
        self.assertEqual(answer.request, STATUS["request"])
        self.assertIs(phase_of(answer.request["state"]), Phase.UPLOAD)
        address = download_address(answer.request)
        self.assertEqual(address, f"{PLACE}/upgraded/archive")

    def test_sample_status_without_secrets(self):
        text = json.dumps(masked_values(STATUS))
        self.assertNotIn("Aw7pItGVKFuZ_FOR3U8VFQ==", text)
        self.assertIn("912.99 Kb", text)


@tagged("post_install", "-at_install")
class TestSamplesInOdoo(PlatformCase):
    def test_every_field_of_the_sample_status_is_shown(self):
        request = self.new_request()
        request.sudo()._take_answer(Answer(STATUS["request"], STATUS))
        names = {
            "id": "number",
            "state": "server_state",
            "created_at": "server_created_at",
        }
        # These are what we asked for, and stay what we asked for.
        ours = {"email", "target", "aim", "filename", "timezone"}
        for name, value in STATUS["request"].items():
            if name in ours:
                continue
            shown = request[names.get(name, name)]
            expected = {"issue": "648398", "compressions": "pgdmp_custom, sql"}
            self.assertEqual(shown, expected.get(name, value or False), name)

    def test_failures_are_shown(self):
        request = self.new_request(contract="M123456-abcxyz")
        try:
            parse(200, REFUSED)
        except Refused as error:
            request.sudo()._stop("The platform refuses.", error.failures)
        target, contract = request.failure_ids
        self.assertEqual(target.reason, "TARGET:INVALID")
        self.assertEqual(target.message, 'Invalid value "5.0"')
        self.assertEqual(target.value, "5.0")
        self.assertEqual(target.expected, "6.0, 6.1, 7.0, 8.0")
        self.assertEqual(request.expected_targets, "6.0, 6.1, 7.0, 8.0")
        self.assertEqual(contract.reason, "CONTRACT:NOT_FOUND")
        self.assertEqual(contract.message, "Can not find contract •••")


@tagged("post_install", "-at_install")
class TestExampleScripts(ClientCase):
    """What the documentation's Python and Bash examples do, on the wire."""

    def test_the_example_script(self):
        path = self.file("openchs.70.cdump")
        self.control.set(upgrade_targets=["6.0", "6.1", "7.0", "8.0"])
        created = self.client().create(
            CONTRACT, "john.doe@example.com", "8.0", "test", "db_name.dump"
        )
        self.assertEqual(set(created.request), set(STATUS["request"]))
        for name, value in created.request.items():
            sample = STATUS["request"][name]
            if value is not None and sample is not None:
                self.assertIs(type(value), type(sample), name)
        credentials = self.credentials_of(created)
        client = self.client()
        self.assertEqual(client.upload(credentials, path).data, {"failures": []})
        self.assertEqual(client.process(credentials).data, {"failures": []})
        status = client.status(credentials)
        self.assertEqual(status.request["state"], "pending")
        self.assertEqual(status.request["id"], 10534)

    def credentials_of(self, answer):
        return Credentials(answer.request["id"], answer.request["key"])

    def test_bad_target_and_unknown_contract_over_http(self):
        with self.assertRaises(Refused) as caught:
            self.created(target="5.0", contract="M123456-abcxyz")
        reasons = [failure.reason for failure in caught.exception.failures]
        self.assertEqual(reasons, ["TARGET:INVALID", "CONTRACT:NOT_FOUND"])
        failure = caught.exception.failures[0]
        self.assertEqual(failure.expected, ("17.0", "18.0", "19.0"))
