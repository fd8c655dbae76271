# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Content on its way from the cloud, through Odoo, to a browser."""

from contextlib import closing, contextmanager
from copy import copy

from werkzeug.http import parse_content_range_header

from odoo.http import Stream, request
from odoo.tools.translate import LazyTranslate

from . import exceptions
from .undelivered import refusal

_lt = LazyTranslate(__name__)


def read_all(remote):
    """Read a download to its end.

    :param remote: a :class:`~.sync.remote.RemoteStream`
    :return: bytes
    :raise RetryLater: it broke off before its end
    """
    content = b"".join(remote.chunks)
    if remote.total not in (None, len(content)):
        raise exceptions.RetryLater(_lt("The download broke off. Try again."))
    return content


class CloudStream(Stream):
    """A ``data`` stream whose data is downloaded only when somebody looks at it.

    A response passes the cloud's chunks on as they come, and asks the cloud for no
    more than the range that the browser asked for.

    :param source: function(start, end) -> :class:`~.sync.remote.RemoteStream`
    :param size: bytes, as far as Odoo knows; the cloud's answer decides
    :param pictures: :class:`~.picture_cache.PictureCache` of what is shown in sizes
    :param checksum: what the content is known by there
    """

    type = "data"
    source = None
    pictures = None
    checksum = None
    _data = None

    @property
    def data(self):
        if self._data is None and self.pictures:
            self._data = self.pictures.fetch(self.checksum, self.size, self._download)
        elif self._data is None:
            self._data = self._download()
        return self._data

    def _download(self):
        with self._in_http_words(), closing(self.source()) as remote:
            return read_all(remote)

    @data.setter
    def data(self, value):
        self._data = value

    def get_response(self, as_attachment=None, immutable=None, **kwargs):
        kwargs.update(as_attachment=as_attachment, immutable=immutable)
        if self._data is not None:
            return super().get_response(**kwargs)
        response, remote = self._negotiate(self.size, kwargs)
        cut = remote and response.status_code == 206
        if cut and remote.total not in (None, self.size):
            # The file changed in the cloud: the range was cut out of another size.
            remote.close()
            response, remote = self._negotiate(remote.total, kwargs)
        if remote:
            response.response = RemoteBody(remote)
            if response.status_code == 200:
                response.content_length = remote.total
        return response

    def _negotiate(self, size, kwargs):
        """
        :return: the response's head, and the opened download where there is a body
        """
        head = copy(self)
        head.data = b""
        response = Stream.get_response(head, **{**kwargs, "conditional": False})
        response.content_length = size or None
        environ = request.httprequest.environ
        response.make_conditional(environ, accept_ranges=True, complete_length=size)
        bodiless = environ["REQUEST_METHOD"] == "HEAD"
        if bodiless or response.status_code not in (200, 206):
            return response, None
        with self._in_http_words():
            if response.status_code == 206:
                wanted = parse_content_range_header(response.headers["Content-Range"])
                return response, self.source(wanted.start, wanted.stop - 1)
            return response, self.source()

    @contextmanager
    def _in_http_words(self):
        """Tell the browser what the cloud answered."""
        try:
            yield
        except exceptions.CloudError as error:
            raise refusal(request.env, error) from error


class RemoteBody:
    """The body of a response; the download ends with it, however it ends."""

    def __init__(self, remote):
        self._remote = remote

    def __iter__(self):
        yield from self._remote.chunks

    def close(self):
        self._remote.close()
