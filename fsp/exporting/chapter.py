"""Converts a chapter's XHTML for a book: valid for EPUB, with working links only."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

from fsp.content.rendering.content_model import finished, flow
from fsp.content.rendering.xhtml_tree import VOID, Node, Piece, nodes_in_order, nodes_of, text_of, written
from fsp.exporting.attributes import cleaned_attributes, safe_id
from fsp.exporting.book_addresses import IMAGE_MARK, MARKED_CHAPTER, chapter_file
from fsp.exporting.book_links import valid_link
from fsp.exporting.chapter_elements import DROPPED, name_in_book
from fsp.exporting.mathematics import MATH_ELEMENTS, MATH_NAMESPACE, finished_math, math_attributes

MAX_DEPTH = 80
"""Elements nested deeper are replaced by their content, because readers and checkers have limited stacks."""


@dataclass
class Chapter:
    """One chapter: its body, and what it refers to."""

    body: str
    ids: frozenset[str]
    links: set[tuple[int, str]] = field(default_factory=set)
    """Links to parts of other chapters, as chapter number and id."""
    images: set[str] = field(default_factory=set)
    headings: list[tuple[str, str]] = field(default_factory=list)
    """The id and text of each heading of the second level, for the contents."""
    has_math: bool = False
    has_images_without_words: bool = False


def book_chapter(xhtml: str, image_file: Callable[[str], str | None] = lambda _: None) -> Chapter:
    """Return the chapter. `image_file` maps the rest of a marked image address to its file in the book, or None."""
    builder = _Builder(image_file)
    builder.feed(xhtml)
    builder.close()
    return builder.chapter()


class _Builder(HTMLParser):
    """Builds the tree from the bottom up: an element is made valid when it ends."""

    def __init__(self, image_file: Callable[[str], str | None]) -> None:
        super().__init__(convert_charrefs=True)
        self._image_file = image_file
        self._root = Node("body")
        self._open: list[tuple[str, Node | None]] = [("", self._root)]
        self._nodes = [self._root]
        self._dropped = 0
        self._own_links: list[tuple[Node, str]] = []
        self._ids: set[str] = set()
        self._chapter = Chapter("", frozenset())

    def chapter(self) -> Chapter:
        """Return the chapter after all input was fed."""
        while len(self._open) > 1:
            self._end()
        body = flow(self._root.children)
        # Ids of elements that were replaced by their content are gone.
        ids = frozenset(node.attributes["id"] for node in nodes_of(body) if "id" in node.attributes)
        for link, identifier in self._own_links:
            if identifier not in ids:
                _unlink(link)
        self._chapter.headings = [
            (node.attributes["id"], " ".join(text_of([node]).split()))
            for node in nodes_in_order(body)
            if node.tag == "h2" and "id" in node.attributes
        ]
        self._chapter.has_math = any(node.tag == "math" for node in nodes_of(body))
        self._chapter.body, self._chapter.ids = written(body), ids
        return self._chapter

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in DROPPED or self._dropped:
            self._dropped += tag not in VOID
            return
        if tag in {"img", "input"}:
            self._leaf(tag, attributes)
            return
        node = self._node(tag, attributes)
        if tag in VOID:
            if node is not None:
                self._add([node])
        else:
            self._open.append((tag, node))
            if node is not None:
                self._nodes.append(node)

    def handle_endtag(self, tag: str) -> None:
        if self._dropped:
            self._dropped -= tag not in VOID
        elif any(name == tag for name, _ in self._open[1:]):
            while self._end() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self._add([data])

    def _end(self) -> str:
        tag, node = self._open.pop()
        if node is not None:
            self._nodes.pop()
            if node.tag == "math":
                self._add(finished_math(node))
            else:
                self._add([node] if node.tag in MATH_ELEMENTS else finished(node))
        return tag

    def _add(self, pieces: list[Piece]) -> None:
        self._nodes[-1].children += pieces

    def _node(self, tag: str, attributes: dict[str, str]) -> Node | None:
        if tag == "math" or self._nodes[-1].tag in MATH_ELEMENTS:
            return self._math(tag, attributes)
        name = name_in_book(tag, attributes, within={open_node.tag for open_node in self._nodes})
        if name is None or len(self._nodes) > MAX_DEPTH:
            return None
        node = Node(name, cleaned_attributes(name, attributes))
        self._take_id(node, attributes.get("id") or (attributes.get("name", "") if tag == "a" else ""))
        if name == "a":
            self._link(node, attributes.get("href", ""))
        return node

    def _math(self, tag: str, attributes: dict[str, str]) -> Node | None:
        if tag not in MATH_ELEMENTS or len(self._nodes) > MAX_DEPTH:
            return None
        namespace = {"xmlns": MATH_NAMESPACE} if tag == "math" else {}
        return Node(tag, namespace | math_attributes(attributes))

    def _take_id(self, node: Node, identifier: str) -> None:
        safe = safe_id(identifier)
        if safe and safe not in self._ids:
            self._ids.add(safe)
            node.attributes["id"] = safe

    def _link(self, node: Node, address: str) -> None:
        chapter = MARKED_CHAPTER.match(address)
        if chapter:
            number, identifier = int(chapter[1]), safe_id(unquote(chapter[2] or ""))
            node.attributes["href"] = chapter_file(number) + (f"#{identifier}" if identifier else "")
            if identifier:
                self._chapter.links.add((number, identifier))
        elif address.startswith("#"):
            identifier = safe_id(unquote(address[1:]))
            node.attributes["href"] = f"#{identifier}"
            self._own_links.append((node, identifier))
        elif (link := valid_link(address)) is not None:
            node.attributes["href"] = link
        else:
            node.tag = "span"
            node.attributes.pop("hreflang", None)

    def _leaf(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "input":
            is_box = attributes.get("type") == "checkbox"
            self._add([("☑" if "checked" in attributes else "☐") + " "] if is_box else [])
            return
        source = attributes.get("src", "")
        file = self._image_file(source.removeprefix(IMAGE_MARK)) if source.startswith(IMAGE_MARK) else None
        if file is None:
            self._add([self._words_of_image(source, attributes.get("alt", ""))])
            return
        node = Node("img", {"src": file} | cleaned_attributes("img", attributes))
        node.attributes.setdefault("alt", "")
        self._take_id(node, attributes.get("id", ""))
        self._chapter.images.add(file)
        self._chapter.has_images_without_words |= not node.attributes["alt"].strip()
        self._add([node])

    def _words_of_image(self, source: str, alternative: str) -> Piece:
        """Return the text shown in place of an image that is not in the book, with a link if it is on the web."""
        words = f"[{alternative.strip() or 'image'}]"
        link = valid_link(source)
        is_in_link = any(node.tag == "a" for node in self._nodes)
        return Node("a", {"href": link}, [words]) if link and not is_in_link else Node("span", {}, [words])


def _unlink(node: Node) -> None:
    node.tag = "div" if node.is_block else "span"
    node.attributes.pop("href", None)
    node.attributes.pop("hreflang", None)
