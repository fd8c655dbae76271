# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The contents that a file had before, which Drive keeps for thirty days."""

from odoo.addons.connector_cloud.exceptions import AccessDenied, NotFound

from . import download

PAGE = 1000
FIELDS = "nextPageToken,revisions(id,md5Checksum)"


def between(client, before, after):
    """Open what was stored after one resource of a file was read, and before another.

    :param before, after: file resources, read with :data:`.items.FIELDS`
    :return: generator of RemoteStream; nothing for who must not see the history
    """
    file_id = after["id"]
    request = client.revisions.list(fileId=file_id, pageSize=PAGE, fields=FIELDS)
    found = []
    try:
        while request:
            page = client.call(request)
            found += page.get("revisions", ())
            request = client.revisions.list_next(request, page)
    except (AccessDenied, NotFound):
        return
    ids = [revision["id"] for revision in found]
    ends = before.get("headRevisionId"), after.get("headRevisionId")
    if not all(end in ids for end in ends):
        return
    ours = after.get("md5Checksum")
    for revision in found[ids.index(ends[0]) + 1 : ids.index(ends[1])]:
        # A repeated request stores our own content once more.
        if revision.get("md5Checksum") != ours:
            yield download.open_revision(client, file_id, revision["id"])
