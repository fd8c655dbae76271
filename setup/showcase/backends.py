# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The clouds, and how an administrator connects Odoo with one of them."""

import dataclasses
from collections.abc import Callable

from cloud_emulator.control import Control
from machine import Problem

from .naming import GOOGLE, MICROSOFT, Naming

USER = "demo@example.com"
SITE = "Projects"
LIBRARY = "Documents"


@dataclasses.dataclass(frozen=True, eq=False)
class Provider:
    """One kind of place for documents that the connectors know.

    :param key: what figures call it
    :param title: what people call it
    :param addon: the addon that speaks with it
    :param values: what an administrator enters into the form
    :param naming: which names it takes
    :param cloud: the account in the emulator, out of its control
    :param tree: everything in the drive, out of the emulator's control
    :param library: the one to choose after the sign-in
    :param owner_file: whether a file in the root folder tells whose it is, as there are
        no private properties
    """

    key: str
    title: str
    addon: str
    values: dict
    naming: Naming
    cloud: Callable[[Control], object]
    tree: Callable[[Control], list]
    library: str = ""
    owner_file: bool = False


_MICROSOFT = {
    "addon": "connector_cloud_onedrive",
    "naming": MICROSOFT,
    "cloud": lambda control: control.microsoft,
    "owner_file": True,
}
_REGISTRATION = {
    "provider": "onedrive",
    "onedrive_client_id": "7d0a2c5e-5f1b-4c3a-9b1e-0d5c8a7e4f21",
    "onedrive_client_secret": "demo-secret",
}

GDRIVE = Provider(
    key="gdrive",
    title="Google Drive",
    addon="connector_cloud_gdrive",
    values={
        "provider": "gdrive",
        "gdrive_client_id": "demo-client",
        "gdrive_client_secret": "demo-secret",
    },
    naming=GOOGLE,
    cloud=lambda control: control.google,
    tree=lambda control: control.google.tree(),
)
SHAREPOINT = Provider(
    key="sharepoint",
    title="SharePoint",
    values={**_REGISTRATION, "onedrive_place": "site"},
    tree=lambda control: control.microsoft.tree(drive=_library_drive(control)),
    library=f"{SITE} / {LIBRARY}",
    **_MICROSOFT,
)
ONEDRIVE = Provider(
    key="onedrive",
    title="OneDrive",
    values=_REGISTRATION,
    tree=lambda control: control.microsoft.tree(user=USER),
    **_MICROSOFT,
)
PROVIDERS = (GDRIVE, SHAREPOINT, ONEDRIVE)


def open_site(control):
    """Be the administrator of SharePoint who makes the site of the demo."""
    control.microsoft.add_site(SITE)


def _library_drive(control):
    [site] = [site for site in control.microsoft.sites() if site["name"] == SITE]
    return site["libraries"][LIBRARY]


def connect(session, provider, endpoint, **values):
    """Create a backend and connect it, button by button.

    :param session: :class:`~.session.OdooSession` of an administrator
    :param endpoint: base address of the emulator, which consents by itself
    :param values: further fields of the backend
    :return: the backend's id
    :raises Problem: the sign-in does not lead to a connected backend
    """
    values = {"name": provider.title, "company_id": False, **provider.values, **values}
    values["endpoint_url"] = endpoint
    backend_id = session.call("cloud.backend", "create", [values])[0]
    sign_in(session, backend_id)
    if provider.library:
        _choose_library(session, backend_id, provider.library)
    return backend_id


def sign_in(session, backend_id):
    """Press Connect and give consent in the same browser.

    :raises Problem: the backend is not connected afterwards
    """
    action = session.button("cloud.backend", backend_id, "action_connect")
    session.visit(action["url"])
    fields = ["state", "last_message"]
    backend = session.call("cloud.backend", "read", [backend_id], fields)[0]
    if backend["state"] != "connected":
        raise Problem(
            f"The backend is {backend['state']} after the sign-in:"
            f" {backend['last_message'] or 'read the log of Odoo'}."
        )


def _choose_library(session, backend_id, name):
    """Search in the wizard, and press Use This Drive.

    :raises Problem: the wizard does not show the library
    """
    wizard = session.button("cloud.backend", backend_id, "action_choose_drive")
    model, res_id = wizard["res_model"], wizard["res_id"]
    words = name.partition(" / ")[0]
    session.call(model, "write", [res_id], {"words": words})
    session.button(model, res_id, "action_search")
    domain = [("wizard_id", "=", res_id), ("name", "=", name)]
    options = session.call("cloud.drive.option", "search", domain)
    if not options:
        raise Problem(f"The wizard does not find the library {name}.")
    session.call(model, "write", [res_id], {"option_id": options[0]})
    session.button(model, res_id, "action_choose")


def add_rule(session, backend_id, model, **values):
    """Add a model to sync; :return: its id

    :param model: technical name of the model
    :param values: fields of ``cloud.sync.rule``
    """
    model_id = session.call("ir.model", "search", [("model", "=", model)])[0]
    values = {"backend_id": backend_id, "model_id": model_id, **values}
    return session.call("cloud.sync.rule", "create", [values])[0]


def sync_now(session, backend_id):
    """Press Sync Now."""
    session.button("cloud.backend", backend_id, "action_sync_now")
