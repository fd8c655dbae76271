# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tables of the emulated drives and sites.

``graph_item.binned`` is the id of the item that was deleted: the item itself, or the
folder it went into the recycle bin with. ``size`` of a folder is that of everything
below it. ``creator`` and ``modifier`` are the e-mail of a user or ``app:`` and an id.
``graph_change`` keeps the latest change of each item, also of those that are gone.
"""

TABLES = """
CREATE TABLE IF NOT EXISTS graph_site (
    id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    group_id TEXT NOT NULL, created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS graph_drive (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL, name TEXT NOT NULL, place TEXT NOT NULL,
    owner TEXT, site_id TEXT, root_id TEXT NOT NULL, quota INTEGER,
    epoch INTEGER NOT NULL DEFAULT 0, created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS graph_item (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    drive_id TEXT NOT NULL, parent_id TEXT,
    name TEXT NOT NULL, name_key TEXT NOT NULL, folder INTEGER NOT NULL,
    package TEXT, mime_type TEXT, blob TEXT, size INTEGER NOT NULL DEFAULT 0,
    quickxor TEXT, sha1 TEXT, description TEXT,
    created TEXT NOT NULL, modified TEXT NOT NULL,
    creator TEXT NOT NULL, modifier TEXT NOT NULL,
    fs_created TEXT NOT NULL, fs_modified TEXT NOT NULL,
    guid TEXT NOT NULL, etag INTEGER NOT NULL DEFAULT 1,
    ctag INTEGER NOT NULL DEFAULT 1,
    locked INTEGER NOT NULL DEFAULT 0, malware INTEGER NOT NULL DEFAULT 0,
    binned TEXT, binned_time TEXT, bin_place TEXT);
CREATE UNIQUE INDEX IF NOT EXISTS graph_item_name ON graph_item (parent_id, name_key)
    WHERE binned IS NULL;
CREATE INDEX IF NOT EXISTS graph_item_parent ON graph_item (parent_id);
CREATE INDEX IF NOT EXISTS graph_item_order ON graph_item (drive_id, seq)
    WHERE binned IS NULL;
CREATE INDEX IF NOT EXISTS graph_item_binned ON graph_item (binned)
    WHERE binned IS NOT NULL;
CREATE TABLE IF NOT EXISTS graph_version (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, item_id TEXT NOT NULL,
    number INTEGER NOT NULL, blob TEXT NOT NULL, size INTEGER NOT NULL,
    modified TEXT NOT NULL, modifier TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS graph_version_item ON graph_version (item_id, number);
CREATE INDEX IF NOT EXISTS graph_version_blob ON graph_version (blob);
CREATE TABLE IF NOT EXISTS graph_change (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, item_id TEXT NOT NULL UNIQUE,
    drive_id TEXT NOT NULL, parent_id TEXT, name TEXT NOT NULL,
    folder INTEGER NOT NULL, time TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS graph_change_drive ON graph_change (drive_id, seq);
CREATE TABLE IF NOT EXISTS graph_upload (
    id TEXT PRIMARY KEY, secret TEXT NOT NULL, caller TEXT NOT NULL,
    drive_id TEXT NOT NULL, item_id TEXT, parent_id TEXT, name TEXT,
    behavior TEXT NOT NULL, times TEXT NOT NULL, total INTEGER,
    deferred INTEGER NOT NULL, if_match TEXT, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS graph_subscription (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    app TEXT NOT NULL, account TEXT NOT NULL, drive_id TEXT NOT NULL,
    resource TEXT NOT NULL, address TEXT NOT NULL, client_state TEXT,
    expires TEXT NOT NULL, told INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS graph_copy (
    id TEXT PRIMARY KEY, secret TEXT NOT NULL, item_id TEXT, error TEXT,
    polls INTEGER NOT NULL);
"""

NAMES = "subscription copy upload change version item drive site".split()
