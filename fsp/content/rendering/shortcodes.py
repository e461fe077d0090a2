"""The tags of generators written as plain Markdown and HTML; those that are not known stay as text."""

import re
from collections import Counter
from html import escape
from urllib.parse import quote

from fsp.content.rendering import admonitions
from fsp.content.rendering.embeds import ADDRESSES, embed
from fsp.content.rendering.protected import protected
from fsp.content.rendering.shortcode_tags import Tag, find_tags
from fsp.content.rendering.source_lines import code_spans

_PARAGRAPH = re.compile(r"(\n[ \t]*\n)")
_CLOSER = re.compile(r"\{[{%][%<]?[-~]?\s*(?:/\s*|end_?)(?P<name>[\w-]*)")
_STRING = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)')\s*(?P<filters>\|.*)?\Z", re.DOTALL)
_SITE_ROOTS = frozenset(
    {"site.baseurl", "site.url", "site.github.url", ".site.baseurl", "site.base_url", "config.base_url", "base_url"}
)
_PLACING = re.compile(
    r"(?:\|\s*(?:relative_url|absolute_url|url|url_for|asset|asset_path|relurl|absurl|escape|prepend\s*:.*|"
    r"append\s*:.*|safe)\s*)*\Z",
    re.DOTALL,
)
_MARKED = re.compile(r"([\\`*_\[\]<>&|~$])")
_SPECIAL = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}

FIGURES = frozenset({"figure", "img", "image", "picture", "asset_img", "imgproc", "fancybox", "resize_image"})
QUOTES = frozenset({"quote", "blockquote", "pullquote", "epigraph"})
FOLDED = frozenset({"details", "expand", "spoiler", "collapse", "toggle", "hideToggle".lower(), "fold", "accordion"})
PLAIN = frozenset(
    {"tabs", "tab", "columns", "column", "div", "center", "centered", "lead", "steps", "rawhtml", "unsafe"}
)
PATHS = frozenset({"ref", "relref", "post_url", "post_path", "asset_path", "static", "relurl", "absurl"})
_REMOVED = frozenset({"br", "more", "toc", "clear", "ads", "adsense", "columnbreak", "pagebreak"})


class Shortcodes:
    """The tags of one text; `unknown` collects those that stay as they are."""

    def __init__(self, text: str) -> None:
        self._closers = Counter(match["name"].lower() for match in _CLOSER.finditer(text))
        self._open: list[tuple[str, str]] = []
        self.unknown: list[str] = []

    def replace(self, prose: str) -> str:
        """Return some prose with its tags replaced, except in inline code."""
        if "{{" not in prose and "{%" not in prose:
            return prose
        return "".join(self._paragraph(part) for part in _PARAGRAPH.split(prose))

    def end(self) -> str:
        """Return the ends of all that is open."""
        return "".join(f"\n\n{end}\n" for _, end in reversed(self._open))

    def _paragraph(self, paragraph: str) -> str:
        spans = code_spans(paragraph) if "`" in paragraph else []
        parts = []
        position = 0
        for tag in find_tags(paragraph):
            # An object of JSX is the value of an attribute.
            is_jsx = tag.start > 0 and paragraph[tag.start - 1] == "=" and not tag.name
            if is_jsx or any(start < tag.start < end for start, end in spans):
                continue
            replacement = self._replacement(tag)
            if replacement is None:
                self.unknown.append(tag.text)
                replacement = _as_text(tag.text)
            parts += [paragraph[position : tag.start], replacement]
            position = tag.end
        return "".join([*parts, paragraph[position:]])

    def _replacement(self, tag: Tag) -> str | None:
        if not tag.name and not tag.is_closing:
            return _output(tag.expression)
        if tag.is_closing:
            return self._close(tag.name)
        for read in (_figure, _path, _link, self._container, _embedded):
            replacement = read(tag)
            if replacement is not None:
                return replacement
        return "" if tag.name in _REMOVED else None

    def _close(self, name: str) -> str | None:
        names = [opened for opened, _ in self._open]
        if not name and names:
            return self._pop(len(names) - 1)
        if name in names:
            return self._pop(len(names) - 1 - names[::-1].index(name))
        is_known = name in FIGURES | QUOTES | FOLDED | PLAIN or admonitions.is_notice(name) or name in ADDRESSES
        return "" if is_known else None

    def _pop(self, place: int) -> str:
        ends = [end for _, end in self._open[place:]]
        del self._open[place:]
        return "".join(f"\n\n{end}\n\n" for end in reversed(ends))

    def _container(self, tag: Tag) -> str | None:
        name = tag.name
        if len(self._open) >= admonitions.MAX_DEPTH:
            return None
        if name in QUOTES:
            return self._opened(tag, "<blockquote>", "</blockquote>")
        if name in FOLDED:
            return self._opened(tag, admonitions.folded(_title(tag)), "</details>")
        if name in PLAIN:
            label = tag.get("name", "title", "label", place=0) if name == "tab" else ""
            heading = f"\n<p><strong>{escape(label)}</strong></p>" if label else ""
            return self._opened(tag, f"<div>{heading}", "</div>")
        is_generic = name in {"admonition", "callout", "alert", "notice", "message", "hint", "box", "aside", "alerts"}
        if not is_generic and not admonitions.is_notice(name):
            return None
        kind, rest = name, tag.values
        if is_generic:
            kind = tag.get("type", "kind", "style", "color", "class", place=0)
            rest = tag.values[1:] if kind and kind in tag.values[:1] else tag.values
            if not admonitions.is_notice(kind):
                kind, rest = "note", tag.values
        title = tag.get("title", "header") or (" ".join(rest) if self._has_end(tag) else "")
        content = "" if self._has_end(tag) else " ".join(rest) or tag.get("text", "content", "message")
        return self._opened(tag, admonitions.opening(kind, title), "</div>", content=content)

    def _has_end(self, tag: Tag) -> bool:
        return bool(self._closers[tag.name] or (self._closers[""] and tag.text.startswith("{%")))

    def _opened(self, tag: Tag, start: str, end: str, *, content: str = "") -> str:
        if not self._has_end(tag):
            return f"\n\n{start}\n\n{content}\n\n{end}\n\n"
        self._open.append((tag.name, end))
        return f"\n\n{start}\n\n"


def _figure(tag: Tag) -> str | None:
    is_include = tag.name == "include"
    if tag.name not in FIGURES and not is_include:
        return None
    values = [value for value in tag.values if value.lower() not in {"left", "right", "center"}]
    positional = next((value for value in values if re.search(r"\.\w{2,5}\Z", value)), values[0] if values else "")
    source = tag.get("src", "source", "url", "image_path", "image", "path", "file", "img", "link")
    source = source or ("" if is_include else positional)
    if is_include and not re.search(r"\.(?:png|jpe?g|gif|webp|avif|svg)(?:\?|\Z)", source, re.IGNORECASE):
        identifier = tag.get("id", "video_id", "youtubeid", "src", "url")
        name = re.split(r"[./-]", tag.values[0].rsplit("/", 1)[-1])[0].lower() if tag.values else ""
        return embed(name, (identifier,)) if identifier else None
    if not source:
        return None
    caption = tag.get("caption", "title", "legend", "description", "text")
    alt = tag.get("alt", "alttext") or caption
    sizes = "".join(f' {name}="{tag.named[name]}"' for name in ("width", "height") if tag.get(name).isdigit())
    image = f'<img src="{escape(source)}" alt="{escape(alt)}"{sizes}>'
    target = tag.get("link", "href")
    if target and target != source:
        image = f'<a href="{escape(target)}">{image}</a>'
    words = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f"<figure>{image}{words}</figure>"


def _path(tag: Tag) -> str | None:
    if tag.name not in PATHS:
        return None
    path = tag.get("path", "page", place=0)
    prefix = "/" if tag.name in {"post_url", "post_path"} and not path.startswith("/") else ""
    return quote(prefix + path, safe="/#?=&@%:.,~+-_")


def _link(tag: Tag) -> str | None:
    if tag.name == "post_link" and tag.values:
        text = " ".join(tag.values[1:]) or tag.values[0]
        return f'<a href="/{escape(tag.values[0])}">{escape(text)}</a>'
    if tag.name == "asset_link" and tag.values:
        return f'<a href="{escape(tag.values[0])}">{escape(" ".join(tag.values[1:]) or tag.values[0])}</a>'
    if tag.name not in {"link", "button", "btn"}:
        return None
    address = next((value for value in tag.values if "://" in value), tag.get("href", "url", "link", "relref"))
    if not address and tag.name == "link" and len(tag.values) == 1:
        return quote("/" + tag.values[0].lstrip("/"), safe="/#?=&@%:.,~+-_")
    if not address:
        return None
    text = " ".join(value for value in tag.values if value != address) or tag.get("text", "title") or address
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def _embedded(tag: Tag) -> str | None:
    identifier = tag.get("id", "url", "src", "user")
    ids = (identifier, tag.named["id"]) if tag.get("user") and tag.get("id") else (identifier,) if identifier else ()
    if tag.get("user") and tag.get("id"):
        ids = (tag.named["user"], tag.named["id"])
    return embed(tag.name, ids or tag.values, tag.get("title"))


def _title(tag: Tag) -> str:
    return tag.get("title", "summary", "label", "header") or " ".join(tag.values)


def _output(expression: str) -> str | None:
    """Return what `{{ … }}` writes where that is plain: a string, or the root of the site."""
    if expression.strip().lower() in _SITE_ROOTS:
        return ""
    if expression.startswith(("/*", "#")):
        return ""
    string = _STRING.match(expression)
    if string and _PLACING.match(string["filters"] or ""):
        return quote(string[1] or string[2] or "", safe="/#?=&@%:.,~+-_ ")
    return None


def _as_text(text: str) -> str:
    """Return a tag so that Markdown shows it as it is written."""
    return protected(_MARKED.sub(lambda match: _SPECIAL.get(match[1], f"\\{match[1]}"), text))
