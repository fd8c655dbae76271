# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_anonymous
from . import test_companies
from . import test_fields
from . import test_methods
from . import test_neutralize
from . import test_onchange
from . import test_oracles
from . import test_readonly
from . import test_structure
from . import test_wizards
