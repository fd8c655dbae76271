# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...exceptions import AlreadyExists, InvalidName
from ...sync.naming import folder_name, legal_name, name_key
from ...sync.remote import NewFolder
from .base import ContractBase

# What one cloud or file system or another does not take.
ILLEGAL = (
    *(f"a{character}b.txt" for character in "\"*:<>?/\\|#%&{}~'`^[]!@$=;,+"),
    *("CON", "nul.txt", "com1.tar.gz", "LPT9", "Aux", "PRN.", ".lock", "desktop.ini"),
    *("~$offer.docx", "~temporary", "a_vti_b", "_VTI_.txt", "forms"),
    *("trailing dot.", "trailing space ", " leading", "...", "dots...", "CON: a/b?. "),
    *("x" * 300, "y" * 300 + ".pdf", "line\nbreak.txt", "tab\t.txt", "\x00", "", "."),
    *("ünï 日本語 😀.txt", "e\u0301.txt", "İ.txt", "50% #1.txt", "-", "_"),
)
# Pairs of names that some clouds take for one.
ALIKE = (
    ("a.txt", "A.TXT"),
    ("\u00e9.txt", "e\u0301.txt"),
    ("straße.txt", "STRASSE.txt"),
    ("b.txt", "b.text"),
    ("İ.txt", "i.txt"),
)


class NamesContract(ContractBase):
    def new_folder(self, name):
        """:return: the folder or the exception that ``create_folders()`` gives"""
        new = NewFolder("F", name, self.root.external_id, "tag:F", self.reserved())
        return self.adapter.create_folders([new])["F"]

    def refused(self):
        """:return: names that this cloud says it refuses"""
        limits = self.adapter.limits
        return [
            *(f"a{character}b" for character in limits.forbidden),
            *limits.reserved,
            *(f"{word}.txt" for word in limits.reserved if "." not in word),
            *(f"{prefix}$a" for prefix in limits.prefixes),
            *(f"a{part}b" for part in limits.parts),
            *(f"a{character}" for character in limits.strip),
            *(["x" * (limits.name_length + 1)] if limits.forbidden else []),
        ]

    def test_what_is_made_legal_is_taken(self):
        limits = self.adapter.limits
        files, folders = self.folder("Files"), self.folder("Folders")
        for number, name in enumerate(ILLEGAL):
            with self.subTest(name=name):
                legal = legal_name(name, limits)
                place = self.folder(str(number), files)
                self.assertEqual(self.upload(legal, parent=place).name, legal)
                self.assertEqual(self.names(place), [legal])
        new = {
            number: NewFolder(
                number, folder_name(name, limits), place.external_id, f"tag:{number}"
            )
            for number, name in enumerate(ILLEGAL)
            for place in [self.folder(str(number), folders)]
        }
        made = self.adapter.create_folders(new.values())
        for number, folder in new.items():
            with self.subTest(folder=folder.name):
                self.assertEqual(made[number].name, folder.name)

    def test_legal_names_at_the_top(self):
        limits = self.adapter.limits
        for name in {legal_name(name, limits): None for name in ILLEGAL}:
            with self.subTest(name=name):
                if name in self.refused_at_top:
                    with self.assertRaises(InvalidName):
                        self.upload(name)
                    continue
                item = self.upload(name)
                self.assertEqual(item.name, name)
                self.adapter.bin(item.external_id)

    def test_renamed_to_what_is_made_legal(self):
        item = self.upload("a.txt", parent=self.folder())
        for name in ILLEGAL:
            legal = legal_name(name, self.adapter.limits)
            with self.subTest(name=name):
                moved = self.adapter.move(item.external_id, legal, item.parent_id)
                self.assertEqual(moved.name, legal)

    def test_what_is_illegal_is_refused(self):
        """The limits promise no less than the cloud demands, and no more."""
        item = self.upload("a.txt")
        for name in self.refused():
            with self.subTest(name=name):
                with self.assertRaises(InvalidName):
                    self.upload(name)
                with self.assertRaises(InvalidName):
                    self.adapter.move(item.external_id, name, item.parent_id)
                self.assertIsInstance(self.new_folder(name), InvalidName)
        self.assertEqual(self.names(), ["a.txt"])

    def test_length_of_a_name(self):
        length = self.adapter.limits.name_length
        name = "n" * (length - 4) + ".txt"
        self.assertEqual(self.upload(name).name, name)

    def test_length_of_a_path(self):
        room = self.adapter.limits.path_length or 2000
        place = self.root
        while room > 120:
            place = self.folder("p" * 99, place)
            room -= 100
        name = "f" * room
        self.assertEqual(self.upload(name, parent=place).name, name)

    def test_path_that_is_too_long(self):
        if self.adapter.limits.path_length is None:
            return self._nest(20)
        with self.assertRaises(InvalidName):
            self._nest(5)

    def _nest(self, depth):
        """Make folders in each other, each with a long name."""
        place = self.root
        for number in range(depth):
            new = NewFolder("F", "p" * 99, place.external_id, f"t{number}")
            place = self.adapter.create_folders([new])["F"]
            if isinstance(place, Exception):
                raise place
        self.assertEqual(place.name, "p" * 99)

    def test_names_that_are_alike(self):
        """What the cloud takes for one name, the engine has to take for one, too."""
        limits = self.adapter.limits
        for number, (one, other) in enumerate(ALIKE):
            place = self.folder(str(number))
            first = self.upload(one, parent=place)
            same = name_key(one, limits) == name_key(other, limits)
            with self.subTest(one=one, other=other):
                try:
                    self.upload(other, parent=place)
                except AlreadyExists as taken:
                    self.assertEqual(taken.item, first)
                    self.assertTrue(same)
                    self.assertFalse(limits.duplicates)
                else:
                    self.assertEqual(self.names(place), sorted([one, other]))

    def test_twins_by_case(self):
        self.upload("a.txt", b"one")
        if self.adapter.limits.case_sensitive:
            self.assertEqual(self.upload("A.TXT").name, "A.TXT")
            self.assertIsNotNone(self.new_folder("A.TXT").external_id)
        else:
            with self.assertRaises(AlreadyExists):
                self.upload("A.TXT")
            self.assertIsInstance(self.new_folder("A.TXT"), AlreadyExists)
