# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def uninstall_hook(env):
    """Leave links to the contents that are only in the cloud.

    The button refuses to uninstall while there are any; who gets here all the same
    shall at least find where they are.
    """
    away = env["cloud.file"].with_context(active_test=False)
    away.search([("released", "=", True)]).unlink()
