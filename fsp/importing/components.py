"""Replaces the components of MDX, Astro, VitePress and Docusaurus in a text: images, notices, videos, groups.

Only what the text shows is kept. A component without a text of its own is left out, and the report names it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from fsp.content.rendering.addresses import is_image_file
from fsp.content.rendering.admonitions import is_notice
from fsp.content.rendering.embeds import embed
from fsp.content.rendering.source_lines import code_spans, split_fences

MAX_TAG_CHARACTERS = 4000

_MODULE = re.compile(
    r"^(?:import\b(?!\()|export\s+(?:const|let|var|default|function|async|\{|\*))[^\n]*(?:\n(?!\s*\n)[^\n]*)*",
    re.MULTILINE,
)
_IS_MODULE = re.compile(
    r"import\s+(?:[\w*{\s][^'\"]*?from\s*)?['\"][^'\"\n]+['\"]|export\s+(?:const|let|var|default|function|async|\{|\*)"
)
_IMAGE_IMPORT = re.compile(r"import\s+(\w+)\s+from\s*['\"]([^'\"\n]+)['\"]")
_COMMENT = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)
_BLANK = re.compile(r"\{\s*(['\"`])(\s*)\1\s*\}")
_TAG = re.compile(
    r"<(?P<closing>/?)(?P<name>(?:[A-Z][A-Za-z0-9]*(?:\.[A-Z]\w*)*)|img|video|source|a)(?=[\s/>])"
    r"(?P<attributes>(?:[^<>{}\"'`]|\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*?)(?P<single>/?)>"
)
_ATTRIBUTE = re.compile(
    r"(?P<bound>[:@]|v-bind:)?(?P<name>[A-Za-z_][\w:-]*)(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|"
    r"\{(?P<code>(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}))?"
)
_QUOTED = re.compile(
    r"\A\s*(?:(['\"`])(?P<text>[^'\"`]*)\1|(?:require|useBaseUrl|withBase)\(\s*['\"](?P<path>[^'\"]+)['\"]\s*\)(?:\.default)?)\s*\Z"
)
_IMAGES = frozenset(
    {"image", "img", "picture", "figure", "zoomableimage", "lightbox", "blogimage", "optimizedimage", "ogimage"}
)
_NOTICES = frozenset({"callout", "aside", "admonition", "alert", "notice", "message", "banner", "box", "hint"})
_FOLDED = frozenset({"details", "accordion", "collapsible", "expand", "toggle", "spoiler", "accordionitem"})
_TITLED = frozenset({"tab", "tabitem", "tabpanel", "step", "card"})
_VIDEO_KINDS = {"youtube": "youtube", "youtubeembed": "youtube", "liteyoutube": "youtube", "vimeo": "vimeo"}
_VIDEO_KINDS |= {"tweet": "tweet", "twittertweet": "tweet", "xpost": "tweet", "gist": "gist", "codepen": "codepen"}
_VIDEO_KINDS |= {"codesandbox": "codesandbox", "stackblitz": "stackblitz", "spotify": "spotify", "linkpreview": "embed"}
_SILENT = frozenset({"", "br", "fragment", "head", "badge", "icon", "spacer", "tableofcontents", "toc", "adsense"})


@dataclass
class _Components:
    """One text: the images it imports, the components that are open, and those that are left out."""

    images: dict[str, str]
    left_out: list[str] = field(default_factory=list)
    open: list[tuple[str, str]] = field(default_factory=list)

    def replacement(self, match: re.Match[str]) -> str:
        """Return the Markdown or HTML in the place of a tag."""
        name = match["name"]
        if name[0].islower():
            return self._html(match)
        kind = name.rsplit(".", 1)[-1].lower()
        if match["closing"]:
            return self._close(name)
        values = self._values(match["attributes"])
        shown = self._shown(kind, values)
        if match["single"]:
            if shown is None and kind not in _SILENT:
                self.left_out.append(name)
            return shown or ""
        if shown is not None:
            self.open.append((name, ""))
            return shown
        start, end = _container(kind, values)
        self.open.append((name, end))
        return start

    def _close(self, name: str) -> str:
        if not any(opened == name for opened, _ in self.open):
            return ""
        ends = ""
        while self.open:
            opened, end = self.open.pop()
            ends += end
            if opened == name:
                break
        return ends

    def _html(self, match: re.Match[str]) -> str:
        """Return an element of HTML whose address is an expression, with the address."""
        if match["closing"] or "{" not in match["attributes"]:
            return match[0]
        values = self._values(match["attributes"])
        shown = "".join(f' {key}="{escape(value)}"' for key, value in values.items() if value)
        return f"<{match['name']}{shown}{match['single']}>"

    def _shown(self, kind: str, values: dict[str, str]) -> str | None:
        address = values.get("src") or values.get("url") or values.get("href") or values.get("image") or ""
        if (kind in _IMAGES and address) or (is_image_file(address) and values.get("src")):
            image = f'<img src="{escape(address)}" alt="{escape(values.get("alt") or values.get("caption") or "")}">'
            caption = values.get("caption") or ""
            return f"<figure>{image}<figcaption>{escape(caption)}</figcaption></figure>" if caption else image
        if kind in _VIDEO_KINDS:
            ids = [
                values[key]
                for key in ("id", "videoid", "url", "src", "link", "tweetid", "href", "pen")
                if values.get(key)
            ]
            return embed(_VIDEO_KINDS[kind], (ids[0],)) if ids else None
        return None

    def _values(self, attributes: str) -> dict[str, str]:
        values = {}
        for match in _ATTRIBUTE.finditer(attributes):
            written = match["double"] if match["double"] is not None else match["single"]
            values[match["name"].lower()] = self._code(match["code"]) if match["code"] is not None else written or ""
        return values

    def _code(self, code: str) -> str:
        """Return the text that an expression stands for: a text, or an imported image; else an empty text."""
        quoted = _QUOTED.match(code)
        if quoted:
            return quoted["text"] if quoted["text"] is not None else quoted["path"]
        return self.images.get(code.strip().removesuffix(".src").removesuffix(".default"), "")


def with_components(body: str, name: str) -> tuple[str, tuple[str, ...]]:
    """Return a text without components and modules, and the names of the components that have no text.

    `name` is the path of the file: modules are part of MDX.
    """
    is_mdx = name.lower().endswith((".mdx", ".mdoc")) or _IS_MODULE.search(body) is not None
    if not is_mdx and not re.search(r"<[A-Z][a-z]", body):
        return body, ()
    components = _Components(dict(_IMAGE_IMPORT.findall(body)))
    blocks = split_fences(body)
    text = "\n".join(block.text if block.is_code else _prose(block.text, components, is_mdx=is_mdx) for block in blocks)
    ends = "".join(end for _, end in reversed(components.open))
    return text + ends, tuple(dict.fromkeys(components.left_out))


def _prose(text: str, components: _Components, *, is_mdx: bool) -> str:
    if is_mdx:
        text = _MODULE.sub(lambda match: "" if _IS_MODULE.match(match[0]) else match[0], text)
        text = _outside_code(text, _COMMENT, lambda _: "")
        text = _outside_code(text, _BLANK, lambda match: match[2])
    return _outside_code(text, _TAG, components.replacement)


def _outside_code(text: str, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]) -> str:
    spans = code_spans(text) if "`" in text else []

    def replaced(match: re.Match[str]) -> str:
        return match[0] if any(start < match.start() < end for start, end in spans) else replacement(match)

    return pattern.sub(replaced, text)


def _container(kind: str, values: dict[str, str]) -> tuple[str, str]:
    """Return the start and the end of a component around a text."""
    title = values.get("title") or values.get("label") or values.get("heading") or values.get("summary") or ""
    notice = next((word for word in (values.get("type"), values.get("variant"), values.get("kind")) if word), "")
    if kind in _FOLDED:
        return f"\n\n::: details {title}\n\n", "\n\n:::\n\n"
    if kind in _NOTICES or is_notice(kind):
        style = kind if is_notice(kind) and kind not in _NOTICES else notice.lower()
        return f"\n\n::: {style if is_notice(style) else 'note'} {title}".rstrip() + "\n\n", "\n\n:::\n\n"
    if title or kind in _TITLED:
        heading = f"**{title}**\n\n" if title else ""
        return f"\n\n{heading}", "\n\n"
    return "", ""
