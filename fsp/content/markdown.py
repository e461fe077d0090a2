"""Markdown turned into safe HTML, well-formed XHTML or plain text."""

import re
from collections.abc import Callable, Iterator
from html import escape
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

RewriteUrl = Callable[[str], str]

VOID_ELEMENTS = frozenset({"area", "br", "col", "hr", "img", "wbr"})
SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "li": {"id"},
    "sup": set[str](),
}
# Footnotes are joined to their places by ids; no other id may clash with those of the page around.
_FOOTNOTE_ID = re.compile(r"fn(?:ref)?\d+(?::\d+)?\Z")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)

# A section without a heading, as the plugin makes it, is against HTML's advice.
_PARSER.add_render_rule("footnote_block_open", lambda *_: "<hr>\n<ol>\n")
_PARSER.add_render_rule("footnote_block_close", lambda *_: "</ol>\n")


def to_html(markdown: str, *, rewrite_url: RewriteUrl | None = None) -> str:
    """Render Markdown as HTML without scripts, styles or unsafe addresses; `rewrite_url` maps links and images."""
    rendered = str(_PARSER.render(markdown))

    def keep(tag: str, name: str, value: str) -> str | None:
        if name == "id":
            return value if _FOOTNOTE_ID.match(value) else None
        if rewrite_url and (tag, name) in {("a", "href"), ("img", "src")} and not value.startswith("#"):
            return rewrite_url(value)
        return value

    attributes = {**_ATTRIBUTES, "a": _ATTRIBUTES.get("a", set()) | {"id"}}
    cleaned = nh3.clean(
        rendered,
        tags=set(nh3.ALLOWED_TAGS),
        attributes=attributes,
        attribute_filter=keep,
        url_schemes=SAFE_SCHEMES,
        # The author chose the links, so "nofollow" is not forced on them.
        link_rel="noopener",
    )
    # nh3 checks schemes before the filter runs, so what `rewrite_url` gave is checked by a second pass.
    if rewrite_url is None:
        return cleaned
    tags = set(nh3.ALLOWED_TAGS)
    return nh3.clean(cleaned, tags=tags, attributes=attributes, url_schemes=SAFE_SCHEMES, link_rel="noopener")


def to_xhtml(markdown: str, *, rewrite_url: RewriteUrl | None = None) -> str:
    """Render Markdown as a well-formed XHTML fragment, as an EPUB needs it."""
    writer = _XhtmlWriter()
    writer.feed(to_html(markdown, rewrite_url=rewrite_url))
    writer.close()
    return _NOT_IN_XML.sub("", "".join(writer.parts))


def to_plain_text(markdown: str) -> str:
    """Return the words of a Markdown text, one paragraph a line, without markup."""
    reader = _TextReader()
    reader.feed(to_html(markdown))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)


def local_images(markdown: str) -> list[str]:
    """Return the relative paths of the images a text names, each once, in their order."""
    sources = (
        str(token.attrs.get("src", "")) for token in _all_tokens(_PARSER.parse(markdown)) if token.type == "image"
    )
    return list(dict.fromkeys(path for path in map(local_path, sources) if path))


def local_path(url: str) -> str | None:
    """Return the file path a relative address names, or None for an address elsewhere."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return None
    return unquote(parts.path) or None


def _all_tokens(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all_tokens(token.children or [])


class _XhtmlWriter(HTMLParser):
    """Writes sanitised HTML, whose tags are already balanced, with void elements closed and entities as letters."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs)
        self.parts.append(f"<{tag}{written}/>" if tag in VOID_ELEMENTS else f"<{tag}{written}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID_ELEMENTS:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(escape(data, quote=False))


class _TextReader(HTMLParser):
    _BLOCKS = frozenset({"p", "li", "br", "hr", "tr", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append("\n" if tag in self._BLOCKS else " " if tag in {"td", "th"} else "")
        if tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append("\n" if tag in self._BLOCKS else "")

    def handle_data(self, data: str) -> None:
        # A soft line break inside a paragraph is a space.
        self.parts.append(data.replace("\n", " "))
