# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tables of the emulated Drive.

``item.owner`` is set in My Drive, ``item.drive_id`` in a shared drive; the top folder
of a shared drive has the drive's id. ``member.user`` may be ``*``: everybody.
``property.client`` is empty for public properties. ``change`` keeps one row for
each target and feed (e-mail of a user, or id of a shared drive), the latest.
"""

TABLES = """
CREATE TABLE IF NOT EXISTS drive (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, created_time TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS member (
    drive_id TEXT NOT NULL, user TEXT NOT NULL, role TEXT NOT NULL,
    PRIMARY KEY (drive_id, user));
CREATE TABLE IF NOT EXISTS item (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    parent_id TEXT,
    owner TEXT, drive_id TEXT,
    space TEXT NOT NULL DEFAULT 'drive',
    name TEXT NOT NULL, mime_type TEXT NOT NULL,
    description TEXT, starred INTEGER NOT NULL DEFAULT 0, folder_color TEXT,
    trashed INTEGER NOT NULL DEFAULT 0,
    explicitly_trashed INTEGER NOT NULL DEFAULT 0,
    trashed_time TEXT, trashing_user TEXT,
    created_time TEXT NOT NULL, modified_time TEXT NOT NULL,
    viewed_time TEXT, modifier TEXT NOT NULL, modifier_time TEXT NOT NULL,
    client TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    blob TEXT, size INTEGER, md5 TEXT, sha1 TEXT,
    head_revision TEXT, original_filename TEXT,
    document TEXT,
    target_id TEXT, target_mime_type TEXT,
    abusive INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS item_parent ON item (parent_id, seq);
CREATE INDEX IF NOT EXISTS item_owner ON item (owner, seq);
CREATE INDEX IF NOT EXISTS item_drive ON item (drive_id, seq);
CREATE INDEX IF NOT EXISTS item_blob ON item (blob);
CREATE TABLE IF NOT EXISTS root (
    user TEXT NOT NULL, client TEXT NOT NULL, item_id TEXT NOT NULL,
    PRIMARY KEY (user, client));
CREATE TABLE IF NOT EXISTS property (
    item_id TEXT NOT NULL, client TEXT NOT NULL, key TEXT NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (item_id, client, key));
CREATE INDEX IF NOT EXISTS property_value ON property (key, value, client);
CREATE TABLE IF NOT EXISTS revision (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, item_id TEXT NOT NULL,
    blob TEXT NOT NULL, size INTEGER NOT NULL, md5 TEXT NOT NULL,
    mime_type TEXT NOT NULL, modified_time TEXT NOT NULL, modifier TEXT NOT NULL,
    original_filename TEXT, keep_forever INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS revision_item ON revision (item_id, seq);
CREATE INDEX IF NOT EXISTS revision_blob ON revision (blob);
CREATE TABLE IF NOT EXISTS share (
    item_id TEXT NOT NULL, user TEXT NOT NULL, role TEXT NOT NULL,
    shared_time TEXT NOT NULL, PRIMARY KEY (item_id, user));
CREATE TABLE IF NOT EXISTS change (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, feed TEXT NOT NULL, kind TEXT NOT NULL,
    target TEXT NOT NULL, time TEXT NOT NULL, UNIQUE (feed, kind, target));
CREATE TABLE IF NOT EXISTS channel (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, feeds TEXT NOT NULL,
    resource_id TEXT NOT NULL, resource_uri TEXT NOT NULL, address TEXT NOT NULL,
    token TEXT, expires INTEGER NOT NULL, told INTEGER NOT NULL,
    number INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS reserved_id (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS upload (
    id TEXT PRIMARY KEY, token TEXT NOT NULL, item_id TEXT, metadata TEXT NOT NULL,
    parameters TEXT NOT NULL, mime_type TEXT, total INTEGER, created REAL NOT NULL,
    result TEXT);
"""

NAMES = (
    "upload reserved_id channel change share revision property root item member"
    " drive".split()
)
