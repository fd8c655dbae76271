# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from .bound import BoundCase

# What users without rights on a cloud must not find out by any search.
RESTRICTED = ("cloud.backend", "cloud.file", "cloud.watch")
# What no search may lead to from a record that anybody can search for.
CLOSED = (
    "cloud.credential",
    "cloud.file",
    "cloud.folder",
    "cloud.listing",
    "cloud.oauth.request",
    "cloud.observation",
    "cloud.watch",
)
ANYBODYS = (
    "ir.attachment",
    "mail.activity",
    "mail.message",
    "res.partner",
    "res.users",
)
REFUSALS = (AccessError, UserError, ValueError)
REFUSED = "refused"


def _search_methods(model):
    """:return: dict name -> function of a domain, of all methods that search"""
    progress = {"field": "type", "colors": {"binary": "success", "url": "muted"}}
    return {
        "search": lambda domain: model.search(domain).ids,
        "search_count": model.search_count,
        "search_read": lambda domain: model.search_read(domain, ["name"]),
        "web_search_read": lambda domain: model.web_search_read(domain, {"name": {}}),
        "name_search": lambda domain: model.name_search("", domain),
        "formatted_read_group": lambda domain: model.formatted_read_group(
            domain, ["type"], ["__count"]
        ),
        "read_progress_bar": lambda domain: model.read_progress_bar(
            domain, "type", progress
        ),
    }


@tagged("post_install", "-at_install")
class TestAttachmentSearch(BoundCase):
    """Odoo evaluates searches for attachments as the superuser, and filters what it
    found: nothing that a user must not know may be within reach of such a search."""

    def _relations(self, model_name):
        """:return: iterator over the relational fields of a model"""
        for field in self.env[model_name]._fields.values():
            if field.relational and field.comodel_name in self.env:
                yield field

    def _paths(self, start, follow):
        """:return: dict model -> the shortest path that leads there from ``start``

        :param follow: function of a field -> whether it may be part of a path
        """
        paths, models = {start: ""}, [start]
        for model in models:
            for field in self._relations(model):
                target = field.comodel_name
                if target not in paths and follow(field):
                    paths[target] = f"{paths[model]}.{field.name}".lstrip(".")
                    models.append(target)
        return paths

    def test_no_search_leads_to_our_bindings(self):
        def is_searchable(field):
            return bool(field.store or field.search)

        for start in ANYBODYS:
            paths = self._paths(start, is_searchable)
            self.assertIn("res.groups", paths, "The walk leads somewhere")
            for model in CLOSED:
                self.assertNotIn(model, paths, f"by {paths.get(model)}")

    def _domains(self, path, value):
        """:return: dict form -> domain that compares the field at the end of a path"""
        names = path.split(".")
        nested, outer = [(names[-1], "=", value)], names[:-1]
        for name in reversed(outer):
            nested = [(name, "any", nested)]
        inner = nested[0][2]
        return {
            "dotted": [(path, "=", value)],
            "any": nested,
            "not any": [(outer[0], "not any", inner)],
            "negated": ["!", (path, "=", value)],
            "of a user": [
                (f"create_uid.message_ids.attachment_ids.{path}", "=", value)
            ],
        }

    def test_no_search_answers_with_a_secret(self):
        bound = self._bound(record=self.partner)
        self.env["cloud.watch"]._begin(self.backend)
        paths = self._paths("ir.attachment", lambda field: True)
        asked = 0
        for group in (
            "base.group_user",
            "connector_cloud.group_cloud_user",
            "base.group_portal",
        ):
            user = self._user(group.partition(".")[2], group)
            methods = _search_methods(self.env["ir.attachment"].with_user(user))
            mine = [("id", "=", bound.id)]
            for model in filter(paths.get, RESTRICTED):
                for field, value in self._secrets(model):
                    for form, right in self._domains(
                        f"{paths[model]}.{field}", value
                    ).items():
                        for name, search in methods.items():
                            asked += 1
                            with self.subTest(
                                group=group, field=right, form=form, method=name
                            ):
                                self.assertEqual(
                                    self._answer(search, mine + right), REFUSED
                                )
        self.assertGreater(asked, 1000)

    def _secrets(self, model):
        """:return: iterator over (name, value) of the stored fields"""
        record = self.env[model].sudo().search([], limit=1)
        for name, field in record._fields.items():
            if field.store and not field.relational:
                yield name, record[name]

    def _answer(self, search, domain):
        try:
            return search(Domain(domain))
        except REFUSALS:
            return REFUSED
