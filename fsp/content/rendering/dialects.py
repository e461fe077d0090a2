"""Converts small differences of Markdown dialects (kramdown, Obsidian, Hexo, Zenn, MDX) to CommonMark."""

import re
from html import escape

from fsp.content.rendering.embeds import embed

_CONTENTS = re.compile(
    r"[ \t]*(?:#+[ \t]*)?(?:\[toc\]|\[\[_?toc_?\]\]|\$\{toc\}|\{\{\s*toc\s*\}\}|@\[toc\](?:\([^)]*\))?|"
    r"<!--\s*toc\s*-->|\{:\s*toc[^}]*\})[ \t]*\Z",
    re.IGNORECASE,
)
_CONTENTS_LIST = re.compile(r"^[ \t]*(?:[-*+]|1\.)[ \t]+[^\n]*\n(?=\{:[ \t]*toc\b)", re.MULTILINE | re.IGNORECASE)
_ATTRIBUTES_LINE = re.compile(r"[ \t>]*\{:[^}]*\}[ \t]*\Z")
_HEADING_ID = re.compile(r"(#{1,6}[ \t][^{]*)\{:[ \t]*(#[^\s}]+)[^}]*\}[ \t]*\Z")
_MODULE = re.compile(
    r"(?:import\s+(?:[\w*{][^'\"]*from\s*)?['\"][^'\"]+['\"]|export\s+(?:const|let|default|\{)\s.*);?[ \t]*\Z"
)
_COMMENT = re.compile(r"[ \t]*%%[^%]*%%[ \t]*\Z")
_MARKDOWN_INSIDE = re.compile(
    r"[ \t]*<(?:div|section|aside|figure|details|span|blockquote|center)\b[^<>]*\bmarkdown=[^<>]*>[ \t]*\Z"
)
_BLOCK_NAME = re.compile(r"[ \t]\^(?P<name>[A-Za-z0-9-]{1,60})[ \t]*\Z|\A\^(?P<alone>[A-Za-z0-9-]{1,60})[ \t]*\Z")
_EMBED = re.compile(r"[ \t]*@\[(?P<name>\w+)\]\((?P<address>[^)\s]+)\)[ \t]*\Z")
_SIZED_IMAGE = re.compile(r"(\]\([^()\s<>]{1,500})[ \t]+=(\d{0,5})x(\d{0,5})[ \t]*\)")
_BLANK_ADDRESS = re.compile(
    r"(!?\[[^\[\]\n]{0,500}\])\((?P<address>[^()<>\n\"']{1,400}?[ ][^()<>\n\"']{0,400}?\.\w{2,8}(?:#[^()<>\n\"'\s]*)?)"
    r"(?P<title>[ \t]+\"[^\"\n]*\")?[ \t]*\)"
)
_BRACKETED_LINK = re.compile(r"\[\[([^\[\]\n]{1,200})\]\](?=\()")
_WIKI_LINK = re.compile(r"(?<![!`\\\[])\[\[([^\[\]\n|]{1,200})\]\](?![`(])")
_DEFINITION = re.compile(r"^[ ]{0,3}\[([^\[\]\n]{1,200})\]:[ \t]*\S", re.MULTILINE)
_INLINE_MATH = re.compile(r"\\\\\(([^\n]{1,300}?)\\\\\)")
_BLOCK_MATH = re.compile(r"\\\\\[(.{1,1000}?)\\\\\]", re.DOTALL)
_FORMULA_LINES = re.compile(r"^([ \t>]*)\$\$(.{1,3000}?)\$\$", re.DOTALL | re.MULTILINE)
_BACKSLASHED = re.compile(r"(!\[[^\[\]\n]{0,500}\]\()([^()<>\n ]{1,400}\\[^()<>\n ]{1,400})\)")


def reference_labels(text: str) -> frozenset[str]:
    """Return the labels of the addresses that a text defines, such as `[label]: https://example.org`."""
    return frozenset(_label(match) for match in _DEFINITION.findall(text))


def bracketed_references(prose: str, labels: frozenset[str]) -> str:
    """Return prose in which `[[label]]` with a defined label is a link in brackets, not a link of a wiki."""
    return _WIKI_LINK.sub(lambda match: f"\\[[{match[1]}]\\]" if _label(match[1]) in labels else match[0], prose)


def _label(written: str) -> str:
    return " ".join(written.casefold().split())


def tidy_prose(text: str) -> str:
    """Return prose with links, images and formulas in a form that CommonMark reads."""
    if "](" in text:
        text = _SIZED_IMAGE.sub(_sized, text)
        text = _BLANK_ADDRESS.sub(lambda match: f"{match[1]}(<{match['address'].strip()}>{match['title'] or ''})", text)
        text = _BRACKETED_LINK.sub(r"[\\[\1\\]]", text)
        text = _BACKSLASHED.sub(lambda match: f"{match[1]}{match[2].replace(chr(92), '/')})", text)
    if "\\\\(" in text:
        text = _INLINE_MATH.sub(lambda match: f"${match[1].strip()}$", text)
    if "\\\\[" in text:
        text = _BLOCK_MATH.sub(lambda match: f"$${match[1]}$$", text)
    if "$$" in text:
        # A line of a formula that begins with + or - is not a list.
        text = _FORMULA_LINES.sub(lambda match: f"{match[1]}$${' '.join(match[2].split())}$$", text)
    if "{:" in text:
        text = _CONTENTS_LIST.sub("", text)
    return text


def tidy_line(line: str, toc: str) -> str:
    """Return one line of prose. `toc` marks the place of a table of contents."""
    if not line or line.isspace():
        return line
    if _CONTENTS.match(line):
        return f"\n{toc}\n"
    return "" if _is_no_text(line) else _tidied(line)


def _tidied(line: str) -> str:
    if "{:" in line:
        return _HEADING_ID.sub(r"\1{\2}", line)
    if "markdown=" in line and _MARKDOWN_INSIDE.match(line):
        return f"{line}\n"
    if "^" in line:
        return _BLOCK_NAME.sub(lambda match: f' <a id="{match["name"] or match["alone"]}"></a>', line)
    return _embedded(line) if "@[" in line else line


def _is_no_text(line: str) -> bool:
    """Return whether a line is not part of the text: attributes, an import, a comment."""
    return bool(
        ("{:" in line and _ATTRIBUTES_LINE.match(line))
        or (line.startswith(("import", "export")) and _MODULE.match(line))
        or ("%%" in line and _COMMENT.match(line))
    )


def _embedded(line: str) -> str:
    match = _EMBED.match(line)
    if match is None:
        return line
    address = match["address"]
    link = embed(match["name"].lower(), (address,))
    return link or f'<a href="{escape(address)}">{escape(address)}</a>'


def _sized(match: re.Match[str]) -> str:
    sizes = [f"{name}={value}" for name, value in (("width", match[2]), ("height", match[3])) if value]
    return f"{match[1]}){{{' '.join(sizes)}}}"
