# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What of the registry is ours."""

from odoo.exceptions import AccessError
from odoo.modules.module import get_manifest
from odoo.service.model import get_public_method

ADDONS = frozenset(
    name
    for name in get_manifest("test_cloud_security")["depends"]
    if name.startswith(("connector_cloud", "odoo_upgrade"))
    # Only for tests, as the models in it.
    and name != "test_connector_cloud"
) | {"connector_cloud"}


def is_ours(field):
    """:return: whether one of our addons defines a field, or has a hand in it"""
    return not ADDONS.isdisjoint(field._modules)


def our_models(env):
    """:return: list of the models that our addons define and that have a table"""
    return [
        model
        for name in sorted(env.registry)
        if (model := env[name])._original_module in ADDONS and not model._abstract
    ]


def our_mixins(env):
    """:return: list of the abstract models that our addons define"""
    return [
        model
        for name in sorted(env.registry)
        if (model := env[name])._original_module in ADDONS and model._abstract
    ]


def extended_models(env):
    """:return: list of the models of others that our addons extend"""
    return [
        model
        for name in sorted(env.registry)
        if (model := env[name])._original_module not in ADDONS
        and any(map(_is_our_class, type(model).__mro__))
    ]


def our_fields(model):
    """:return: list of the fields of a model that are ours"""
    return [field for _, field in sorted(model._fields.items()) if is_ours(field)]


def public_methods(model):
    """:return: dict of the methods that remote callers may call: all of a model of
    ours, and what we write in a mixin or add to a model of others
    """
    ours = model._original_module in ADDONS and not model._abstract
    found = {}
    for name in dir(type(model)):
        try:
            method = get_public_method(model, name)
        except (AccessError, AttributeError):
            continue
        if ours or any(
            name in vars(each) for each in type(model).__mro__ if _is_our_class(each)
        ):
            found[name] = method
    return found


def _is_our_class(cls):
    return cls.__module__.startswith("odoo.addons.") and (
        cls.__module__.split(".")[2] in ADDONS
    )
