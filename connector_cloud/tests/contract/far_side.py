# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The cloud as it is seen from its own side: other people, and what goes wrong."""


class FarSide:
    """What a provider's contract tests have to know of its cloud.

    Items are named by their identifiers.  A ``method`` is the name of a method of the
    adapter; ``upload_large`` stands for the pieces of an upload that takes several.
    """

    # Other people at work

    def put_file(self, parent_id, name, content):
        """:return: the id of a new file"""
        raise NotImplementedError

    def put_files(self, parent_id, names):
        """Make many small files without many requests.

        :return: their ids
        """
        raise NotImplementedError

    def create_folder(self, parent_id, name):
        """:return: its id"""
        raise NotImplementedError

    def create_native(self, parent_id, name):
        """:return: the id of a document that only the cloud's own editors know"""
        raise NotImplementedError

    def create_exportable(self, parent_id, name):
        """:return: the id of a document that the cloud can convert"""
        raise NotImplementedError

    def create_drive(self, name):
        """:return: the id of another drive that the account can write to"""
        raise NotImplementedError

    def replace_content(self, external_id, content):
        raise NotImplementedError

    def rename(self, external_id, name):
        raise NotImplementedError

    def move(self, external_id, parent_id):
        raise NotImplementedError

    def bin(self, external_id):
        raise NotImplementedError

    def restore(self, external_id):
        raise NotImplementedError

    def delete(self, external_id):
        """Delete an item for good."""
        raise NotImplementedError

    def read_file(self, external_id):
        """:return: the bytes that the cloud holds"""
        raise NotImplementedError

    def names(self, parent_id):
        """:return: sorted list of the names of the folder's live children"""
        raise NotImplementedError

    def below(self, folder_id):
        """
        :return: list of (path, id, whether it is a folder) of all live items below a
            folder, with the names of the paths joined by slashes
        """
        raise NotImplementedError

    # What goes wrong, until all is well again

    def throttle(self, method, seconds, skip=0):
        """Let the cloud answer that the account has to wait.

        :param skip: the requests that pass before
        """
        raise NotImplementedError

    def stumble(self, method, skip=0, count=1):
        """Let requests fail for a reason that passes, ``count`` of them or all."""
        raise NotImplementedError

    def lose_answer(self, method, skip=0):
        """Let one request be obeyed and its answer be lost."""
        raise NotImplementedError

    def cut_request(self, method, after_bytes, skip=0):
        """Let the connection break in the middle of what is sent."""
        raise NotImplementedError

    def cut_answer(self, method, after_bytes):
        """Let the connection break in the middle of what is answered."""
        raise NotImplementedError

    def forget_upload(self, skip=0, count=1):
        """Let the cloud lose an upload when ``skip`` pieces of it are stored.

        :param count: the uploads that are lost, None for all
        """
        raise NotImplementedError

    def deny(self, method):
        """Let the cloud say that the account may not do this."""
        raise NotImplementedError

    def end_authorization(self):
        """Take the grant away for good."""
        raise NotImplementedError

    def set_room(self, size):
        """Let the drive hold that many bytes and no more."""
        raise NotImplementedError

    def expire(self, cursor):
        """:return: a cursor, best this one, from which the feed cannot go on"""
        raise NotImplementedError

    def limit_pages(self, size):
        """Let no page of a listing or feed hold more items."""
        raise NotImplementedError

    def be_well(self):
        """End all trouble that was made."""
        raise NotImplementedError

    # Figures

    def forget_figures(self):
        """Count from zero."""
        raise NotImplementedError

    def count(self, method):
        """:return: how many requests such calls made"""
        raise NotImplementedError

    def received(self):
        """:return: bytes that came in, or None where nobody counts them"""
        raise NotImplementedError
