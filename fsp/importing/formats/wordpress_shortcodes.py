"""The shortcodes of WordPress as HTML: captions, embeds, players and galleries. Others are reported."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

_CAPTION = re.compile(r"\[caption\b[^\]]*\](.*?)\[/caption\]", re.DOTALL)
_IMAGE = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL)
_EMBED = re.compile(r"\[embed[^\]]*\]\s*(\S+?)\s*\[/embed\]")
_PLAYER = re.compile(r"\[(?P<name>audio|video)\b(?P<attributes>[^\]]*)\](?:\s*\[/(?P=name)\])?")
_GALLERY = re.compile(r"\[gallery\b(?P<attributes>[^\]]*)\]")
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*[\"']?([^\"'\]\s]*)")
_SOURCES = ("src", "mp4", "mp3", "webm", "ogv", "ogg", "m4a", "m4v", "wav", "flac")
_UNKNOWN = re.compile(r"\[(?P<name>[a-z][\w-]*)(?:\s+[\w-]+\s*=\s*(?:\"[^\"\]]*\"|'[^'\]]*'))+\s*/?\]", re.IGNORECASE)
_CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Attachment:
    """An uploaded file."""

    url: str
    alt: str = ""
    caption: str = ""
    parent: str = ""
    """The id of the post that it was uploaded to."""


def with_shortcodes(html: str, *, post_id: str, attachments: Mapping[str, Attachment]) -> str:
    """Return the HTML with the shortcodes of WordPress itself as HTML."""
    html = _CAPTION.sub(_figure, html)
    html = _EMBED.sub(r'<p><a href="\1">\1</a></p>', html)
    html = _outside_code(html, _PLAYER, _player)
    return _outside_code(html, _GALLERY, lambda match: _gallery(match, post_id, attachments))


def unknown_shortcodes(html: str) -> Counter[str]:
    """Return how often each shortcode of a plug-in occurs. It stays as text."""
    return Counter(match["name"] for match in _UNKNOWN.finditer(_CODE.sub("", html)))


def _outside_code(html: str, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]) -> str:
    spans = [match.span() for match in _CODE.finditer(html)]

    def replaced(match: re.Match[str]) -> str:
        is_code = any(start < match.start() < end for start, end in spans)
        return match[0] if is_code else replacement(match)

    return pattern.sub(replaced, html)


def _figure(match: re.Match[str]) -> str:
    image = _IMAGE.match(match[1])
    caption = image[2].strip() if image else ""
    if image is None or not caption:
        return match[1]
    return f"<figure>{image[1]}<figcaption>{caption}</figcaption></figure>"


def _player(match: re.Match[str]) -> str:
    attributes = dict(_ATTRIBUTE.findall(match["attributes"]))
    source = next((attributes[name] for name in _SOURCES if attributes.get(name)), "")
    return f'\n<{match["name"]} src="{escape(source)}"></{match["name"]}>\n' if source else match[0]


def _gallery(match: re.Match[str], post_id: str, attachments: Mapping[str, Attachment]) -> str:
    """Return the chosen images, else those that were uploaded to the post."""
    attributes: dict[str, str] = dict(_ATTRIBUTE.findall(match["attributes"]))
    written: str = attributes.get("ids") or attributes.get("include") or ""
    chosen = [part.strip() for part in written.split(",") if part.strip()]
    images = [attachments[number] for number in chosen if number in attachments]
    if not chosen:
        images = [image for image in attachments.values() if image.parent == post_id]
    return "\n".join(_gallery_image(image) for image in images) or match[0]


def _gallery_image(image: Attachment) -> str:
    shown = f'<img src="{escape(image.url)}" alt="{escape(image.alt)}">'
    if not image.caption:
        return f"<p>{shown}</p>"
    return f"<figure>{shown}<figcaption>{escape(image.caption, quote=False)}</figcaption></figure>"
