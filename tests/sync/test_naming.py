# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Names are legal, stable, whole and never empty."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.naming import (
    SYMBOLS,
    folder_name,
    legal_name,
    name_key,
    split_extension,
    told_apart,
    with_suffix,
)
from sync.remote import Limits

GOOGLE = Limits()
MICROSOFT = Limits(
    duplicates=False,
    case_sensitive=False,
    forbidden='"*:<>?/\\|',
    reserved=frozenset(
        {".lock", "CON", "PRN", "AUX", "NUL", "desktop.ini"}
        | {f"{port}{n}" for port in ("COM", "LPT") for n in range(10)}
    ),
    prefixes=("~",),
    parts=("_vti_",),
    strip=". ",
)
SHORT = replace(GOOGLE, name_length=32)


@pytest.mark.parametrize("make", [legal_name, folder_name])
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("commercial offer.pdf", "commercial offer.pdf"),
        ("+43454123453", "-43454123453"),
        ("anitao@test.com", "anitao-test.com"),
        ("Abigail Peterson 356745, no mobile", "Abigail Peterson 356745, no mobile"),
        ("a*b?c\"d'e:f<g>h/i+j%k!l@m\\n", "a-b-c-d-e-f-g-h-i-j-k-l-m-n"),
        ("INV/2026/0042", "INV-2026-0042"),
        ("line\nbreak\ttab\x00\x7f\u2028end", "line-break-tab---end"),
        ("\ud800 half a character", "- half a character"),
        ("  offer.pdf \u00a0", "offer.pdf"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("| # ~ are fine", "| # ~ are fine"),
    ],
)
def test_legal_everywhere(make, name, expected):
    assert make(name, GOOGLE) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a|b", "a-b"),
        ("CON", "CON-"),
        ("con.txt", "con-.txt"),
        ("com1.tar.gz", "com1-.tar.gz"),
        ("aux .txt", "aux -.txt"),
        ("console.txt", "console.txt"),
        ("Desktop.INI", "Desktop-.INI"),
        ("desktop.txt", "desktop.txt"),
        (".lock", "-.lock"),
        ("~$offer.docx", "-$offer.docx"),
        ("a~b", "a~b"),
        ("x_VTI_y", "x-VTI_y"),
        ("Azure Interior Inc.", "Azure Interior Inc"),
        ("Azure Interior . . ", "Azure Interior"),
    ],
)
def test_legal_for_a_demanding_provider(name, expected):
    assert legal_name(name, MICROSOFT) == expected
    assert folder_name(name, MICROSOFT) == expected


@pytest.mark.parametrize("name", ["", "  ", ".", "..", "...", "\u00a0"])
@pytest.mark.parametrize("make", [legal_name, folder_name])
def test_never_empty(make, name):
    assert make(name, GOOGLE) == "unnamed"
    assert make(name, GOOGLE, fallback="Order 42") == "Order 42"
    assert make(name, GOOGLE, fallback="S/42") == "S-42"
    assert make(name, GOOGLE, fallback="..") == "-"


def test_long_names_keep_their_extension():
    assert legal_name("o" * 300 + ".pdf", SHORT) == "o" * 28 + ".pdf"
    assert folder_name("o" * 300 + ".pdf", SHORT) == "o" * 32
    assert (
        legal_name("offer " * 6 + ".pdf", SHORT) == "offer offer offer offer offe.pdf"
    )


def test_long_names_do_not_end_with_a_space():
    assert folder_name("a" * 31 + " b", SHORT) == "a" * 31
    assert legal_name("a" * 27 + " bcd.pdf", SHORT) == "a" * 27 + ".pdf"


@pytest.mark.parametrize(
    "character",
    [
        "g\u0308",  # a letter and its accent, for which there is no single code point
        "\U0001f44d\U0001f3fd",  # a thumb and its skin tone
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",  # a family
        "\U0001f1fa\U0001f1e6",  # a flag
        "\u1100\u1161\u11a8\u11c2",  # a Hangul syllable with two finals
        "\u0915\u093e",  # a Devanagari letter and its vowel sign
    ],
)
@pytest.mark.parametrize("padding", range(4))
def test_characters_are_not_cut_in_two(character, padding):
    character = unicodedata.normalize("NFC", character)
    name = folder_name("a" * padding + character * 20, SHORT)
    whole, rest = divmod(len(name) - padding, len(character))
    assert rest == 0
    assert name == "a" * padding + character * whole
    assert len(name) > SHORT.name_length - len(character)


def test_accents_without_end_are_cut_anyway():
    assert folder_name("g" + "\u0308" * 100, SHORT) == "g" + "\u0308" * 31


@pytest.mark.parametrize(
    ("name", "folder", "expected"),
    [
        ("Azure Interior", True, "Azure Interior (#42)"),
        ("Mr. Azure", True, "Mr. Azure (#42)"),
        ("offer.pdf", False, "offer (#42).pdf"),
        ("offer", False, "offer (#42)"),
        ("S/1.pdf", False, "S-1 (#42).pdf"),
        ("", True, "unnamed (#42)"),
    ],
)
def test_told_apart(name, folder, expected):
    assert told_apart(name, 42, GOOGLE, folder) == expected
    assert told_apart(expected, 42, GOOGLE, folder) == expected


def test_told_apart_where_the_mark_itself_is_forbidden():
    limits = replace(GOOGLE, forbidden="#")
    assert told_apart("Azure", 42, limits, folder=True) == "Azure (-42)"


def test_told_apart_within_the_length():
    assert told_apart("o" * 90 + ".pdf", 42, SHORT) == "o" * 22 + " (#42).pdf"
    assert told_apart("o" * 90, 42, SHORT, folder=True) == "o" * 26 + " (#42)"
    assert told_apart("a" * 21 + " bcdefgh.pdf", 42, SHORT) == "a" * 21 + " (#42).pdf"


@pytest.mark.parametrize(
    ("name", "stem", "extension"),
    [
        ("a.pdf", "a", ".pdf"),
        ("a.tar.gz", "a.tar", ".gz"),
        ("a", "a", ""),
        (".profile", ".profile", ""),
        ("a.", "a.", ""),
        ("No. 5 of Azure", "No. 5 of Azure", ""),
        ("x.abcdefghijklmno", "x", ".abcdefghijklmno"),
        ("x.abcdefghijklmnop", "x.abcdefghijklmnop", ""),
    ],
)
def test_split_extension(name, stem, extension):
    assert split_extension(name) == (stem, extension)


def test_with_suffix():
    assert with_suffix("a.pdf", "!") == "a!.pdf"
    assert with_suffix("abcdef.pdf", "!", length=7) == "ab!.pdf"


def test_name_key():
    assert name_key("A.pdf", GOOGLE) != name_key("a.pdf", GOOGLE)
    assert name_key("A.pdf", MICROSOFT) == name_key("a.pdf", MICROSOFT)
    assert name_key("Cafe\u0301", GOOGLE) == name_key("Caf\u00e9", GOOGLE)
    assert name_key("CAFE\u0301", MICROSOFT) == name_key("caf\u00e9", MICROSOFT)


# Whatever the name

TRICKY = st.sampled_from(
    [*SYMBOLS, *" .~$_-|#\t\n\u0308\u200d\u0301\ud83d", "CON", "_vti_", ".lock", "nul"]
)
NAMES = st.lists(TRICKY | st.text(max_size=4) | st.characters(), max_size=40).map(
    "".join
)
LIMITS = st.sampled_from([GOOGLE, MICROSOFT, SHORT, replace(MICROSOFT, name_length=32)])
MAKERS = st.sampled_from([legal_name, folder_name])


def assert_legal(name, limits):
    assert 0 < len(name) <= limits.name_length
    assert name == unicodedata.normalize("NFC", name)
    assert name == name.strip() and name.strip(".")
    assert not set(name) & set(SYMBOLS + limits.forbidden)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in name)
    assert name.encode().decode() == name
    assert not name.endswith(tuple(limits.strip))
    assert not name.startswith(limits.prefixes)
    assert not any(part in name.lower() for part in limits.parts)
    reserved = {word.casefold() for word in limits.reserved}
    assert name.casefold() not in reserved
    assert name.split(".")[0].casefold() not in reserved


@given(NAMES, LIMITS, MAKERS, NAMES)
def test_any_name_becomes_legal_and_stays_so(name, limits, make, fallback):
    legal = make(name, limits, fallback)
    assert_legal(legal, limits)
    assert make(legal, limits) == legal


@given(NAMES, LIMITS, st.booleans(), st.integers(1, 10**9), st.integers(1, 10**9))
def test_any_twins_are_told_apart(name, limits, folder, one, other):
    apart = told_apart(name, one, limits, folder)
    assert_legal(apart, limits)
    assert told_apart(apart, one, limits, folder) == apart
    assert (apart == told_apart(name, other, limits, folder)) == (one == other)
    assert (folder_name if folder else legal_name)(apart, limits) == apart


@given(NAMES, LIMITS)
def test_the_extension_survives(name, limits):
    legal = legal_name(f"x{name}.pdf", limits)
    assert legal.endswith(".pdf")


@given(NAMES, LIMITS)
def test_twins_have_one_key(name, limits):
    key = name_key(name, limits)
    assert name_key(key, limits) == key
    assert name_key(unicodedata.normalize("NFD", name), limits) == key
