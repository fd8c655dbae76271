# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What people stored while a content of ours was on its way.

Some clouds compare no version when they replace a content: it is compared just before,
and who writes after that comparison is overwritten.  The cloud's history has it still.
"""

from contextlib import closing
from itertools import count
from tempfile import TemporaryFile

from .exceptions import AlreadyExists
from .sync.naming import with_suffix


def keep_overwritten(adapter, before, after, streams):
    """Give contents out of the history files of their own, beside ours.

    They carry no mark of ours: the backward sync takes them for what people made.

    :param before: RemoteItem that was compared
    :param after: RemoteItem as our content left it
    :param streams: iterable of RemoteStream, what was stored in between
    """
    known = {before.content_hash, after.content_hash}
    for stream in streams:
        with closing(stream), TemporaryFile() as file:
            hasher = adapter.new_hasher()
            for chunk in stream.chunks:
                hasher.update(chunk)
                file.write(chunk)
            if hasher.result() not in known:
                known.add(hasher.result())
                _store(adapter, after, file)


def _store(adapter, item, file):
    size = file.tell()
    for number in count(1):
        suffix = f" (overwritten {number})" if number > 1 else " (overwritten)"
        name = with_suffix(item.name, suffix, adapter.limits.name_length)
        file.seek(0)
        try:
            adapter.upload(item.parent_id, name, file, size, item.mimetype, None)
            return
        except AlreadyExists:
            continue
