"""Shows an image that stands alone and has a title as a figure with a caption."""

import re

from fsp.content.rendering.elements import attributes, start_tag

_ALONE = re.compile(r"<p>\s*(?P<start><a\b[^>]*>)?<img\b(?P<image>[^>]*?)\s*/?>(?P<end></a>)?\s*</p>")


def captioned(html: str) -> str:
    """Return cleaned HTML with the title of each image that is a paragraph of its own as its caption."""
    return _ALONE.sub(_figure, html) if "<img" in html and " title=" in html else html


def _figure(match: re.Match[str]) -> str:
    values = attributes(match["image"])
    # A caption is text of the author, and may be longer than what fits a tooltip.
    caption = values.pop("title", "").strip()
    if not caption or bool(match["start"]) != bool(match["end"]):
        return match[0]
    image = f"{match['start'] or ''}{start_tag('img', values)}{match['end'] or ''}"
    return f"<figure>{image}<figcaption>{_escaped(caption)}</figcaption></figure>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
