"""Converts the Markdown of any generator to what the parser reads."""

import re
from dataclasses import dataclass

from fsp.content.rendering.admonitions import Containers
from fsp.content.rendering.dialects import bracketed_references, reference_labels, tidy_line, tidy_prose
from fsp.content.rendering.protected import protect
from fsp.content.rendering.shortcodes import Shortcodes
from fsp.content.rendering.source_lines import Block, split_fences

TOC = '<div class="toc"></div>'

_VERBATIM = re.compile(
    r"\{(?P<open>%-?|\{[<%])\s*(?P<name>highlight|codeblock|code|prism|mermaid|katex|math|latex|comment)\b"
    r"(?P<arguments>[^\n%>}]*)[%>-]{1,2}\}{1,2}",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"\s*(?:lang(?:uage)?[:=]\s*)?[\"']?(?P<language>[\w+#.-]+)")
_MARKS = re.compile(
    r"\{[{%:]|:::|!!!|\?\?\?|\[!|\]\(|@\[|\[\[|%%|\\\\[(\[]|\$\$|toc\b|markdown=|^(?:import|export) |"
    r"(?:^|[ \t])\^[A-Za-z0-9-]+[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""A text without these characters needs no preparation."""


@dataclass(frozen=True)
class Source:
    """A text ready to be parsed. `unknown` are the tags that stay as text, `left_out` the parts of a theme."""

    text: str
    unknown: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def prepare(markdown: str) -> Source:
    """Return the text with shortcodes, notices and other dialects as plain Markdown and HTML."""
    text = markdown.replace("\r\n", "\n").replace("\r", "\n") if "\r" in markdown else markdown
    if not _MARKS.search(text):
        return Source(text)
    text = protect(text)
    shortcodes, containers = Shortcodes(text), Containers()
    labels = reference_labels(text) if "[[" in text else frozenset()
    parts = []
    for block in split_fences(text):
        if block.is_code:
            parts.append(_code(block, containers))
            continue
        for part in _verbatim(block.text):
            parts.append(part.text if part.is_code else _prose(part.text, labels, shortcodes, containers))
    prepared = "\n".join(parts) + shortcodes.end() + containers.end()
    return Source(prepared, tuple(shortcodes.unknown), tuple(shortcodes.left_out))


def _prose(text: str, labels: frozenset[str], shortcodes: Shortcodes, containers: Containers) -> str:
    text = tidy_prose(bracketed_references(text, labels) if labels else text)
    lines = [tidy_line(containers.line(line), TOC) for line in text.split("\n")]
    return shortcodes.replace("\n".join(lines))


def _code(block: Block, containers: Containers) -> str:
    first, *lines = block.text.split("\n")
    before, dedented = containers.dedented(first)
    indent = first[: len(first) - len(dedented)]
    if indent:
        lines = [line.removeprefix(indent) for line in lines]
    return "\n".join([before + dedented, *lines])


def _verbatim(prose: str) -> list[Block]:
    """Split prose at blocks of tags that contain code."""
    blocks: list[Block] = []
    position = 0
    for match in _VERBATIM.finditer(prose):
        if match.start() < position or prose.rfind("`", prose.rfind("\n", 0, match.start()) + 1, match.start()) >= 0:
            continue
        closing = _closing(prose, match)
        if closing is None:
            continue
        if prose[position : match.start()].strip(" \t\n"):
            blocks.append(Block(prose[position : match.start()], is_code=False))
        code = _fenced(match, prose[match.end() : closing.start()])
        if code:
            blocks.append(Block(code, is_code=True))
        position = closing.end()
    return [*blocks, Block(prose[position:], is_code=False)]


def _closing(prose: str, opening: re.Match[str]) -> re.Match[str] | None:
    name = re.escape(opening["name"])
    start = r"\{\{[<%]\s*/\s*" if "{" in opening["open"] else r"\{%-?\s*end_?"
    return re.compile(rf"{start}{name}\s*[-%>]+\}}+", re.IGNORECASE).search(prose, opening.end())


def _fenced(opening: re.Match[str], content: str) -> str:
    name = opening["name"].lower()
    if name == "comment":
        return ""
    if name in {"katex", "math", "latex"}:
        return f"\n$$\n{content.strip()}\n$$\n"
    language = _LANGUAGE.match(opening["arguments"])
    word = "mermaid" if name == "mermaid" else language["language"] if language else ""
    longest = max((len(run) for run in re.findall(r"`+", content)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"\n{fence}{word}\n{content.strip(chr(10)).rstrip()}\n{fence}\n"
