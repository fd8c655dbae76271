# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from showcase.backends import add_rule

MODEL = "res.partner"
NATIVE = "application/vnd.google-apps"
# What people see and what they make of it is one transaction: nothing of the cloud's
# can come in between unseen.
EDIT = """
binding = record.sudo().cloud_file_id
seen = [record.checksum or '', binding.base_content_hash or '']
record.write({'datas': env.context['new_content']})
action = {'type': 'ir.actions.act_window_close', 'seen': seen}
"""
FOLDER = "inode/directory"
RECORDS = """
    SELECT id, name, ref FROM res_partner WHERE ref LIKE %s ORDER BY id
"""
ATTACHMENTS = """
    SELECT a.id, a.name, a.res_id, a.type, a.checksum, a.mimetype
    FROM ir_attachment a JOIN res_partner p ON p.id = a.res_id
    WHERE a.res_model = 'res.partner' AND a.res_field IS NULL AND p.ref LIKE %s
    ORDER BY a.id
"""


def pick(things, number):
    """:return: one of them, chosen by a number from 0 to 1, or None"""
    return things[int(number * len(things))] if things else None


class OdooSide:
    """People in Odoo: contacts, their attachments, and the rules of two folders.

    Records have a reference that says which rule they match: ``A``, ``B``, or ``C``,
    which the first rule takes in only sometimes.

    Each verb does one thing and returns what it was, or None where there was nothing
    to do it with.
    """

    def __init__(self, stand, journal):
        self._stand = stand
        self._journal = journal
        self._call = stand.call
        self.rules = {}
        self.domains = {}
        self._count = 0

    def set_up(self):
        """Two rules, and a few records with files."""
        self._edit_action = self._make_edit_action()
        for letter in "AB":
            self.domains[letter] = {letter}
            rule = {"name": f"Rule {letter}", "domain": self._domain(letter)}
            self.rules[letter] = add_rule(
                self._stand.session, self._stand.backend_id, MODEL, **rule
            )
        for letter in "AABBC":
            record = self._create_record(f"Start {letter}", letter)
            for _file in range(2):
                self._create_file(record)

    def _make_edit_action(self):
        model = self._call("ir.model", "search", [("model", "=", "ir.attachment")])
        values = {"name": "Edit", "state": "code", "code": EDIT, "model_id": model[0]}
        return self._call("ir.actions.server", "create", [values])[0]

    def _ref(self, letter):
        return f"{self._journal.name} {letter}"

    def _domain(self, letter):
        refs = sorted(self._ref(each) for each in self.domains[letter])
        return f"[('ref', 'in', {refs!r})]"

    def letter(self, record):
        return record["ref"][-1]

    def owner(self, record):
        """:return: the letter of the rule that owns a record, or None"""
        letter = self.letter(record)
        return next((rule for rule in "AB" if letter in self.domains[rule]), None)

    # What there is

    def records(self):
        return self._rows(RECORDS, f"{self._journal.name} _")

    def attachments(self):
        """:return: what people see on the records, but for the links to folders"""
        return [row for row in self._attached() if row["mimetype"] != FOLDER]

    def folder_links(self):
        return [row for row in self._attached() if row["mimetype"] == FOLDER]

    def _attached(self):
        return self._rows(ATTACHMENTS, f"{self._journal.name} _")

    def _rows(self, sql, *values):
        # Not by calls: who only wants to choose must not keep the server busy.
        columns = sql.partition("FROM")[0].split()[1:]
        names = [column.strip(",").rpartition(".")[2] for column in columns]
        rows = self._stand.query(sql, *values)
        return [dict(zip(names, row, strict=True)) for row in rows]

    # Files

    def attach(self, one, two):
        if record := pick(self.records(), one):
            return f"{self._create_file(record['id'])} to {record['name']}"

    def attach_twin(self, one, two):
        """Another file of a name that the record has already."""
        if file := pick(self.attachments(), one):
            self._create_file(file["res_id"], file["name"])
            return file["name"]

    def _create_file(self, record_id, name=None):
        title, content = self._journal.new_content("odoo")
        values = {
            "name": name or title,
            "datas": base64.b64encode(content).decode(),
            "res_model": MODEL,
            "res_id": record_id,
        }
        self._call("ir.attachment", "create", [values])
        return f"{title} as {name or title}"

    def edit(self, one, two):
        files = self.attachments()
        own = [f for f in files if not (f["mimetype"] or "").startswith(NATIVE)]
        if not (file := pick(own, one)):
            return None
        title, content = self._journal.new_content("odoo")
        context = {
            "active_id": file["id"],
            "active_ids": [file["id"]],
            "active_model": "ir.attachment",
            "new_content": base64.b64encode(content).decode(),
        }
        done = self._call(
            "ir.actions.server", "run", [self._edit_action], context=context
        )
        self._journal.destroyed(done["seen"])
        return f"{file['name']} becomes {title}"

    def rename(self, one, two):
        if file := pick(self.attachments(), one):
            name = self._new_name(two, ".txt")
            self._call("ir.attachment", "write", [file["id"]], {"name": name})
            return f"{file['name']} to {name}"

    def move(self, one, two):
        file, record = pick(self.attachments(), one), pick(self.records(), two)
        if file and record:
            place = {"res_id": record["id"]}
            self._call("ir.attachment", "write", [file["id"]], place)
            return f"{file['name']} to {record['name']}"

    def delete(self, one, two):
        if file := pick(self.attachments(), one):
            self._call("ir.attachment", "unlink", [file["id"]])
            self._excuse([file])
            return file["name"]

    def _excuse(self, files):
        """What never left Odoo is gone, and was meant to be."""
        there = {item["sha256"] for item in self._items()}
        hashes = {self._journal.identify(file["checksum"]) for file in files}
        self._journal.destroyed(hashes - there)

    def _items(self):
        return self._stand.cloud.provider.tree(self._stand.control)

    def _new_name(self, number, extension=""):
        """:return: a new name; every third has symbols that no cloud takes"""
        self._count += 1
        symbols = "?: " if number > 0.66 else " "
        return f"name{symbols}{self._count}{extension}"

    # Records and rules

    def make_record(self, one, two):
        letter = pick("AABBC", one)
        records = self.records()
        twin = pick(records, two) if one > 0.7 else None
        name = twin["name"] if twin else self._new_name(two)
        record = self._create_record(name, letter)
        return f"{name} ({letter}) with {self._create_file(record)}"

    def _create_record(self, name, letter):
        values = {"name": name, "ref": self._ref(letter)}
        return self._call(MODEL, "create", [values])[0]

    def rename_record(self, one, two):
        if record := pick(self.records(), one):
            name = self._new_name(two)
            self._call(MODEL, "write", [record["id"]], {"name": name})
            return f"{record['name']} to {name}"

    def delete_record(self, one, two):
        if record := pick(self.records(), one):
            files = [f for f in self.attachments() if f["res_id"] == record["id"]]
            self._call(MODEL, "unlink", [record["id"]])
            self._excuse(files)
            return record["name"]

    def change_rule_of_record(self, one, two):
        if record := pick(self.records(), one):
            letter = pick("ABC", two)
            self._call(MODEL, "write", [record["id"]], {"ref": self._ref(letter)})
            return f"{record['name']} to {letter}"

    def rename_rule(self, one, two):
        letter = pick("AB", one)
        name = f"Rule {letter} {self._new_name(two)}"
        self._call("cloud.sync.rule", "write", [self.rules[letter]], {"name": name})
        return name

    def change_domain(self, one, two):
        """The first rule takes in the records of the third kind, or lets them go."""
        self.domains["A"] ^= {"C"}
        domain = self._domain("A")
        self._call("cloud.sync.rule", "write", [self.rules["A"]], {"domain": domain})
        return domain
