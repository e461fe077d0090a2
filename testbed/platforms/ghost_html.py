"""How Ghost converts HTML with `source=html`, as seen with version 6.65."""

import re

_CARD = re.compile(r"<!--kg-card-begin: html-->\n?(.*?)\n?<!--kg-card-end: html-->", re.DOTALL)
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_HEADING = re.compile(r"<(h[1-6])\b[^>]*>(.*?)</\1>", re.DOTALL)
_IMAGE = re.compile(r"(?:<p>|<figure>)?(<img\b[^>]*>)(?:<figcaption>(.*?)</figcaption>)?(?:</p>|</figure>)?", re.DOTALL)
_UNKNOWN = re.compile(r"</?(?:del|ins|div|section|details|summary|span|kbd|mark|nav|dl|dt|dd)\b[^>]*>")
_IDS = re.compile(r'(<(?!h[1-6])[a-z]\w*[^>]*?) id="[^"]*"')
_QUOTE = re.compile(r"<blockquote>(.*?)</blockquote>", re.DOTALL)
_INNER_BLOCK = re.compile(r"</?(?:p|ul|ol|li)\b[^>]*>\s*")


def converted(html: str) -> str:
    """Return what Ghost shows. Only HTML cards are kept as they are."""
    parts = _CARD.split(html)
    return "".join(_card(text) if index % 2 else _native(text) for index, text in enumerate(parts))


def _card(html: str) -> str:
    return f"\n<!--kg-card-begin: html-->\n{html}\n<!--kg-card-end: html-->\n"


def _native(html: str) -> str:
    html = _UNKNOWN.sub("", _SCRIPT.sub("", html))
    html = _QUOTE.sub(lambda match: f"<blockquote>{_INNER_BLOCK.sub('', match[1]).strip()}</blockquote>", html)
    html = _HEADING.sub(_heading, html)
    html = _IMAGE.sub(_image, html)
    html = _TABLE.sub(lambda match: _card(match[0]), html)
    return re.sub(r">\n+<", "><", _IDS.sub(r"\1", html)).strip()


def _heading(match: re.Match[str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"<[^>]*>", "", match[2]).lower()).strip("-")
    return f'<{match[1]} id="{slug}">{match[2]}</{match[1]}>'


def _image(match: re.Match[str]) -> str:
    caption = f"<figcaption>{match[2]}</figcaption>" if match[2] else ""
    return f'<figure class="kg-card kg-image-card">{match[1]}{caption}</figure>'
