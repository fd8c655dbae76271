# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The changes feed."""

import pytest


class Feed:
    """Reads the feed of one client from now on."""

    def __init__(self, drive, **options):
        self._changes = drive.changes()
        self._options = options
        start = {
            name: value
            for name, value in options.items()
            if name in ("driveId", "supportsAllDrives")
        }
        start = self._changes.getStartPageToken(**start).execute()
        assert start["kind"] == "drive#startPageToken"
        self.token = start["startPageToken"]

    def read(self, **options):
        """All changes since the last call, with the whole resources."""
        found = []
        while True:
            page = self._changes.list(
                pageToken=self.token, fields="*", **self._options, **options
            ).execute()
            found += page["changes"]
            # exactly one of the two
            assert ("nextPageToken" in page) != ("newStartPageToken" in page)
            self.token = page.get("nextPageToken") or page["newStartPageToken"]
            if "newStartPageToken" in page:
                return found


@pytest.fixture
def feed(drive):
    return Feed(drive)


def told(changes):
    """Name and state of each change, or its id when it is removed."""
    return [
        (change["fileId"], "removed")
        if change["removed"]
        else (change["file"]["name"], change["file"]["trashed"])
        for change in changes
    ]


def test_own_writes_come_back(feed, make, drive):
    assert feed.read() == []
    file = make("a", content=b"1")
    [change] = feed.read()
    assert change["kind"] == "drive#change"
    assert change["changeType"] == change["type"] == "file"
    assert (change["fileId"], change["removed"]) == (file["id"], False)
    assert change["file"]["version"] == file["version"]
    assert change["file"]["md5Checksum"] == file["md5Checksum"]
    drive.files().update(fileId=file["id"], body={"name": "b"}).execute()
    assert told(feed.read()) == [("b", False)]
    assert feed.read() == []


def test_one_entry_a_file_latest_state_oldest_first(feed, make, drive):
    first = make("first", content=b"1")
    make("second", content=b"1")
    drive.files().update(fileId=first["id"], body={"name": "renamed"}).execute()
    assert told(feed.read()) == [("second", False), ("renamed", False)]


def test_tokens_do_not_expire(feed, make, drive, running_emulator):
    token = feed.token
    file = make("a", content=b"1")
    feed.read()
    running_emulator.restart()
    feed.token = token
    assert told(feed.read()) == [("a", False)]
    drive.files().delete(fileId=file["id"]).execute()
    feed.token = token
    assert told(feed.read()) == [(file["id"], "removed")]


def test_bin_and_deletion(feed, make, drive):
    file = make("a", content=b"1")
    feed.read()
    drive.files().update(fileId=file["id"], body={"trashed": True}).execute()
    assert told(feed.read()) == [("a", True)]
    drive.files().update(fileId=file["id"], body={"trashed": False}).execute()
    assert told(feed.read()) == [("a", False)]
    drive.files().delete(fileId=file["id"]).execute()
    [change] = feed.read()
    assert told([change]) == [(file["id"], "removed")]
    assert "file" not in change
    feed.token = "1"
    assert feed.read(includeRemoved=False) == []


@pytest.mark.parametrize("descendants", [False, True])
def test_folders_and_what_is_in_them(feed, make, drive, control, descendants):
    control.set(google_changes_list_descendants=descendants)
    folder = make("folder")
    file = make("file", folder["id"], content=b"1")
    feed.read()

    def changed():
        return {change["fileId"] for change in feed.read()}

    expected = {folder["id"], file["id"]} if descendants else {folder["id"]}
    drive.files().update(fileId=folder["id"], body={"trashed": True}).execute()
    assert changed() == expected
    drive.files().update(fileId=folder["id"], body={"trashed": False}).execute()
    assert changed() == expected
    drive.files().delete(fileId=folder["id"]).execute()
    assert changed() == expected


def test_pages(feed, make, control):
    for number in range(5):
        make(f"f{number}", fields="id")
    expected = [(f"f{number}", False) for number in range(5)]
    start = feed.token
    assert told(feed.read(pageSize=2)) == expected
    feed.token = start
    control.set(google_page_limit=1)
    assert told(feed.read()) == expected


def test_what_the_user_does_in_the_browser(feed, google):
    folder = google.create_folder("/", "Odoo")
    file = google.put_file("/Odoo", "a.txt", b"1")
    feed.read()
    google.put_file("/Odoo", "a.txt", b"22")
    [change] = feed.read()
    assert (change["fileId"], change["file"]["size"]) == (file, "2")
    google.move("/Odoo/a.txt", "/", name="b.txt")
    [change] = feed.read()
    assert change["file"]["name"] == "b.txt"
    assert change["file"]["parents"] != [folder]
    google.touch(file)
    [again] = feed.read()
    assert int(again["file"]["version"]) > int(change["file"]["version"])
    again["file"]["version"] = change["file"]["version"]
    assert again["file"] == change["file"]


def test_tokens_are_checked(raw):
    status, detail = raw.error("GET", "/drive/v3/changes")
    assert (status, detail["reason"]) == (400, "required")
    assert detail["message"] == "Required parameter: pageToken"
    for token in ("", "x", "0", "-1", "999999"):
        path = f"/drive/v3/changes?pageToken={token}"
        status, detail = raw.error("GET", path)
        assert (status, detail["reason"], detail["location"]) == (
            400,
            "invalid",
            "pageToken",
        )


def test_every_shared_drive_has_its_own_log(drive, make, google):
    team = google.create_drive("Team")
    mine = Feed(drive)
    options = {
        "driveId": team,
        "supportsAllDrives": True,
        "includeItemsFromAllDrives": True,
    }
    theirs = Feed(drive, **options)
    both = Feed(drive, supportsAllDrives=True, includeItemsFromAllDrives=True)
    file = make("in team", team, content=b"1")
    make("at home", content=b"1")
    assert told(mine.read()) == [("at home", False)]
    assert told(theirs.read()) == [("in team", False)]
    assert told(both.read()) == [("in team", False), ("at home", False)]
    root = drive.files().get(fileId="root").execute()["id"]
    google.move(file["id"], root)
    assert told(mine.read()) == [("in team", False)]
    assert told(theirs.read()) == [(file["id"], "removed")]


def test_loss_of_access(google, sign_in, make):
    google.add_user("eva@example.com")
    feed = Feed(sign_in("eva@example.com"))
    file = make("a", content=b"1")
    assert feed.read() == []
    google.share(file["id"], "eva@example.com")
    assert told(feed.read()) == [("a", False)]
    google.share(file["id"], "eva@example.com", role=None)
    assert told(feed.read()) == [(file["id"], "removed")]


def test_shared_drives_come_and_go(google, drive):
    feed = Feed(drive)
    team = google.create_drive("Team", {"demo@example.com": "organizer"})
    [change] = feed.read()
    assert (change["changeType"], change["driveId"]) == ("drive", team)
    assert change["drive"]["name"] == "Team"
    google.rename_drive(team, "Crew")
    assert feed.read()[0]["drive"]["name"] == "Crew"
    google.set_members(team, {"eva@example.com": "organizer"})
    [change] = feed.read()
    assert change["removed"] is True
    assert "drive" not in change
