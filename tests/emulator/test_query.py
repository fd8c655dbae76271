# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The search language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_emulator.google.query import (
    Comparison,
    Has,
    Junction,
    Negation,
    QuerySyntaxError,
    parse_query,
)
from cloud_emulator.google.query_sql import word_prefix

NAME_A = Comparison("name", "=", "a")
NAME_B = Comparison("name", "=", "b")
TRASHED = Comparison("trashed", "=", False)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("name='a'", NAME_A),
        ("name = 'a'", NAME_A),
        ("trashed=false", TRASHED),
        ("(((name='a')))", NAME_A),
        ("name='a'and trashed=false", Junction("and", (NAME_A, TRASHED))),
        (
            "name='a' or name='b' and trashed=false",
            Junction("or", (NAME_A, Junction("and", (NAME_B, TRASHED)))),
        ),
        (
            "(name='a' or name='b')and(trashed=false)",
            Junction("and", (Junction("or", (NAME_A, NAME_B)), TRASHED)),
        ),
        (
            "not name='a' and trashed=false",
            Junction("and", (Negation(NAME_A), TRASHED)),
        ),
        ("'x' in parents", Comparison("parents", "in", "x")),
        ("sharedWithMe", Comparison("sharedWithMe", "=", True)),
        (
            "appProperties has { key='k' and value='v' }",
            Has("appProperties", "k", "v"),
        ),
        ("properties has {key='k'}", Has("properties", "k", None)),
        (r"name='it\'s \\ here'", Comparison("name", "=", r"it's \ here")),
        ("modifiedTime>='2026'", Comparison("modifiedTime", ">=", "2026")),
        (
            "shortcutDetails.targetId='t'",
            Comparison("shortcutDetails.targetId", "=", "t"),
        ),
    ],
)
def test_parsing(text, tree):
    assert parse_query(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        "name",
        "name=",
        "name='a",
        "name=a",
        "name='a' and",
        "name='a' name='b'",
        "(name='a'",
        "'a' on parents",
        "'a' in 'b'",
        "properties has {value='v'}",
        "name contains true",
        "=",
        "name=='a'",
        "(" * 5000,
    ],
)
def test_syntax_errors(raw, text):
    if text != "name":
        with pytest.raises(QuerySyntaxError):
            parse_query(text)
    status, detail = raw.error("GET", "/drive/v3/files", params={"q": text})
    assert status == 400
    assert (detail["reason"], detail["location"]) == ("invalid", "q")
    assert detail["message"] == "Invalid Value"


@pytest.mark.parametrize(
    "text",
    [
        "nosuch='a'",
        "name<'a'",
        "mimeType>'a'",
        "trashed='maybe'",
        "modifiedTime>'yesterday'",
        "parents='a'",
        "name in 'a'",
        "name has {key='a'}",
        "visibility='x'",
        "starred contains 'a'",
    ],
)
def test_terms_that_make_no_sense(raw, text):
    status, detail = raw.error("GET", "/drive/v3/files", params={"q": text})
    assert (status, detail["reason"], detail["location"]) == (400, "invalid", "q")


@given(st.text(min_size=1))
def test_any_text_survives_escaping(text):
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    assert parse_query(f"name='{quoted}'") == Comparison("name", "=", text)


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("HelloWorld", "hello", True),
        ("HelloWorld", "world", False),
        ("my report.pdf", "REP", True),
        ("a_b", "b", True),
        ("Über uns", "über", True),
        ("it (1).txt", "(1", True),
        (None, "a", False),
    ],
)
def test_contains_is_a_prefix_of_words(text, wanted, found):
    assert word_prefix(text, wanted) is found


@pytest.fixture
def files(make, drive):
    """Some files: two in a folder, one of them starred, one in the bin."""
    folder = make("folder")
    made = {
        "folder": folder,
        "report one.txt": make(
            "report one.txt", folder["id"], content=b"1", starred=True,
            modifiedTime="2026-01-01T00:00:00Z", description="about whales",
        ),
        "it's \\ odd": make("it's \\ odd", folder["id"], content=b"2"),
        "binned": make("binned", content=b"3"),
    }  # fmt: skip
    drive.files().update(fileId=made["binned"]["id"], body={"trashed": True}).execute()
    return made


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (None, {"folder", "report one.txt", "it's \\ odd", "binned"}),
        ("trashed=false", {"folder", "report one.txt", "it's \\ odd"}),
        ("trashed = true", {"binned"}),
        ("trashed != true", {"folder", "report one.txt", "it's \\ odd"}),
        ("'{folder}' in parents", {"report one.txt", "it's \\ odd"}),
        ("'root' in parents and trashed=false", {"folder"}),
        ("not '{folder}' in parents", {"folder", "binned"}),
        ("'{folder}' in parents or '{folder}' in parents and name='x'",
         {"report one.txt", "it's \\ odd"}),
        ("name = 'it\\'s \\\\ odd'", {"it's \\ odd"}),
        ("name != 'folder' and trashed=false", {"report one.txt", "it's \\ odd"}),
        ("name contains 'one'", {"report one.txt"}),
        ("name contains 'ne'", set()),
        ("fullText contains 'whales'", {"report one.txt"}),
        ("fullText contains '\"about wh\"'", {"report one.txt"}),
        ("mimeType='application/vnd.google-apps.folder'", {"folder"}),
        ("mimeType!='application/vnd.google-apps.folder' and trashed=false",
         {"report one.txt", "it's \\ odd"}),
        ("mimeType contains 'text/'", {"report one.txt", "it's \\ odd", "binned"}),
        ("starred", {"report one.txt"}),
        ("starred=true", {"report one.txt"}),
        ("modifiedTime < '2026-02-01T00:00:00'", {"report one.txt"}),
        ("modifiedTime <= '2026-01-01T00:00:00'", {"report one.txt"}),
        ("modifiedTime = '2026-01-01T01:00:00+01:00'", {"report one.txt"}),
        ("createdTime < '2026-01-01T00:00:00'", set()),
        ("createdTime > '2026-01-01T00:00:00' and trashed=true", {"binned"}),
        ("'me' in owners and trashed=true", {"binned"}),
        ("'demo@example.com' in writers and trashed=true", {"binned"}),
        ("'eva@example.com' in readers", set()),
        ("sharedWithMe", set()),
        ("sharedWithMe=false and trashed=true", {"binned"}),
        ("visibility='limited' and trashed=true", {"binned"}),
        ("visibility='anyoneWithLink'", set()),
        ("not (starred=true or trashed=true)", {"folder", "it's \\ odd"}),
        ("not not trashed=true", {"binned"}),
    ],
)  # fmt: skip
def test_searches(files, names, query, expected):
    if query:
        query = query.replace("{folder}", files["folder"]["id"])
    assert set(names(query)) == expected


def test_plus_and_percent_20_are_spaces(raw, files):
    for space in ("+", "%20"):
        query = "name+=+'report+one.txt'".replace("+", space)
        found = raw("GET", f"/drive/v3/files?q={query}").json()["files"]
        assert [file["name"] for file in found] == ["report one.txt"]


def test_fifty_parents_in_one_query(make, names):
    parents = [make(f"p{number}", fields="id")["id"] for number in range(50)]
    make("a", parents[0])
    make("b", parents[49])
    query = " or ".join(f"'{parent}' in parents" for parent in parents)
    assert names(f"trashed=false and ({query})") == ["a", "b"]


def test_unknown_parent_is_404(raw):
    status, detail = raw.error(
        "GET", "/drive/v3/files", params={"q": "'nowhere' in parents"}
    )
    assert (status, detail["reason"]) == (404, "notFound")
    assert detail["message"] == "File not found: ."


def test_shared_with_me(google, sign_in, make):
    google.add_user("eva@example.com")
    folder = make("shared folder")
    make("inside", folder["id"], content=b"1")
    google.share(folder["id"], "eva@example.com", "reader")
    eva = sign_in("eva@example.com")
    found = eva.files().list(q="sharedWithMe").execute()["files"]
    assert [file["name"] for file in found] == ["shared folder"]
    inside = eva.files().list(q=f"'{folder['id']}' in parents").execute()["files"]
    assert [file["name"] for file in inside] == ["inside"]


def test_shortcut_target(drive, make, google, names):
    target = make("a", content=b"1")
    google.create_shortcut("/", "link", target["id"])
    assert names(f"shortcutDetails.targetId='{target['id']}'") == ["link"]
    assert "link" not in names(f"shortcutDetails.targetId!='{target['id']}'")
