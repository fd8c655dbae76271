-- A copy of a database must not act in the name of the original.
UPDATE cloud_backend
   SET onedrive_client_secret = NULL, onedrive_certificate = NULL;
