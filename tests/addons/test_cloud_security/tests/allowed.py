# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a walk finds and what is right all the same; each line says why.

A line that nothing is found for any more fails its test.
"""

ADMINISTRATORS = "only system administrators may read it"
OF_THE_DATABASE = "upgrades are of the whole database: one's own, or all of them"

# Walk -> what was found -> why it is right.
ALLOWED = {
    "companies": {},
    "fields": {},
    "methods": {},
    "neutralize": {},
    "onchange": {},
    "oracles": {},
    "readonly": {},
    "relations": {},
    "rules": {
        "cloud.credential no global rule of company_id": ADMINISTRATORS,
        "cloud.oauth.request no global rule of company_id": ADMINISTRATORS,
        "cloud.watch no global rule of company_id": ADMINISTRATORS,
        "upgrade.failure no global rule of company_id": OF_THE_DATABASE,
        "upgrade.request no global rule of company_id": OF_THE_DATABASE,
        "upgrade.secret no global rule of company_id": "nobody may read it",
        "upgrade.transfer no global rule of company_id": OF_THE_DATABASE,
    },
    "wizards": {},
}

# Address -> who may call it, and why.
ROUTES = {
    "/connector_cloud/notify/<string:provider>/<string:uuid>": (
        "public",
        "clouds do not sign in: they show the secret of their watch",
    ),
    "/google_drive_token": ("user", "the browser of who signs in at Google comes back"),
    "/onedrive_token": ("user", "the browser of who signs in at Microsoft comes back"),
    "/upgrade_request/<int:number>/dump": ("user", "managers fetch an upgraded dump"),
}
