# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A record whose name the cloud refuses: its folder there, and the way back."""

import dataclasses

from .expectation import ROOT
from .material import ILLEGAL_NAME
from .rules import RULES, Rule

OTHER_NAME = "Nul. d|e*... "
SHOWN = 60  # characters


@dataclasses.dataclass
class IllegalName:
    """The task ``CON: a/b?. `` of the demo.

    :param session: :class:`~.session.OdooSession` of an administrator
    :param rule: the :class:`~.rules.Rule` that syncs it
    :param record_id: of the task
    :param look: function, returns what the cloud tells about itself
    """

    session: object
    rule: Rule
    record_id: int
    look: object

    @classmethod
    def of(cls, session, control):
        """Find the record by its true name."""
        rule = next(rule for rule in RULES if rule.model == "project.task")
        domain = [("name", "=", ILLEGAL_NAME)]
        [record_id] = session.call(rule.model, "search", domain)
        return cls(session, rule, record_id, lambda: rule.provider.tree(control))

    def rename(self):
        """Give the record another name that no cloud takes."""
        values = {"name": OTHER_NAME}
        self.session.call(self.rule.model, "write", [self.record_id], values)

    def folder(self):
        """:return: the row of ``cloud.folder`` as a dict"""
        domain = [("res_model", "=", self.rule.model), ("res_id", "=", self.record_id)]
        domain += [("kind", "=", "record")]
        fields = ["name", "base_name", "base_remote_name", "external_id", "web_url"]
        [row] = self.session.call("cloud.folder", "search_read", domain, fields)
        return row

    def differences(self, name):
        """:return: a sentence for each thing that is not as expected

        :param name: the record's true name
        """
        row = self.folder()
        [record] = self.session.call(
            self.rule.model, "read", [self.record_id], ["name"]
        )
        [item] = [item for item in self.look() if item["id"] == row["external_id"]]
        wanted = self.rule.provider.naming.rename(name)
        facts = {
            "the record's name": (record["name"], name),
            "the path in the cloud": (
                item["path"].strip("/"),
                f"{ROOT}/{self.rule.name}/{wanted}",
            ),
            "the folder's base_remote_name": (row["base_remote_name"], wanted),
        }
        return [
            f"{name!r}: {what} is {seen!r} instead of {right!r}"
            for what, (seen, right) in facts.items()
            if seen != right
        ]

    def tree(self):
        """:return: lines that show its folder in the cloud"""
        items = [item for item in self.look() if not item["trashed"]]
        folder = self.folder()
        [top] = [item for item in items if item["id"] == folder["external_id"]]
        start = top["path"] + "/"
        yield start[1:]
        for item in items:
            if item["path"].startswith(start):
                inside = _short(item["path"].removeprefix(start))
                size = "" if item["folder"] else f"  ({item['size']} bytes)"
                yield f"    {inside}{'/' * item['folder']}{size}"


def _short(text):
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
