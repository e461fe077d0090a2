"""Converts posts that are HTML below front matter, as Jekyll, Hugo and Nikola read them, with the tags inside."""

import re

from fsp.content.rendering.shortcode_tags import find_tags
from fsp.importing.formats.html_markdown import markdown_of
from fsp.importing.texts.converted_text import ConvertedText

_SAVED = re.compile("\ue012(\\d+)\ue013")
_CODE = re.compile(
    r"\{%-?\s*(?P<name>highlight|codeblock|raw)\b\s*(?P<language>[\w+#.-]*)[^%]*%\}(?P<code>.*?)\{%-?\s*end(?P=name)\s*-?%\}",
    re.DOTALL,
)

_TEMPLATE = re.compile(r"\{%-?\s*(?:for|paginate)\b|\{\{-?\s*(?:content|paginator\b[^}]*)\s*-?\}\}")


def is_template(html: str) -> bool:
    """Return whether a page lists other pages, or is the frame around them: a part of the theme, not a text."""
    return _TEMPLATE.search(html) is not None


def convert_html_post(html: str) -> ConvertedText:
    """Return the text as Markdown, with the tags as written; raise InvalidInput if it is nested too deeply."""
    saved_texts: list[str] = []

    def keep(written: str) -> str:
        saved_texts.append(written)
        return f"\ue012{len(saved_texts) - 1}\ue013"

    def code(match: re.Match[str]) -> str:
        if match["name"] == "raw":
            return keep(match[0])
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", match["code"])), default=0))
        written = keep(f"{fence}{match['language']}\n{match['code'].strip(chr(10)).rstrip()}\n{fence}")
        return f"<p>{written}</p>"

    text = _CODE.sub(code, html) if "{%" in html else html
    parts, position = [], 0
    for tag in find_tags(text):
        parts += [text[position : tag.start], keep(tag.text)]
        position = tag.end
    markdown = markdown_of("".join([*parts, text[position:]]))
    return ConvertedText(_SAVED.sub(lambda match: saved_texts[int(match[1])], markdown))
