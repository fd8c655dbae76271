# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_documents_of_products
from . import test_reports
from . import test_searches
from . import test_pictures
from . import test_portal
from . import test_mails
