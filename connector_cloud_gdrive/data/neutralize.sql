-- A copy of a database must not act in the name of the original.
UPDATE cloud_backend
   SET gdrive_client_secret = NULL, gdrive_service_account_key = NULL;
