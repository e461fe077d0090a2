"""Replaces embedded videos, gists and other external content by links."""

import re
from html import escape
from urllib.parse import quote

ADDRESSES = {
    "youtube": ("Video", "https://www.youtube.com/watch?v={}"),
    "yt": ("Video", "https://www.youtube.com/watch?v={}"),
    "vimeo": ("Video", "https://vimeo.com/{}"),
    "bilibili": ("Video", "https://www.bilibili.com/video/{}"),
    "dailymotion": ("Video", "https://www.dailymotion.com/video/{}"),
    "video": ("Video", "{}"),
    "audio": ("Audio", "{}"),
    "loom": ("Video", "https://www.loom.com/share/{}"),
    "asciinema": ("Recording", "https://asciinema.org/a/{}"),
    "tweet": ("Post", "https://x.com/i/status/{}"),
    "twitter": ("Post", "https://x.com/i/status/{}"),
    "x": ("Post", "https://x.com/{}"),
    "instagram": ("Post", "https://www.instagram.com/p/{}"),
    "gist": ("Code", "https://gist.github.com/{}"),
    "github": ("Repository", "https://github.com/{}"),
    "codepen": ("Code", "https://codepen.io/{}"),
    "jsfiddle": ("Code", "https://jsfiddle.net/{}"),
    "codesandbox": ("Code", "https://codesandbox.io/embed/{}"),
    "stackblitz": ("Code", "https://stackblitz.com/edit/{}"),
    "replit": ("Code", "https://replit.com/{}"),
    "speakerdeck": ("Slides", "https://speakerdeck.com/player/{}"),
    "slideshare": ("Slides", "https://www.slideshare.net/slideshow/embed_code/key/{}"),
    "spotify": ("Audio", "https://open.spotify.com/{}"),
    "soundcloud": ("Audio", "https://soundcloud.com/{}"),
    "embed": ("Link", "{}"),
    "card": ("Link", "{}"),
    "bookmark": ("Link", "{}"),
    "linkpreview": ("Link", "{}"),
    "figma": ("Design", "{}"),
}
"""Name → what it shows, and its address by id."""

_FRAME = re.compile(r"<iframe\b([^<>]*)>", re.IGNORECASE)
_SOURCE = re.compile(r"(?<![\w-])src\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)


def embed(name: str, ids: tuple[str, ...], title: str = "") -> str | None:
    """Return a link to embedded content; None for an unknown kind."""
    if name not in ADDRESSES or not ids:
        return None
    kind, form = ADDRESSES[name]
    first = ids[0]
    if first.startswith(("http://", "https://", "//")):
        address = first
    elif form == "{}":
        return None
    else:
        # A post on x.com is identified by its author and number, a gist by its owner and id.
        parts = ids[:2] if name == "gist" else (ids[0], "status", ids[1]) if name == "x" and len(ids) > 1 else ids[:1]
        address = form.format("/".join(quote(part, safe="/=&?@-_.~") for part in parts))
    return _link(address, title or f"{kind}: {address}")


def frames_as_links(html: str) -> str:
    """Return uncleaned HTML with each frame replaced by a link to its content."""
    if "<iframe" not in html and "<IFRAME" not in html:
        return html
    # The replacement of a frame is cleaned like everything else.
    return _FRAME.sub(_frame_link, html).replace("</iframe>", "").replace("</IFRAME>", "")


def _frame_link(match: re.Match[str]) -> str:
    source = _SOURCE.search(match[1])
    if source is None:
        return ""
    address = next(part for part in source.groups() if part is not None)
    return f'<a href="{address.replace(chr(34), "")}">{address.replace("<", "")}</a>'


def _link(address: str, text: str) -> str:
    return f'<a href="{escape(address)}">{escape(text)}</a>'
