-- A copy of a database must neither go on with an upgrade nor hold the keys to it.
DELETE FROM upgrade_secret;
UPDATE upgrade_request SET running = false, restore_running = false;
