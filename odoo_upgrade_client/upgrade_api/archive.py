# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Dumps on disk: what kind they are, whether they are whole, their checksum."""

import contextlib
import gzip
import hashlib
import zipfile
import zlib

from .errors import BadDump

BLOCK = 1024 * 1024
CUSTOM, ZIP, GZIP, SQL = "pgdmp_custom", "zip", "gzip", "sql"
_MAGIC = {b"PGDMP": CUSTOM, b"PK\x03\x04": ZIP, b"\x1f\x8b": GZIP}
_PAGES = (b"<!doctype", b"<html", b"<?xml", b"{")


def kind_of(path):
    """:return: CUSTOM, ZIP, GZIP or SQL
    :raises BadDump: it is empty or a page
    """
    with open(path, "rb") as file:
        head = file.read(512)
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if not head.strip():
        raise BadDump("The dump is empty.")
    if head.lstrip().lower().startswith(_PAGES) or b"\0" in head:
        raise BadDump("This file is no database dump.")
    return SQL


def check_before_upload(path):
    """Find out in time what the platform would not take.

    :return: the kind
    :raises BadDump: with what to do
    """
    kind = kind_of(path)
    if kind == ZIP:
        names = _zip_names(path)
        if "dump.sql" not in names:
            whole = any(name.rpartition("/")[2].startswith("dump.") for name in names)
            raise BadDump(
                "This is a whole backup with sources: send only its dump."
                if whole
                else "This zip holds no dump.sql: send a backup of the database."
            )
    return kind


def check_received(path, progress=None):
    """Read everything once.

    :param progress: called with (bytes read, None); may raise to stop
    :return: the kind
    :raises BadDump: it is damaged
    """
    kind = kind_of(path)
    tell = progress or (lambda _done, _total: None)
    try:
        if kind == ZIP:
            _check_zip(path, tell)
        elif kind == GZIP:
            with gzip.open(path) as file:
                _read_through(file, tell)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise BadDump(
            "The downloaded archive is damaged: download it again."
        ) from error
    return kind


@contextlib.contextmanager
def opened_sql(path):
    """Open the SQL of a plain dump, whatever it is packed into.

    :return: context manager over a binary file
    :raises BadDump: it is in pg_dump's custom format, or no dump
    """
    kind = check_before_upload(path)
    if kind == CUSTOM:
        raise BadDump("A dump in pg_dump's custom format is for pg_restore.")
    with contextlib.ExitStack() as stack:
        if kind == ZIP:
            archive = stack.enter_context(zipfile.ZipFile(path))
            yield stack.enter_context(archive.open("dump.sql"))
        else:
            opener = gzip.open if kind == GZIP else open
            yield stack.enter_context(opener(path, "rb"))


def _zip_names(path):
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except zipfile.BadZipFile as error:
        raise BadDump("This zip file is damaged.") from error


def _check_zip(path, tell):
    with zipfile.ZipFile(path) as archive:
        if "dump.sql" not in archive.namelist():
            raise BadDump("The downloaded archive holds no dump.sql.")
        for member in archive.infolist():
            with archive.open(member) as file:
                _read_through(file, tell)


def _read_through(file, tell):
    done = 0
    while block := file.read(BLOCK):
        done += len(block)
        tell(done, None)


def sha256(path, progress=None):
    """:return: hexadecimal SHA-256 of a file"""
    digest, done = hashlib.sha256(), 0
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            done += len(block)
            if progress:
                progress(done, None)
    return digest.hexdigest()
