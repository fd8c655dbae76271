# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Addons and the files that are generated from their manifests."""

import pytest

from machine import Problem, addons, generated


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Return a function that adds an addon to an empty repository."""
    monkeypatch.setattr(addons, "CHECKOUT", tmp_path)
    monkeypatch.setattr(addons, "TEST_ADDONS", tmp_path / "tests" / "addons")
    monkeypatch.setattr(generated, "REQUIREMENTS", tmp_path / "requirements.txt")

    def add(name, folder=tmp_path, **manifest):
        (folder / name).mkdir(parents=True)
        (folder / name / "__manifest__.py").write_text(f"# A comment\n{manifest!r}\n")

    return add


def test_needed_modules_are_those_of_others(repository):
    repository("engine", depends=["connector", "mail"])
    repository("provider", depends=["engine", "web"])
    assert addons.needed_modules(["provider"]) == ["connector", "mail", "web"]
    assert addons.needed_modules(["engine", "sale"]) == ["connector", "mail", "sale"]


def test_test_only_addons_come_with_what_they_extend(repository, tmp_path):
    repository("engine", depends=["mail"])
    repository("provider", depends=["engine"])
    repository("other", depends=["mail"])
    in_tests = tmp_path / "tests" / "addons"
    repository("fake", folder=in_tests, depends=["engine"])
    repository("repair", folder=in_tests, depends=["mail"])
    assert addons.test_companions("engine") == ["fake"]
    assert addons.test_companions("provider") == ["fake"]
    assert addons.test_companions("other") == []
    assert addons.test_companions("fake") == []


def test_addons_of_the_root_that_exist_for_tests_are_not_ours(repository):
    repository("engine")
    repository("test_engine", depends=["engine"])
    assert list(addons.own_addons()) == ["engine"]
    assert addons.test_companions("engine") == ["test_engine"]


def test_addons_that_are_not_installable_are_left_out(repository):
    repository("old", installable=False)
    repository("engine")
    assert list(addons.own_addons()) == ["engine"]


def test_an_unknown_addon_is_named(repository):
    repository("engine")
    assert [addon.name for addon in addons.chosen_addons([])] == ["engine"]
    with pytest.raises(Problem, match="no addon engnie here: choose from engine"):
        addons.chosen_addons(["engine", "engnie"])


def test_the_walk_of_the_registry_is_through_all_our_addons():
    walk = addons.test_addons()["test_cloud_security"]
    assert addons.own_addons().keys() <= {*walk.depends, "connector_cloud"}


def test_only_folders_with_addons_are_on_the_path(repository, tmp_path):
    assert addons.addons_path() == []
    repository("engine")
    assert addons.addons_path() == [tmp_path]


def test_a_broken_manifest_is_named(repository, tmp_path):
    repository("engine")
    (tmp_path / "engine" / "__manifest__.py").write_text("{")
    with pytest.raises(Problem, match="engine/__manifest__.py is not a manifest"):
        addons.own_addons()


def test_requirements_are_those_of_the_manifests(repository, tmp_path):
    repository("one", external_dependencies={"python": ["requests", "msal>=1.2"]})
    repository("two", external_dependencies={"python": ["Babel", "requests"]})
    repository("three", external_dependencies={"bin": ["pg_dump"]})
    requirements = tmp_path / "requirements.txt"
    assert requirements in generated.stale_files()
    generated.write_files()
    assert generated.stale_files() == []
    assert requirements.read_text().splitlines()[1:] == [
        "Babel",
        "msal>=1.2",
        "requests",
    ]


def test_each_addon_of_ours_can_be_packaged(repository, tmp_path):
    repository("engine")
    repository("helper", folder=tmp_path / "tests" / "addons")
    generated.write_files()
    assert "whool" in (tmp_path / "engine" / "pyproject.toml").read_text()
    assert not list((tmp_path / "tests").rglob("pyproject.toml"))


def test_readme_holds_the_fragments_in_the_order_of_the_oca(repository, tmp_path):
    repository("engine")
    fragments = tmp_path / "engine" / "readme"
    fragments.mkdir()
    (fragments / "USAGE.md").write_text("Use it.\n")
    (fragments / "DESCRIPTION.md").write_text("It runs.\n")
    generated.write_files()
    readme = (tmp_path / "engine" / "README.md").read_text()
    assert readme == "# engine\n\nIt runs.\n\n## Usage\n\nUse it.\n"
    (fragments / "USAGE.md").write_text("Use it well.\n")
    assert generated.stale_files() == [tmp_path / "engine" / "README.md"]
