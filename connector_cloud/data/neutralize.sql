-- A copy of a database must never write to the drives of the original.
DELETE FROM cloud_credential;
UPDATE cloud_backend SET state = 'draft', account_name = NULL;
