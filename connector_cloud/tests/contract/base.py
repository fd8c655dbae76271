# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os

from ...exceptions import RetryLater

# Too large for one request, whatever the cloud.
LARGE = os.urandom(6 * 1024 * 1024 + 12345)


class ContractBase:
    """What the contract tests ask of a provider's case class.

    It goes before a subclass of :class:`~..adapter_case.AdapterCase` whose ``setUp``
    leaves a connected ``backend``, its ``adapter`` and the drive's ``root``.  In what
    clouds differ, the attributes say which manners this one has.
    """

    # Without it Odoo runs only the tests that a class itself defines.
    allow_inherited_tests_method = True
    # It reserves identifiers and keeps private marks.
    keeps_tags = True
    # What is in the bin can still be read, and an application can take it out.
    reads_bin = True
    restores = True
    # What it exports: format -> first bytes.
    exports = {"pdf": b"%PDF"}
    # Bytes of one piece of a large upload.
    piece = 1024 * 1024
    # The adapter's module for uploads, where it sends pieces: ``CHUNK`` is the size of
    # one, ``ONE_REQUEST`` the largest content that goes as a whole.
    upload_module = None
    # An upload that broke off goes on where it was.
    resumes = True
    # Names that only the top of the drive does not take.
    refused_at_top = ()
    # Methods that ask nobody.
    silent = ()

    def far_side(self):
        """:return: the :class:`~.far_side.FarSide` of this test's cloud"""
        raise NotImplementedError

    def setUp(self):
        super().setUp()
        self.far = self.far_side()
        self.far.forget_figures()

    def persistently(self, call):
        """Call ``call()``, and once again after a failure, as a queued job does."""
        try:
            return call()
        except RetryLater:
            self.far.be_well()
            self.renew_adapter()
            return call()

    def folder(self, name="Folder", parent=None):
        """:return: a folder that somebody else made"""
        parent_id = (parent or self.root).external_id
        return self.adapter.get(self.far.create_folder(parent_id, name))

    def reserved(self):
        """:return: a reserved identifier, or None where there are none"""
        return self.adapter.reserve_ids(1)[0]

    def names(self, folder=None):
        return self.far.names((folder or self.root).external_id)

    def children(self, folder=None):
        """:return: dict id -> live item that the adapter lists"""
        pages = self.adapter.children((folder or self.root).external_id)
        return {item.external_id: item for page in pages for item in page}

    def assertStored(self, item, content):
        """The item tells what the cloud holds, and that is ``content``."""
        self.assertEqual(
            (item.size, item.content_hash), (len(content), self.hash_of(content))
        )
        self.assertEqual(self.far.read_file(item.external_id), content)

    def assertNoTrace(self, folder=None):
        self.assertEqual(self.names(folder), [])
