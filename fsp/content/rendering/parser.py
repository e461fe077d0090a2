"""The Markdown parser: pulldown-cmark, which takes linear time and does not recurse."""

import re

from pyromark import Options, html

from fsp.content.rendering.embeds import frames_as_links

_OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_HEADING_ATTRIBUTES
    | Options.ENABLE_MATH
    | Options.ENABLE_DEFINITION_LIST
    | Options.ENABLE_WIKILINKS
)
_ALIGNED = re.compile(r'<(t[hd]) style="text-align: (left|right|center)">')
_CHECKBOXES = (
    ('<input disabled="" type="checkbox" checked=""/>\n', "☑ "),
    ('<input disabled="" type="checkbox"/>\n', "☐ "),
)
MAX_DEPTH = 150
"""The nesting limit. Browsers stop at 512, and cleaning is slow beyond this."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_WITHOUT_END = "area br col embed hr img input source track wbr"
_END_LEFT_OUT = "dd dt li option p rp rt tbody td tfoot th thead tr"
_UNCOUNTED = frozenset(f"{_WITHOUT_END} {_END_LEFT_OUT}".split())


def parse(markdown: str) -> str:
    """Return a text as HTML that is not cleaned yet."""
    rendered = str(html(markdown, options=_OPTIONS))
    if "<t" in rendered:
        rendered = _ALIGNED.sub(r'<\1 align="\2">', rendered)
    if "<input " in rendered:
        for box, sign in _CHECKBOXES:
            rendered = rendered.replace(box, sign)
    return _flattened(frames_as_links(rendered))


def _flattened(rendered: str) -> str:
    """Return HTML without the tags beyond the nesting limit. Their content stays."""
    if rendered.count("</") <= MAX_DEPTH and rendered.count("<") <= 2 * MAX_DEPTH:
        return rendered
    depths: dict[str, list[bool]] = {}
    depth = 0
    parts = []
    position = 0
    for match in _TAG.finditer(rendered):
        name = match[2].lower()
        if name in _UNCOUNTED:
            continue
        levels = depths.setdefault(name, [])
        if not match[1]:
            is_counted = depth < MAX_DEPTH
            levels.append(is_counted)
        else:
            is_counted = levels.pop() if levels else True
            depth -= is_counted and depth > 0
        if not is_counted:
            end = rendered.find(">", match.end())
            end = len(rendered) if end < 0 else end + 1
            parts.append(rendered[position : match.start()])
            position = max(end, position)
        elif not match[1]:
            depth += 1
    return rendered if not parts else "".join([*parts, rendered[position:]])
