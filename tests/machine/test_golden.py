# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The list of golden scenarios and its marks."""

import re

from machine import golden
from machine.odoo_log import Entry

GOLDEN = "odoo.addons.connector_cloud_gdrive.tests.test_golden"


def entry(text, logger=GOLDEN):
    return Entry("INFO", logger, text)


def test_marks():
    found = golden.marks(
        [
            entry("Starting TestGolden.test_files_01_a ..."),
            entry("Starting TestGolden.test_files_02_b ..."),
            entry("FAIL: TestGolden.test_files_02_b\nTraceback"),
            entry("Starting TestGolden.test_files_03_c ..."),
            entry("ERROR: Subtest TestGolden.test_files_03_c (i=1)\nTraceback"),
            entry("Starting TestGoldenLibrary.test_files_01_a ..."),
            entry("Starting TestOther.test_files_01_a ..."),
            entry("Starting TestGolden.test_x", "odoo.addons.x.tests.test_other"),
        ]
    )
    assert found == {
        ("gdrive", "test_files_01_a"): True,
        ("gdrive", "test_files_02_b"): False,
        ("gdrive", "test_files_03_c"): False,
        ("gdrive library", "test_files_01_a"): True,
    }


def test_table():
    found = {("gdrive", "test_files_01_a"): True, ("one", "test_files_02_b"): False}
    texts = {
        "test_files_01_a": "A sentence.",
        "test_files_02_b": "Another one.",
        "test_files_03_c": "One that was left out.",
    }
    assert golden.table(found, texts).splitlines() == [
        "gdrive   one   sentence",
        "ok       -     files 01: A sentence.",
        "-        no    files 02: Another one.",
        "1 marks of 2 are good.",
    ]


def test_every_sentence_is_numbered_and_says_where_it_comes_from():
    counts = dict.fromkeys(golden.PARTS, 0)
    for name, text in golden.sentences().items():
        part, number = re.match(r"test_([a-z]+)_(\d\d)_", name).groups()
        counts[part] += 1
        assert int(number) == counts[part], name
        assert re.search(
            r"\((The decision table|The design|Seed 00[34], ).+\)$", text
        ), name
    assert all(counts.values())
