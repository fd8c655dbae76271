# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Many calls in one request."""

import pytest
from googleapiclient.errors import HttpError


@pytest.fixture
def run(drive, emulator):
    """Function: run requests in one batch, give results or errors in order."""

    def execute(*requests):
        results = {}

        def keep(request_id, response, error):
            results[request_id] = error or response

        batch = drive.new_batch_http_request(callback=keep)
        for request in requests:
            batch.add(request)
        batch.execute()
        return [results[str(number)] for number in range(1, len(requests) + 1)]

    return execute


def test_mixed_results(run, drive, make):
    file = make("ä", content=b"1")
    files = drive.files()
    found, missing, made, deleted = run(
        files.get(fileId=file["id"], fields="name"),
        files.get(fileId="nowhere"),
        files.create(body={"name": "new"}, fields="name"),
        files.delete(fileId=file["id"]),
    )
    assert found == {"name": "ä"}
    assert isinstance(missing, HttpError)
    assert missing.status_code == 404
    assert missing.error_details[0]["reason"] == "notFound"
    assert made == {"name": "new"}
    assert deleted == ""


def test_a_hundred_at_most(run, drive, names):
    def creations(count):
        return [
            drive.files().create(body={"name": f"f{number}"}) for number in range(count)
        ]

    assert len(run(*creations(100))) == 100
    assert len(names(pageSize=1000)) == 100
    with pytest.raises(HttpError) as caught:
        run(*creations(101))
    assert caught.value.status_code == 400


def test_every_part_is_a_request_for_log_and_faults(run, drive, control):
    control.reset_log()
    control.add_fault("rate_limit_403", "drive.files.create", count=1)
    first, second = run(*[drive.files().create(body={"name": "x"})] * 2)
    assert first.error_details[0]["reason"] == "userRateLimitExceeded"
    assert second["name"] == "x"
    assert control.count("drive.files.create") == 2
    assert control.count("drive.files.create", status=403) == 1
    assert control.count("drive.batch", status=200) == 1


def test_expired_token_in_the_parts(run, drive, google):
    google.expire_access_tokens()
    [user] = run(drive.about().get(fields="user"))
    assert user["user"]["me"] is True


def part(request, headers=""):
    return f"--gap\r\nContent-Type: application/http\r\n{headers}\r\n{request}\r\n"


def post(raw, *parts):
    return raw(
        "POST",
        "/batch/drive/v3",
        data="".join(parts) + "--gap--",
        headers={"Content-Type": "multipart/mixed; boundary=gap"},
    )


def test_plain_parts_inherit_the_token(raw):
    reply = post(raw, part("GET /drive/v3/about?fields=user HTTP/1.1\r\n\r\n"))
    assert reply.status_code == 200
    assert "HTTP/1.1 200 OK" in reply.text
    assert "demo@example.com" in reply.text


def test_own_token_and_content_id(raw):
    request = "GET /drive/v3/about?fields=user HTTP/1.1\nAuthorization: Bearer x\n\n"
    reply = post(raw, part(request, "Content-ID: <abc + 1>\r\n"))
    assert "HTTP/1.1 401 Unauthorized" in reply.text
    assert "Content-ID: <response-abc + 1>" in reply.text


@pytest.mark.parametrize(
    "request_text",
    [
        "POST /upload/drive/v3/files?uploadType=media HTTP/1.1\r\n\r\nx",
        "GET /drive/v3/files/x?alt=media HTTP/1.1\r\n\r\n",
        "nonsense",
    ],
)
def test_media_and_nonsense_are_refused(raw, request_text):
    reply = post(raw, part(request_text))
    assert "HTTP/1.1 400 Bad Request" in reply.text


def test_no_batch_at_all(raw):
    assert raw.error("POST", "/batch/drive/v3", data=b"x")[0] == 400
