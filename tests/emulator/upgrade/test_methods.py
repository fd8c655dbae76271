# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytest

ASKED = {
    "contract": "M123456-abcdef",
    "email": "john.doe@example.com",
    "target": "19.0",
    "aim": "test",
    "filename": "db_name.dump",
}
#: every key of the documentation's sample
KEYS = """id key email target aim filename timezone state issue_stage issue status_url
notes_url original_sql_url original_dump_url upgraded_sql_url upgraded_dump_url
modules_url filesize database_uuid created_at estimated_time processed_at elapsed
filestore customer_message database_version postgresql compressions""".split()


@pytest.mark.parametrize(
    ("verb", "where"),
    [("GET", "params"), ("POST", "params"), ("POST", "data"), ("GET", "data")],
)
def test_parameters_come_in_the_query_or_in_the_body(api, verb, where):
    answer = api("create", verb, **{where: ASKED}).json()
    assert sorted(answer["request"]) == sorted(KEYS)
    assert {name: answer["request"][name] for name in ("email", "target")} == {
        "email": "john.doe@example.com",
        "target": "19.0",
    }


def test_ids_begin_as_in_the_documentation(api):
    assert [api.create()["id"], api.create()["id"]] == [10534, 10535]


def test_two_failures_at_once(api):
    wrong = {**ASKED, "target": "5.0", "contract": "M123456-abcxyz"}
    assert api("create", data=wrong).json() == {
        "failures": [
            {
                "reason": "TARGET:INVALID",
                "message": 'Invalid value "5.0"',
                "value": "5.0",
                "expected": ["17.0", "18.0", "19.0"],
            },
            {
                "reason": "CONTRACT:NOT_FOUND",
                "message": "Can not find contract M123456-abcxyz",
                "code": "M123456-abcxyz",
            },
        ]
    }


def test_missing_parameters(api):
    assert api.failures("create", data={}) == ["PARAMETER:MISSING"] * 5
    assert api.failures("status", data={}) == ["PARAMETER:MISSING"] * 2


def test_wrong_key(api):
    request = api.create()
    wrong = {"request": request["id"], "key": "x" + request["key"]}
    for method in ("status", "process", "skip_test"):
        assert api.failures(method, data=wrong) == ["REQUEST:NOT_FOUND"]
    assert api.failures("upload", params=wrong) == ["REQUEST:NOT_FOUND"]


def test_process_needs_a_dump(api):
    data = api.opened(api.create())
    assert api.failures("process", data=data) == ["DUMP:MISSING"]


def test_upload_is_for_drafts(api, ready):
    assert api.failures("upload", params=api.opened(ready)) == ["STATE:INVALID"]


def test_states_follow_the_clock(api, control, platform):
    control.set(
        upgrade_pending_seconds=10,
        upgrade_processing_seconds=10,
        upgrade_testing_seconds=10,
    )
    request = api.create()
    assert api.status(request)["state"] == "draft"
    api.upload(request)
    assert api.status(request)["state"] == "draft"
    api("process", data=api.opened(request))
    seen = []
    for _look in range(4):
        seen.append(api.status(request)["state"])
        platform.advance(10)
    assert seen == ["pending", "processing", "testing", "done"]


def test_skip_test(api, platform):
    request = api.create()
    assert api.failures("skip_test", data=api.opened(request)) == ["STATE:INVALID"]
    platform.set_state(request["id"], "testing")
    assert api("skip_test", "GET", params=api.opened(request)).json()["failures"] == []
    assert api.status(request)["state"] == "delivered"


def test_state_and_message_by_hand(api, platform):
    request = api.create()
    platform.set_state(request["id"], "invalid", "Too old.")
    status = api.status(request)
    assert (status["state"], status["customer_message"]) == ("invalid", "Too old.")


def test_what_the_dump_shows(api):
    request = api.create()
    api.upload(request)
    status = api.status(request)
    assert status["compressions"] == ["pgdmp_custom", "sql"]
    assert (status["postgresql"], status["filestore"]) == ("9.4", False)
    assert status["filesize"].endswith("Kb")


def test_it_survives_a_restart(api, emulator, platform):
    request = api.create()
    api.upload(request)
    emulator.restart()
    assert api.status(request)["state"] == "draft"
    assert platform.read_dump(request["id"]).startswith(b"PGDMP")


def test_the_log_holds_no_key(api, control, ready):
    api.get(ready["status_url"])
    assert ready["key"] not in str(control.log())


def test_pages(api, emulator, ready):
    text = api.get(emulator.url + "/").text
    assert "Upgrade requests" in text
    folder = api.get(f"{emulator.url}/web/upgrade/folder/{ready['id']}").text
    assert "original db_name.dump" in folder and "upgraded db_name.dump" in folder
