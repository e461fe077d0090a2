"""Converts a chapter's XHTML to Typst code, in which every text is a string literal and so cannot be read as markup.

Source: the Typst reference, "Scripting" and "Model".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, fromstring

from fsp.exporting.book_addresses import CHAPTER_PATTERN
from fsp.exporting.pdf.notes import notes_of
from fsp.exporting.pdf.tables import table_of

_SPACE = re.compile(r"[ \t\n\r]+")
_LANGUAGE = re.compile(r"language-([\w+#.-]+)")
_WRAPPED = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "emph"),
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("del", "s"), "strike"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **{"sub": "sub", "sup": "super", "mark": "highlight", "small": "small", "q": "quotation"},
}
_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
"""The level of each heading. The title of a chapter has level 1."""
_RAW = frozenset({"code", "kbd", "samp", "math"})


def literal(text: str) -> str:
    """Return a text as a Typst string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "") + '"'


@dataclass
class Targets:
    """What links may lead to: the ids of each chapter, by its number."""

    ids: dict[int, frozenset[str]] = field(default_factory=dict)

    def label(self, chapter: int, part: str) -> str:
        """Return the label of a part, or of the chapter if the chapter has no such part; empty for no chapter."""
        if chapter not in self.ids:
            return ""
        return f"c{chapter}-{part}" if part in self.ids[chapter] else f"c{chapter}"


def code_of(xhtml: str, *, chapter: int, targets: Targets) -> str:
    """Return the Typst code of a chapter's body."""
    root = fromstring(f"<body>{xhtml}</body>")  # noqa: S314  (written by FSP itself, without a document type)
    return _Chapter(chapter, targets, notes_of(root)).block(root)


@dataclass
class _Chapter:
    number: int
    targets: Targets
    notes: dict[str, Element]
    noted: set[str] = field(default_factory=set)

    def block(self, element: Element) -> str:
        """Return the code of an element's children as a sequence."""
        return "{" + "; ".join(self._pieces(element)) + "}"

    def _pieces(self, element: Element) -> list[str]:
        pieces = [literal(_SPACE.sub(" ", element.text))] if element.text and element.text.strip(" \n\r\t") else []
        pieces += ['" "'] if element.text and not element.text.strip() and not _has_blocks(element) else []
        for child in element:
            pieces += [f"anchor({literal(f'c{self.number}-' + child.get('id', ''))})"] if self._is_anchor(child) else []
            pieces.append(self._element(child))
            if child.tail and (child.tail.strip() or not _has_blocks(element)):
                pieces.append(literal(_SPACE.sub(" ", child.tail)))
        return [piece for piece in pieces if piece]

    def _is_anchor(self, element: Element) -> bool:
        return bool(element.get("id")) and element.tag not in _HEADINGS

    def _element(self, element: Element) -> str:
        tag = element.tag
        if tag in _HEADINGS:
            return self._heading(element)
        if tag in _WRAPPED:
            note = self._footnote(element) if tag == "sup" else ""
            return note or f"{_WRAPPED[tag]}({self.block(element)})"
        if tag in _RAW:
            return f"raw({literal(_text(element))})"
        return _FORMS.get(tag, _Chapter.block)(self, element)

    def _paragraph(self, element: Element) -> str:
        """Return a paragraph; of one that consists of images, each of them on its own."""
        images = list(element.iter("img"))
        if images and not _text(element).strip():
            return "; ".join(self._shown(image, "picture") for image in images)
        return f"par({self.block(element)})"

    def _quote(self, element: Element) -> str:
        return f"quote(block: true, {self.block(element)})"

    def _image(self, element: Element) -> str:
        return self._shown(element, "inline-picture")

    def _break(self, element: Element) -> str:
        return {"br": "linebreak()", "hr": "rule()"}.get(element.tag, "")

    def _shown(self, image: Element, function: str) -> str:
        return f"{function}({literal(image.get('src', ''))}, {literal(image.get('alt', ''))})"

    def _heading(self, element: Element) -> str:
        identifier = element.get("id")
        label = literal(f"c{self.number}-{identifier}") if identifier else "none"
        return f"part-heading({_HEADINGS[element.tag]}, {label}, {self.block(element)})"

    def _link(self, element: Element) -> str:
        address = element.get("href", "")
        chapter = CHAPTER_PATTERN.match(address)
        if chapter:
            label = self.targets.label(int(chapter[1]), chapter[2] or "")
        elif address.startswith("#"):
            label = self.targets.label(self.number, address[1:]) if address[1:] not in self.notes else ""
        else:
            return f"link({literal(address)}, {self.block(element)})" if address else self.block(element)
        return f"link(label({literal(label)}), {self.block(element)})" if label else self.block(element)

    def _footnote(self, element: Element) -> str:
        """Return a note at the foot of the page for a reference to one."""
        links = list(element)
        identifier = links[0].get("href", "").removeprefix("#") if len(links) == 1 and links[0].tag == "a" else ""
        note = self.notes.get(identifier)
        if note is None or identifier in self.noted:
            return ""
        self.noted.add(identifier)
        paragraphs = list(note)
        is_one = len(paragraphs) == 1 and paragraphs[0].tag == "p"
        return f"footnote({self.block(paragraphs[0] if is_one else note)})"

    def _code(self, element: Element) -> str:
        code = element.find("code")
        match = _LANGUAGE.search(code.get("class", "") if code is not None else "")
        language = literal(match[1]) if match else "none"
        return f"raw(block: true, lang: {language}, {literal(_text(element).removesuffix(chr(10)))})"

    def _list(self, element: Element) -> str:
        if element.tag == "dl":
            items = "; ".join(
                f"strong({self.block(child)}); parbreak()"
                if child.tag == "dt"
                else f"pad(left: 1.5em, {self.block(child)})"
                for child in element
                if child.tag in {"dt", "dd"}
            )
            return "{" + items + "}"
        name = "list" if element.tag == "ul" else "enum"
        start = element.get("start", "")
        options = [f"start: {start}"] if name == "enum" and start.isdigit() else []
        items_of_list = [f"{name}.item({self.block(child)})" for child in element if child.tag == "li"]
        return f"{name}({', '.join([*options, *items_of_list])})" if items_of_list else ""

    def _table(self, element: Element) -> str:
        return table_of(element, self.block)

    def _figure(self, element: Element) -> str:
        caption = element.find("figcaption")
        if caption is None:
            return self.block(element)
        element.remove(caption)
        image = element.find(".//img")
        content = (
            self._shown(image, "picture") if image is not None and not _text(element).strip() else self.block(element)
        )
        return f"figure({content}, caption: {self.block(caption)})"


_FORMS: dict[str, Callable[[_Chapter, Element], str]] = {
    "a": _Chapter._link,
    "pre": _Chapter._code,
    **dict.fromkeys(("ul", "ol", "dl"), _Chapter._list),
    "table": _Chapter._table,
    "p": _Chapter._paragraph,
    **dict.fromkeys(("br", "wbr", "hr"), _Chapter._break),
    "img": _Chapter._image,
    "blockquote": _Chapter._quote,
    "figure": _Chapter._figure,
}
"""The form of each element. Any other one is replaced by its content."""


def _has_blocks(element: Element) -> bool:
    return any(
        child.tag in {"p", "ul", "ol", "dl", "table", "pre", "blockquote", "div", "li", "figure"} for child in element
    )


def _text(element: Element) -> str:
    return "".join(element.itertext())
