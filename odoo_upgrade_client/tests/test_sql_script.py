# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import gzip
import io
import itertools
import subprocess
import tracemalloc
from unittest.mock import patch

from odoo.tests import BaseCase
from odoo.tools.misc import exec_pg_environ, find_pg_tool

from ..upgrade_api import BadDump
from ..upgrade_api.sql_script import PSQL_OPTIONS, SqlScript, restriction, script_for

GOOD = r"""--
-- PostgreSQL database dump \! not here
\restrict abc123
SET standard_conforming_strings = on;
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $_$
\! a body may hold lines like this $1 $x$
$_$;
/* \! nor /* here */ \q */
COMMENT ON TABLE "a\b" IS 'it''s C:\dir and
\! a line';
INSERT INTO t VALUES (E'two \\', '\x00', U&'\0041', 1.5e-3, a::text, "x""\y");
COPY public.t (a, "b c", d) FROM stdin;
\N	\\! data	it's "so"
\!	$$
\.
COPY t  FROM stdin;
\.
CREATE TABLE "begin" ("stdin" integer, begin date);
\unrestrict abc123
"""
BAD = (
    "\\! touch x\n",
    "SELECT 1 \\! touch x\n",
    "SELECT 1; \\connect other\n",
    "\\restrict\n",
    "\\restrict a b\n",
    "SELECT 1\n\\restrict abc\n;\n",
    "\\.\n",
    "-- a comment\r\\! touch x\n",
    "/* a comment /* */ */ \\! touch x\n",
    "SELECT $$a$$ \\g x\n",
    "SELECT $a$ $b$ $a$ \\g x\n",
    "SELECT 'a' \\g x\n",
    'SELECT "a" \\g x\n',
    # Whether the string ends here is a matter of its prefix and of the session.
    "SELECT 'a\\' \\! touch x\n",
    "SELECT E'a'\n'b\\' \\! touch x\n",
    # psql would not be in the data, or would be without us.
    "COPY t FROM stdin; SELECT 1;\n\\! touch x\n\\.\n",
    "COPY t\nFROM stdin;\n'\n\\.\n\\! touch x\n",
    "COPY t FROM STDIN WITH (FORMAT csv);\n'\n\\.\n\\! touch x\n",
    "COPY t FROM stdout;\n'\n\\.\n\\! touch x\n",
    "SELECT (\nCOPY t FROM stdin;\n\\! touch x\n\\.\n",
    "SELECT (1;\nCOPY t FROM stdin;\n\\! touch x\n\\.\n",
    "CREATE FUNCTION begin() AS $$;\nCOPY t FROM stdin;\n$$;\n",
    "CREATE OR REPLACE FUNCTION f() BEGIN ATOMIC SELECT 1; END;\n",
    "COPY t FROM stdin;\n\\.x\n'\n\\.\n\\! touch x\n",
    # psql reads these on its own.
    "SELECT :HOST;\n",
    "SELECT :'HOST';\n",
    "SELECT 1a$b$ \\! touch x $b$;\n",
    "SELECT 1;\0\n",
    "COPY t FROM stdin;\na\0\n\\.\n\\.\n",
    # Something is missing.
    "COPY t FROM stdin;\na\n",
    "SELECT 'a\n",
    "SELECT 1\n",
    "/* a comment\n",
)


def _read(text, restricted=True):
    source = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    return b"".join(SqlScript(source, restricted))


class TestSqlScript(BaseCase):
    def test_good(self):
        script = _read(GOOD).decode()
        self.assertNotIn("restrict", script)
        rest = [line for line in GOOD.splitlines() if "restrict" not in line]
        self.assertEqual([line for line in script.splitlines() if line], rest)

    def test_bad(self):
        for text in BAD:
            with self.subTest(text=text), self.assertRaises(BadDump):
                _read(text)

    def test_nothing_of_a_bad_line_is_passed_on(self):
        script = iter(SqlScript(io.BytesIO(b"SELECT 1;\nSELECT 2; \\! x\n"), True))
        self.assertEqual(next(script), b"SELECT 1;\n")
        with self.assertRaisesRegex(BadDump, "Line 2 of the dump has a command"):
            next(script)

    def test_lines_are_counted_through_data(self):
        text = "COPY t FROM stdin;\n1\n2\n\\.\n\\! x\n"
        with self.assertRaisesRegex(BadDump, "Line 5"):
            _read(text)

    def test_letters_that_an_old_psql_may_misread(self):
        text = "COMMENT ON TABLE t IS 'é';\n"
        self.assertEqual(_read(text), text.encode())
        with self.assertRaises(BadDump):
            _read(text, restricted=False)
        data = "COPY t FROM stdin;\né\n\\.\n"
        self.assertEqual(_read(data, restricted=False), data.encode())

    def test_owners_and_settings_of_another_server(self):
        self.assertEqual(_read("ALTER TABLE public.t OWNER TO odoo;\n"), b"\n")
        script = _read("SET transaction_timeout = 0;\n")
        self.assertIn(b"WHERE name = 'transaction_timeout'", script)
        # Within a string it is text.
        text = "SELECT '\nALTER TABLE t OWNER TO odoo;\nSET a_timeout = 0;\n';\n"
        self.assertEqual(_read(text), text.encode())

    def test_memory(self):
        """Neither long data nor a long line of data has to fit into memory."""

        class Source:
            def __init__(self):
                long_line = itertools.repeat(b"x" * 2**20, 200)
                rows = itertools.repeat(b"1\n", 10**5)
                self._pieces = itertools.chain(
                    [b"COPY t FROM stdin;\n"], rows, long_line, [b"\n", b"\\.\n"]
                )

            def readline(self, _size):
                return next(self._pieces, b"")

        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        size = sum(map(len, SqlScript(Source(), True)))
        self.assertGreater(size, 200 * 2**20)
        self.assertLess(tracemalloc.get_traced_memory()[1], 8 * 2**20)
        with self.assertRaisesRegex(BadDump, "too long"):
            _read(b"SELECT '%b';\n" % (b"x" * 2**25))

    def test_versions_that_restrict_themselves(self):
        for version, knows in (
            ("15.18 (Debian 15.18-0)", True),
            ("15.13", False),
            ("17.6", True),
            ("18beta3", True),
            ("18.0", True),
            ("12.22", False),
        ):
            output = f"psql (PostgreSQL) {version}\n"
            with patch("subprocess.check_output", return_value=output):
                self.assertEqual(bool(restriction("psql")), knows, version)

    def test_psql_refuses_commands_itself(self):
        """What we did not see does not run either, where psql can see to that."""
        psql = find_pg_tool("psql")
        first = restriction(psql)
        if not first:
            self.skipTest("this psql is too old")
        self.assertNotEqual(first, restriction(psql))
        script = first + b"SELECT 'one';\n\\echo two\nSELECT 'three';\n"
        result = subprocess.run(
            [psql, "--dbname=postgres", *PSQL_OPTIONS],
            env=exec_pg_environ(),
            input=script,
            capture_output=True,
            check=False,
        )
        self.assertTrue(result.returncode)
        self.assertIn(b"one", result.stdout)
        self.assertNotIn(b"two", result.stdout)
        self.assertNotIn(b"three", result.stdout)

    def test_a_real_dump(self):
        """What pg_dump writes passes, and psql takes it."""
        psql = find_pg_tool("psql")
        dump = subprocess.run(
            [find_pg_tool("pg_dump"), "--schema=pg_catalog", "postgres"],
            env=exec_pg_environ(),
            capture_output=True,
            check=True,
        ).stdout
        script = b"".join(script_for(psql, io.BytesIO(dump)))
        packed = gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(dump)))
        again = b"".join(script_for(psql, packed))
        self.assertEqual(script.partition(b"\n")[2], again.partition(b"\n")[2])
