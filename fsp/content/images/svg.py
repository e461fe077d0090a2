"""SVG: shapes and text only, nothing that runs code, loads resources or links elsewhere.

Source: W3C SVG 2, secure static mode. Everything not on the lists below is removed. The output is deterministic, so the
same file gives the same bytes.
"""

import re
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from fsp.content.images.parsed import ParsedImage
from fsp.content.images.svg_attributes import ALLOWED, AS_STYLE, REQUIRED, WITH_TEXT
from fsp.content.images.svg_values import SVG, XLINK, attribute_name, is_safe, is_safe_style, name_of, size_of, value_of
from fsp.errors import InvalidInput

MEDIA_TYPE = "image/svg+xml"
MAX_DEPTH = 200
_VERSIONS = frozenset({"1.0", "1.1", "1.2"})
_UNWRAPPED = frozenset({"a"})
"""Elements that are removed without their content."""
_SILENT = frozenset({"metadata", "sodipodi:namedview"})
_LOADING_RULE = re.compile(r"@import[^;{}]*;?|@font-face\s*\{[^{}]*\}", re.I)


def is_svg(start: bytes) -> bool:
    """Return whether the first bytes of a file look like SVG."""
    return b"<svg" in start[:1024].lower()


def parse_svg(data: bytes) -> ParsedImage:
    """Rewrite an SVG without scripts, events, external addresses and metadata; raise InvalidInput if it is damaged."""
    writer = _Writer()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.text
    parser.EntityDeclHandler = writer.refuse_entity
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no keywords
    except expat.ExpatError as error:
        raise InvalidInput(f"The SVG image is damaged: {error}. Export it again.") from error
    if not writer.is_svg:
        raise InvalidInput("The image is XML but not SVG. Export it again.")
    clean = "".join(writer.parts).encode()
    notes = (f"removed from the SVG: {', '.join(sorted(writer.left_out))}.",) if writer.left_out else ()
    return ParsedImage(clean, MEDIA_TYPE, *writer.size, notes=notes)


class _Writer:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.left_out: set[str] = set()
        self.size: tuple[int | None, int | None] = (None, None)
        self.is_svg = False
        self._open: list[str | None] = []
        self._ids: set[str] = set()
        self._skipped = 0
        self._style: list[str] | None = None

    def refuse_entity(self, *_: object) -> None:
        raise InvalidInput("The SVG defines entities. Export it again as a plain SVG, or as PNG.")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if len(self._open) >= MAX_DEPTH:
            raise InvalidInput(
                f"The SVG is nested more than {MAX_DEPTH} levels deep. Simplify it, or export it as PNG."
            )
        if not self._open:
            self.is_svg = tag == "svg" and namespace in {"", SVG}
            self.size = size_of(attributes)
        if self._skipped or namespace not in {"", SVG} or (tag not in ALLOWED and tag not in _UNWRAPPED):
            if not self._skipped and namespace in {"", SVG} and tag not in _SILENT:
                self.left_out.add(f"<{tag[:40]}>")
            self._skipped += 1
            self._open.append(None)
            return
        if tag in _UNWRAPPED:
            self._open.append("")
            return
        root = f' xmlns="{SVG}" xmlns:xlink="{XLINK}"' if not self._open else ""
        self._open.append(tag)
        self.parts.append(f"<{tag}{root}{self._attributes(tag, attributes)}>")
        if tag == "style":
            self._style = []

    def end(self, _name: str) -> None:
        tag = self._open.pop()
        if tag is None:
            self._skipped -= 1
            return
        if tag == "style" and self._style is not None:
            self._end_style("".join(self._style))
        if tag:
            self.parts.append(f"</{tag}>")

    def _end_style(self, style: str) -> None:
        self._style = None
        safe = _LOADING_RULE.sub("", style)
        if safe != style:
            self.left_out.add("fonts and styles loaded from elsewhere")
        if is_safe_style(safe):
            self.parts.append(escape(safe))
        else:
            self.left_out.add("<style> with addresses")

    def text(self, text: str) -> None:
        if self._skipped or not self._open:
            return
        if self._style is not None:
            self._style.append(text)
        elif self._open[-1] in WITH_TEXT or not text.strip():
            self.parts.append(escape(text).replace("\r", "\n"))

    def _attributes(self, tag: str, attributes: dict[str, str]) -> str:
        written = dict(REQUIRED.get(tag, {}))
        styles = []
        for name, value in attributes.items():
            namespace, _, local = name.rpartition(" ")
            shown = attribute_name(namespace, local)
            if shown is None:
                continue
            if not is_safe(tag, shown, value):
                self.left_out.add(f"{local[:40]} of <{tag}>")
            elif shown in AS_STYLE and tag not in {"style", "title", "desc"}:
                styles.append(f"{shown}:{value}")
            elif shown == "version" and value not in _VERSIONS:
                continue
            elif shown in ALLOWED[tag] and (shown != "id" or self._is_first(name_of(value))):
                written[shown] = value_of(shown, value)
        if styles and "style" in ALLOWED[tag]:
            written["style"] = ";".join(filter(None, (written.get("style", "").rstrip("; "), *styles)))
        return "".join(f" {name}={quoteattr(value)}" for name, value in written.items())

    def _is_first(self, name: str) -> bool:
        """Record an id; return False for a duplicate."""
        is_first = name not in self._ids
        self._ids.add(name)
        return is_first
