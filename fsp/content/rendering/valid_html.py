"""Makes cleaned HTML valid: HTML that an author wrote may have elements where the standard does not allow them."""

import re
from html.parser import HTMLParser

from fsp.content.rendering.content_model import finished, flow
from fsp.content.rendering.xhtml_tree import VOID, Node, written

_RENAMED = {"header": "div", "footer": "div", "hgroup": "div", "map": "div", "address": "div"}
_WRITTEN = re.compile(r"<[a-zA-Z/]")


def may_be_invalid(markdown: str) -> bool:
    """Return whether a text contains HTML. The Markdown of a text without any is always valid."""
    return _WRITTEN.search(markdown) is not None


def valid_html(html: str) -> str:
    """Return balanced HTML in which each element is allowed in its place. Its content stays."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.written()


class _Builder(HTMLParser):
    """Builds the tree from the bottom up: an element is made valid when it ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._root = Node("body")
        self._nodes = [self._root]
        self._open: list[tuple[str, Node | None]] = []

    def written(self) -> str:
        """Return the HTML after all input was fed."""
        while self._open:
            self._end()
        return written(flow(self._root.children), void_end=">")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        name = self._name(tag, attributes)
        node = Node(name, attributes) if name else None
        if tag in VOID:
            self._nodes[-1].children += [node] if node else []
            return
        self._open.append((tag, node))
        if node is not None:
            self._nodes.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and any(name == tag for name, _ in self._open):
            while self._end() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._nodes[-1].children.append(data)

    def _end(self) -> str:
        tag, node = self._open.pop()
        if node is not None:
            self._nodes.pop()
            self._nodes[-1].children += finished(node)
        return tag

    def _name(self, tag: str, attributes: dict[str, str]) -> str:
        """Return what an element becomes; empty if only its content stays."""
        within = {node.tag for node in self._nodes}
        if (tag in {"a", "dfn"} and tag in within) or tag == "area":
            return ""
        if (tag == "time" and "datetime" not in attributes) or (tag == "data" and "value" not in attributes):
            return "span"
        if tag == "bdo" and "dir" not in attributes:
            return "bdi"
        return _RENAMED.get(tag, tag)
