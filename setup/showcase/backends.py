# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The clouds, and how an administrator connects Odoo with one of them."""

import dataclasses
from collections.abc import Callable

from cloud_emulator.control import Control
from machine import Problem


@dataclasses.dataclass(frozen=True, eq=False)
class Provider:
    """One cloud that the connectors know.

    :param key: its value in ``cloud.backend.provider``
    :param title: what people call it
    :param addon: the addon that speaks with it
    :param credentials: what an administrator types into the form
    :param cloud: the account in the emulator, out of its control
    """

    key: str
    title: str
    addon: str
    credentials: dict
    cloud: Callable[[Control], object]


PROVIDERS = (
    Provider(
        "gdrive",
        "Google Drive",
        "connector_cloud_gdrive",
        {"gdrive_client_id": "demo-client", "gdrive_client_secret": "demo-secret"},
        lambda control: control.google,
    ),
)


def connect(session, provider, endpoint, **values):
    """Create a backend and connect it, button by button.

    :param session: :class:`~.session.OdooSession` of an administrator
    :param endpoint: base address of the emulator, which consents by itself
    :param values: further fields of the backend
    :return: the backend's id
    :raises Problem: the sign-in does not lead to a connected backend
    """
    values = {"name": provider.title, "provider": provider.key, **values}
    values |= {"company_id": False, "endpoint_url": endpoint, **provider.credentials}
    backend_id = session.call("cloud.backend", "create", [values])[0]
    sign_in(session, backend_id)
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
