# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .rule_case import RuleCase

# What a manager must never set, whatever becomes of the models.
OWNED = {
    "account_name",
    "drive_external_id",
    "drive_name",
    "last_message",
    "left_at",
    "left_root_id",
    "owner_uuid",
    "state",
    "uuid",
    "wait_until",
}


@tagged("post_install", "-at_install")
class TestEngineFields(RuleCase):
    """What the engine keeps up is nobody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rule = cls._people_rule(
            "Contacts",
            default_folder_outline="One",
            period_ids=[Command.create({"field_id": cls._field(cls, "create_date")})],
        )
        file = cls.env["cloud.file"].create(
            {
                "backend_id": cls.backend.id,
                "folder_id": cls._folder(cls).id,
                "odoo_id": cls._attach(cls.abigail, "a.txt").id,
            }
        )
        conflict = cls.env["cloud.conflict"].create(
            {
                "file_id": file.id,
                "odoo_version_id": cls._attach(cls.abigail, "b.txt").id,
            }
        )
        hold = cls.env["cloud.hold"]._of(cls.backend, "many_moves", "direct")
        cls.records = {
            record._name: record.with_user(cls.manager)
            for record in (
                cls.backend,
                rule,
                rule.period_ids,
                rule.default_folder_ids,
                file,
                file.folder_id,
                conflict,
                hold,
            )
        }
        cls.mine = cls.backend.with_user(cls.manager)

    def _models(self):
        return [
            Model.with_user(self.manager)
            for name, Model in self.env.items()
            if name.startswith("cloud.") and not (Model._abstract or Model._transient)
        ]

    def _engine_fields(self, Model):
        return [f.name for f in Model._fields.values() if f.store and f.readonly]

    def test_managers_write_no_readonly_field(self):
        for Model in self._models():
            if Model.has_access("write"):
                self.assertIn(Model._name, self.records)
            record = self.records.get(Model._name, Model.browse(1))
            for name in self._engine_fields(Model):
                with self.subTest(model=Model._name, field=name):
                    with self.assertRaises(AccessError):
                        record.write({name: False})
                    with self.assertRaises(AccessError):
                        Model.create({name: False})

    def test_these_are_among_them(self):
        self.assertFalse(OWNED.difference(self._engine_fields(self.backend)))
        for name in OWNED:
            with self.assertRaisesRegex(AccessError, "set by the sync itself"):
                self.mine.write({name: self.backend[name]})

    def test_administrators_do_not_either(self):
        with self.assertRaises(AccessError):
            self.backend.with_user(self.env.ref("base.user_admin")).state = "connected"

    def _new(self, backend):
        return backend.create({"name": "New", "provider": "memory"})

    def test_the_context_does_not_set_them(self):
        with self.assertRaises(AccessError):
            self._new(self.mine.with_context(default_state="connected"))
        for backend in (self.mine, self.backend):
            defaults = backend.with_context(
                default_state="connected", default_name="Named"
            ).default_get(["state", "name", "owner_uuid", "uuid"])
            self.assertEqual((defaults["state"], defaults["name"]), ("draft", "Named"))
            self.assertEqual(len(defaults["uuid"]), 36)
            self.assertNotIn("owner_uuid", defaults)

    def test_defaults_of_users_do_not_set_them(self):
        Default = self.env["ir.default"]
        for name, value in (("state", "connected"), ("owner_uuid", "x"), ("name", "N")):
            Default.set("cloud.backend", name, value, user_id=self.manager.id)
        backend = self.mine.create({"provider": "memory"})
        self.assertEqual(
            (backend.name, backend.state, backend.owner_uuid), ("N", "draft", False)
        )

    def test_buttons_go_on_working(self):
        self.mine.action_pause()
        self.assertEqual(self.backend.state, "paused")
        self.mine.action_resume()
        self.assertEqual(self.backend.state, "connected")
        self.mine._start_reset()
        self.assertEqual(self.backend.state, "reversing")
        self.mine.action_reverse_stop()
        self.assertEqual(self.backend.state, "connected")
        self.mine.action_disconnect()
        self.assertEqual((self.backend.state, self.mine.account_name), ("draft", False))

    def test_choosing_a_drive_goes_on_working(self):
        new = self._new(self.mine)
        new._use_drive("d1", "Drive")
        self.assertEqual((new.drive_external_id, new.drive_name), ("d1", "Drive"))

    def test_copies_begin_anew(self):
        self.backend.company_id = self.env.company
        copy = self.mine.copy()
        self.assertEqual((copy.state, copy.owner_uuid), ("draft", False))
        self.assertNotEqual(copy.uuid, self.mine.uuid)
        self.assertEqual(copy.rule_ids.mapped("name"), ["Contacts (copy)"])
        self.assertEqual(copy.rule_ids.model_name, "res.partner")
        self.assertTrue(copy.rule_ids.copy().default_folder_ids)

    def test_forms_go_on_working(self):
        with Form(self.mine.browse()) as form:
            form.name = "By Form"
            form.provider = "memory"
        self.assertEqual(form.record.state, "draft")
        with Form(self.mine) as form:
            form.name = "Renamed"
        self.assertEqual(self.backend.name, "Renamed")

    def test_what_names_the_database_is_for_managers(self):
        self.assertEqual(self.mine.uuid, self.backend.uuid)
        for name in ("uuid", "owner_uuid", "root_web_url"):
            with self.assertRaises(AccessError):
                self.backend.with_user(self.user).read([name])


@tagged("post_install", "-at_install")
class TestUserScreens(RuleCase):
    """A Cloud User can look at the app."""

    def test_the_backend_opens_and_counts(self):
        self._people_rule("Contacts")
        self._attach(self.abigail, "a.txt")
        self._sync()
        backend = self.backend.with_user(self.user)
        Form(backend)
        self.assertEqual(backend.file_count, 1)
        self.assertEqual(backend.folder_count, 5)
        self.assertEqual(backend.problem_count, 0)
        other = self.env["res.company"].create({"name": "Other"})
        self.backend.company_id = other
        self.env.invalidate_all()
        self.assertEqual(backend.folder_count, 0)

    def test_every_menu_opens(self):
        self._people_rule("Contacts")
        self._attach(self.abigail, "a.txt")
        self._sync()
        self.env["cloud.hold"]._of(self.backend, "many_moves", "direct")
        root = self.env.ref("connector_cloud.menu_cloud_root")
        env = self.env(user=self.user)
        menus = env["ir.ui.menu"].browse(env["ir.ui.menu"]._visible_menu_ids())
        menus = menus.filtered(lambda menu: menu.parent_id == root and menu.action)
        self.assertIn("Backends", menus.mapped("name"))
        for menu in menus:
            with self.subTest(menu=menu.name):
                self._open(env, menu.action.sudo())

    def _open(self, env, action):
        Model = env[action.res_model]
        views = Model.get_views([(False, kind) for kind in ("list", "form", "search")])
        for kind in ("list", "form"):
            arch_fields = views["models"][Model._name]["fields"]
            spec = {name: {} for name in self._names_in(views["views"][kind]["arch"])}
            self.assertLessEqual(spec.keys(), arch_fields.keys())
            self.assertTrue(spec)
            records = Model.web_search_read([], spec, limit=5)["records"]
            Model.browse([record["id"] for record in records]).web_read(spec)
        for record in Model.search([], limit=1):
            Form(record)

    @staticmethod
    def _names_in(arch):
        tree = etree.fromstring(arch)
        return {
            node.get("name")
            for node in tree.iter("field")
            if not any(above.tag == "field" for above in node.iterancestors())
        }
