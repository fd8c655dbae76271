-- A copy of a database must never write to the drives of the original.
-- With it go all secrets: what was entered, what was granted, what was agreed on.
DELETE FROM cloud_credential;
DELETE FROM cloud_oauth_request;
DELETE FROM cloud_watch;
UPDATE cloud_backend SET state = 'draft', account_name = NULL;
UPDATE cloud_reverse_report SET state = 'stopped' WHERE state = 'running';
