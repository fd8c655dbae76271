# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which Odoo is taken."""

import pytest

from machine import Problem, odoo_source


def make_odoo(root, version):
    (root / "odoo" / "addons").mkdir(parents=True)
    release = f"# Odoo\nversion_info = ({version}, 0, FINAL, 0, '')\n"
    (root / "odoo" / "release.py").write_text(release)


def test_an_own_checkout_is_taken(tmp_path, monkeypatch):
    make_odoo(tmp_path, "19, 0")
    monkeypatch.setenv("ODOO_PATH", str(tmp_path))
    found = odoo_source.find_odoo()
    assert found.root == tmp_path
    assert found.addons_path == [tmp_path / "odoo" / "addons", tmp_path / "addons"]


def test_an_unpacked_package_is_taken(tmp_path, monkeypatch):
    root = tmp_path / "usr" / "lib" / "python3" / "dist-packages"
    make_odoo(root, "19, 0")
    (root / "odoo" / "addons" / "web").mkdir()
    monkeypatch.setenv("ODOO_PATH", str(tmp_path))
    found = odoo_source.find_odoo()
    assert found.root == root
    assert found.addons_path == [root / "odoo" / "addons"]


def test_another_release_is_refused(tmp_path, monkeypatch):
    make_odoo(tmp_path, "18, 0")
    monkeypatch.setenv("ODOO_PATH", str(tmp_path))
    with pytest.raises(Problem, match=r"is an Odoo 18\.0: give one of 19\.0"):
        odoo_source.find_odoo()


def test_a_folder_without_odoo_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_PATH", str(tmp_path))
    with pytest.raises(Problem, match="holds no Odoo"):
        odoo_source.find_odoo()


def test_an_importable_odoo_is_taken(tmp_path, monkeypatch):
    make_odoo(tmp_path, "19, 0")
    monkeypatch.delenv("ODOO_PATH", raising=False)
    monkeypatch.setattr(odoo_source, "_importable_root", lambda: tmp_path)
    assert odoo_source.find_odoo().root == tmp_path


def test_the_cached_odoo_is_the_same_from_its_own_environment(tmp_path, monkeypatch):
    prefix = tmp_path / "odoo" / odoo_source.digest(*odoo_source.PACKAGES)
    root = prefix / "usr" / "lib" / "python3" / "dist-packages"
    make_odoo(root, "19, 0")
    (prefix / "version").write_text("19.0.0+dfsg-1")
    monkeypatch.delenv("ODOO_PATH", raising=False)
    monkeypatch.setattr(odoo_source, "CACHE", tmp_path)
    for importable in (None, root):
        monkeypatch.setattr(odoo_source, "_importable_root", lambda r=importable: r)
        assert odoo_source.find_odoo() == odoo_source.OdooSource(root, "19.0.0+dfsg-1")
