# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The ancestor of all cloud components.

Roles are told by ``_usage``: ``backend.adapter``, ``binder``, ``export.mapper``,
``direct.prepare``, ``direct.sync``, ``direct.folders``, ``folder.namer``,
``direct.files``, ``file.decider``, ``file.executor``, ``local.executor``,
``release``, ``import.mapper``, ``backward.sync``, ``backward.feed``,
``backward.folders``, ``backward.files``, ``guard``.
A component that exists for one provider only names it in ``_provider``.
"""

from odoo.addons.component.core import AbstractComponent


class CloudBase(AbstractComponent):
    _name = "cloud.base"
    _inherit = "base.connector"
    _collection = "cloud.backend"
    _provider = None

    @property
    def adapter(self):
        """:return: the one adapter of this work, with its open connections"""
        cache = self.work.cache
        if cache.adapter is None:
            cache.adapter = self.component(usage="backend.adapter")
        return cache.adapter

    @classmethod
    def _component_match(cls, work, usage=None, model_name=None, **kw):
        return cls._provider in (None, work.collection.provider)
