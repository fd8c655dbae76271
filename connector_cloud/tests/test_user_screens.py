# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .names_case import SECRET, NamesCase

SCREENS = (
    "cloud.file",
    "cloud.folder",
    "cloud.sync.rule",
    "cloud.sync.log",
    "cloud.hold",
    "cloud.conflict",
)


@tagged("post_install", "-at_install")
class TestUserScreens(NamesCase):
    """Every screen that names documents opens for those who see its menu."""

    def _actions(self, user):
        """:return: the window actions of the app's menus that a user sees"""
        root = self.env.ref("connector_cloud.menu_cloud_root")
        Menu = self.env["ir.ui.menu"].with_user(user)
        visible = Menu.browse(Menu._visible_menu_ids())
        ours = visible.sudo().filtered(
            lambda menu: menu.parent_path.startswith(f"{root.id}/") and menu.action
        )
        actions = [menu.action for menu in ours]
        return [a for a in actions if a.res_model in SCREENS]

    def _screens(self, user):
        """:return: (model with its rows' environment, view) of all that is opened"""
        for action in self._actions(user):
            Model = self.env[action.res_model].with_user(user)
            kinds = [(False, kind) for kind in action.view_mode.split(",")]
            views = Model.get_views([*kinds, (False, "search")])["views"]
            for kind, view in views.items():
                yield Model, kind, etree.fromstring(view["arch"])

    def _specification(self, Model, arch):
        return {
            node.get("name"): {"fields": {"display_name": {}}}
            if Model._fields[node.get("name")].type == "many2one"
            else {}
            for node in arch.iter("field")
            if not any(parent.tag == "field" for parent in node.iterancestors())
        }

    def test_every_screen_opens(self):
        for user in (self.user, self.manager):
            seen = ""
            for Model, kind, arch in self._screens(user):
                if kind == "search":
                    continue
                with self.subTest(user=user.login, model=Model._name, kind=kind):
                    wanted = self._specification(Model, arch)
                    seen += str(Model.web_search_read([], wanted)["records"])
            self.assertEqual(SECRET in seen, user == self.manager)

    def test_every_search_works(self):
        for user in (self.user, self.manager):
            for Model, kind, arch in self._screens(user):
                if kind != "search":
                    continue
                for node in arch.iter("field", "filter"):
                    with self.subTest(
                        user=user.login, model=Model._name, name=node.get("name")
                    ):
                        self._search(Model, node)

    def _search(self, Model, node):
        if group := literal_eval(node.get("context") or "{}").get("group_by"):
            Model.formatted_read_group([], [group], ["__count"])
            return
        domain = node.get("domain") or node.get("filter_domain")
        domain = domain or f"[('{node.get('name')}', 'ilike', self)]"
        if node.get("date"):
            return
        Model.search(safe_eval(domain, {"self": SECRET, "uid": Model.env.uid}))

    def test_search_by_name_is_offered_to_those_for_whom_it_works(self):
        offered = {
            user: {
                (Model._name, node.get("name"))
                for Model, kind, arch in self._screens(user)
                for node in arch.iter("field")
                if kind == "search" and node.get("name") in getattr(Model, "_shown", ())
            }
            for user in (self.user, self.manager)
        }
        self.assertFalse(offered[self.user])
        self.assertIn(("cloud.sync.log", "message"), offered[self.manager])

    def test_numbers_are_shown_by_widgets_that_can(self):
        views = self.env["ir.ui.view"].search([("model", "=like", "cloud.%")])
        self.assertGreater(len(views), 10)
        for view in views:
            for node in etree.fromstring(view.arch).iter("field"):
                self.assertNotEqual(node.get("widget"), "integer", view.name)
