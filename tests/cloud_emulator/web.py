# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Pages to look at what a cloud holds: where "open in the cloud" leads."""

import mimetypes
from urllib.parse import quote

from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from .html import page
from .routing import Routes

routes = Routes()
PAGE_SIZE = 200

_ICONS = {
    "folder": (
        '<path fill="#5f6368" d="M10 4H4a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h16a2 2 0 0 0'
        ' 2-2V8a2 2 0 0 0-2-2h-8z"/>'
    ),
    "file": (
        '<path fill="#1a73e8" d="M6 2a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0'
        ' 2-2V8l-6-6zm7 7V3.5L18.5 9z"/>'
    ),
}
#: shown inside of the page; everything else is only offered for download
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_FRAMED = ("application/pdf", "text/plain", "text/csv", "text/markdown")


def human_size(size):
    """A size in bytes for people."""
    if size is None:
        return "–"
    units = iter(("B", "KB", "MB", "GB", "TB"))
    unit = next(units)
    while size >= 1024 and unit != "TB":
        size, unit = size / 1024, next(units)
    return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"


def _human_time(text):
    return text[:16].replace("T", " ")


class WebPages:
    """Listing of folders, page of a file, and its bytes."""

    routes = routes

    def __init__(self, app):
        self._app = app

    @routes.add("web.start", "GET", "/")
    def start(self, call):
        """All clouds with the folders to begin at."""
        sections = [
            Markup("<h2>{}</h2>{}").format(
                name.capitalize(), self._table(provider, provider.web_roots())
            )
            for name, provider in self._app.providers.items()
        ]
        body = Markup('<div class="card"><h1>Emulated clouds</h1>{}</div>')
        return page("Cloud emulator", body.format(Markup("").join(sections)))

    @routes.add("web.icon", "GET", "/web/icon/<kind>.svg")
    def icon(self, call, kind):
        shape = _ICONS.get(kind, _ICONS["file"])
        space = "http://www.w3.org/2000/svg"
        text = f'<svg xmlns="{space}" viewBox="0 0 24 24">{shape}</svg>'
        response = Response(text, mimetype="image/svg+xml")
        response.headers["Cache-Control"] = "max-age=86400"
        return response

    def _provider(self, cloud):
        if cloud not in self._app.providers:
            raise NotFound(f"There is no cloud {cloud}.")
        return self._app.providers[cloud]

    def _node(self, cloud, node_id):
        node = self._provider(cloud).web_node(node_id)
        if node is None:
            raise NotFound("This file or folder is not there (any more).")
        return node

    @routes.add("web.folder", "GET", "/web/<cloud>/folder/<node_id>")
    def folder(self, call, cloud, node_id):
        """One folder, a page of children at a time."""
        node = self._node(cloud, node_id)
        if not node.folder:
            return redirect(f"/web/{cloud}/file/{node.id}")
        provider = self._provider(cloud)
        offset = max(0, call.args.get("from", 0, type=int))
        children = provider.web_children(node.id, offset, PAGE_SIZE + 1)
        body = Markup('<div class="card">{}{}{}</div>').format(
            self._path(provider, node),
            self._table(provider, children[:PAGE_SIZE]),
            self._pager(offset, len(children) > PAGE_SIZE),
        )
        return page(node.name, body)

    @routes.add("web.file", "GET", "/web/<cloud>/file/<node_id>")
    def file(self, call, cloud, node_id):
        """Facts about a file, a preview where browsers have one, download."""
        node = self._node(cloud, node_id)
        if node.folder:
            return redirect(f"/web/{cloud}/folder/{node.id}")
        provider = self._provider(cloud)
        address = f"/web/{cloud}/file/{node.id}"
        facts = {
            "Type": node.mime_type,
            "Size": human_size(node.size),
            "Modified": _human_time(node.modified),
            "Owner": node.owner,
        }
        if node.trashed:
            facts["State"] = "in the bin"
        body = Markup(
            '<div class="card">{}<h1>{}</h1><dl class="facts">{}</dl>'
            '<p class="buttons"><a class="button" href="{}/open">Open</a>'
            '<a class="button primary" href="{}/download">Download</a></p>{}</div>'
        ).format(
            self._path(provider, node),
            node.name,
            Markup("").join(
                Markup("<dt>{}</dt><dd>{}</dd>").format(*fact) for fact in facts.items()
            ),
            address,
            address,
            self._preview(node, address),
        )
        return page(node.name, body)

    @routes.add("web.open", "GET", "/web/<cloud>/file/<node_id>/open")
    def open(self, call, cloud, node_id):
        return self._bytes(cloud, node_id, "inline")

    @routes.add("web.download", "GET", "/web/<cloud>/file/<node_id>/download")
    def download(self, call, cloud, node_id):
        return self._bytes(cloud, node_id, "attachment")

    def _bytes(self, cloud, node_id, disposition):
        node = self._node(cloud, node_id)
        content = self._provider(cloud).web_content(node.id)
        if content is None:
            raise NotFound("This has no content to open.")
        name = node.name
        if node.size is None:
            # an export of a native document, whose name says nothing of its format
            name += mimetypes.guess_extension(content.mime_type) or ""
        response = Response(content.blocks, content_type=content.mime_type)
        response.content_length = content.size
        response.headers["Content-Disposition"] = (
            f"{disposition}; filename*=UTF-8''{quote(name, safe='')}"
        )
        if content.mime_type not in (*_PICTURES, *_FRAMED):
            # a stored page must not act in the name of the emulator
            response.headers["Content-Security-Policy"] = "sandbox"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def _preview(self, node, address):
        if node.mime_type in _PICTURES:
            return Markup('<img class="preview" alt="" src="{}/open">').format(address)
        if node.mime_type in _FRAMED or node.size is None:
            frame = Markup('<iframe class="preview" src="{}/open"></iframe>')
            return frame.format(address)
        return ""

    def _path(self, provider, node):
        links = Markup("").join(
            Markup('<a href="/web/{}/{}/{}">{}</a>').format(
                provider.name, _kind(each), each.id, each.name
            )
            for each in provider.web_path(node.id)
        )
        return Markup('<nav class="path">{}</nav>').format(links)

    def _table(self, provider, nodes):
        if not nodes:
            return Markup('<p class="empty">This folder is empty.</p>')
        rows = Markup("").join(self._row(provider, node) for node in nodes)
        return Markup(
            '<table><thead><tr><th>Name</th><th class="side">Owner</th>'
            '<th class="side">Modified</th><th class="side number">Size</th></tr>'
            "</thead><tbody>{}</tbody></table>"
        ).format(rows)

    def _row(self, provider, node):
        return Markup(
            '<tr{trashed}><td><a href="/web/{cloud}/{kind}/{id}"><img class="icon"'
            ' alt="" src="/web/icon/{kind}.svg">{name}</a></td>'
            '<td class="side">{owner}</td><td class="side">{modified}</td>'
            '<td class="side number">{size}</td></tr>'
        ).format(
            trashed=Markup(' class="trashed" title="In the bin"')
            if node.trashed
            else "",
            cloud=provider.name,
            kind=_kind(node),
            id=node.id,
            name=node.name,
            owner=node.owner,
            modified=_human_time(node.modified),
            size=human_size(node.size),
        )

    def _pager(self, offset, more):
        links = []
        if offset:
            before = max(0, offset - PAGE_SIZE)
            links.append(Markup('<a class="button" href="?from={}">Back</a>'))
            links[-1] = links[-1].format(before)
        if more:
            following = Markup('<a class="button" href="?from={}">More</a>')
            links.append(following.format(offset + PAGE_SIZE))
        if not links:
            return ""
        return Markup('<p class="buttons">{}</p>').format(Markup("").join(links))


def _kind(node):
    return "folder" if node.folder else "file"
