"""Resolves links and images in cleaned HTML. Unresolved ones become text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from typing import Protocol

from fsp.content.rendering.addresses import encoded, is_elsewhere, is_image_file, safe_address
from fsp.content.rendering.elements import attributes, start_tag
from fsp.content.rendering.headings import ids_of, matching_id

_ATTRIBUTES = r"\{:?[^{}<>\n]{0,200}\}"
"""The attributes that kramdown and Pandoc write after a link or an image."""
_LINK = re.compile(rf"<a\b([^>]*)>|(?P<end></a>(?:{_ATTRIBUTES})?)")
_IMAGE = re.compile(rf"<img\b([^>]*)>({_ATTRIBUTES})?")
_PLAYER = re.compile(r"<(video|audio)\b([^>]*)>|(?P<end></(?:video|audio)>)")
_NEXT_SOURCE = re.compile(r"\s*<source\b([^>]*)>")
_SOURCE = re.compile(r"<source\b([^>]*)>")
_SIZE = re.compile(r"(width|height)=[\"']?(\d{1,5})(?:px)?[\"']?(?=[\s}])")
_ALT_SIZE = re.compile(r"(?:(.*)\|)?(\d{1,5})(?:x(\d{1,5}))?\Z", re.DOTALL)


MAX_IMAGE_PIXELS = 736
"""The width of the widest image on a page of the site, in pixels of CSS."""


@dataclass(frozen=True)
class Image:
    """The address of an image, its size in pixels if known, and its smaller versions as `srcset` names them."""

    url: str
    width: int = 0
    height: int = 0
    srcset: str = ""


class Resolver(Protocol):
    """Resolves the addresses of one text. Returns None for an address without a target."""

    def link(self, url: str) -> str | None:
        """Return the address of a link."""

    def image(self, url: str) -> Image | None:
        """Return an image."""


@dataclass(frozen=True)
class Rewriter:
    """A resolver that only rewrites addresses and resolves all of them."""

    rewrite_url: Callable[[str], str]

    def link(self, url: str) -> str | None:
        """Return the address of a link."""
        return self.rewrite_url(url)

    def image(self, url: str) -> Image | None:
        """Return an image."""
        return Image(self.rewrite_url(url))


def place(html: str, resolver: Resolver) -> str:
    """Return cleaned HTML with its links and images resolved."""
    # Links come first, because the replacement of an image may be a resolved link.
    if "<a" in html:
        ids = ids_of(html)
        html = _replaced(html, _LINK, lambda match: _link(match, resolver, ids))
    if "<img" in html:
        html = _IMAGE.sub(lambda match: _image(match, resolver), html)
    if "<video" in html or "<audio" in html:
        html = _replaced(html, _PLAYER, lambda match: _player(match, resolver))
    return _SOURCE.sub("", html) if "<source" in html else html


def _replaced(html: str, tag: re.Pattern[str], start: Callable[[re.Match[str]], tuple[str, str]]) -> str:
    """Return HTML with each start tag and its end tag replaced. They may be nested, for example in a table."""
    ends: list[str] = []

    def written(match: re.Match[str]) -> str:
        if match["end"] is not None:
            return ends.pop() if ends else ""
        opening, end = start(match)
        ends.append(end)
        return opening

    return tag.sub(written, html)


def _link(match: re.Match[str], resolver: Resolver, ids: frozenset[str]) -> tuple[str, str]:
    values = attributes(match[1])
    url = values.get("href")
    if url is None:
        return match[0], "</a>"
    if url.startswith("#"):
        target = _fragment(url[1:], ids)
    else:
        address = safe_address(url)
        target = address if address is None or is_elsewhere(address) else resolver.link(address)
        target = safe_address(target) if target is not None else None
        target = encoded(target) if target is not None else None
    if target is None:
        anchor = f' id="{escape(values["id"])}"' if "id" in values else ""
        return f'<span class="missing"{anchor} title="{escape(_missing(url))}">', "</span>"
    return match[0] if target == url else start_tag("a", {**values, "href": target}), "</a>"


def _fragment(fragment: str, ids: frozenset[str]) -> str | None:
    """Return the id on this page that a fragment means. The fragment for the top of the page always resolves."""
    if fragment in {"", "top"}:
        return f"#{fragment}"
    identifier = matching_id(fragment, ids)
    return f"#{identifier}" if identifier else None


def _image(match: re.Match[str], resolver: Resolver) -> str:
    values = attributes(match[1])
    url = values.get("src", "")
    alt = values.get("alt", "")
    sized = _ALT_SIZE.match(alt)
    sizes = dict(_SIZE.findall(match[2] or ""))
    if sized and (sized[1] is not None or sized[3] or not alt.strip("0123456789")):
        # Obsidian writes the width where others write the alternative text.
        alt = sized[1] or ""
        sizes |= {"width": sized[2], **({"height": sized[3]} if sized[3] else {})}
    address = safe_address(url) if url else None
    image = None
    if address is not None:
        image = resolver.image(address) or (Image(address) if is_elsewhere(address) else None)
    target = safe_address(image.url) if image else None
    target = encoded(target) if target is not None else None
    if image is None or target is None:
        page = resolver.link(address) if address is not None and not is_image_file(address) else None
        if page is not None and safe_address(page) is not None:
            # Obsidian embeds another note in the place of an image.
            return f'<a href="{escape(page)}">{escape(alt.strip() or url)}</a>'
        shown = alt.strip() or url.rsplit("/", 1)[-1][:100] or "image"
        return f'<span class="missing" title="{escape(_missing(url))}">[{escape(shown)}]</span>'
    tag = image_tag({**values, "alt": alt}, replace(image, url=target), sizes=_sizes(values | sizes, image))
    return tag.removesuffix(">") + ' loading="lazy">'


def image_tag(values: dict[str, str], image: Image, *, sizes: dict[str, str] | None = None) -> str:
    """Return the tag of an image: with its size, or with the given one, and with its smaller versions."""
    shown = _sizes({}, image) if sizes is None else sizes
    tag = {**values, "src": image.url, "alt": values.get("alt", ""), **shown}
    if image.srcset:
        tag |= {"srcset": image.srcset, "sizes": _shown_width(int(tag.get("width") or image.width))}
    return start_tag("img", tag)


def _shown_width(width: int) -> str:
    """Return the width of an image on the page: its own in a wide window, else that of the window."""
    return f"(min-width: {MAX_IMAGE_PIXELS + 48}px) {min(width, MAX_IMAGE_PIXELS)}px, calc(100vw - 2.5rem)"


def _sizes(size_attributes: dict[str, str], image: Image) -> dict[str, str]:
    """Return the size to show: the requested one with the image's own proportions, else the image's own size."""
    width, height = (int(size_attributes.get(name) or 0) for name in ("width", "height"))
    if not image.width or not image.height:
        sizes = {"width": width, "height": height}
    elif width and not height:
        sizes = {"width": width, "height": round(image.height * width / image.width)}
    elif height and not width:
        sizes = {"width": round(image.width * height / image.height), "height": height}
    else:
        sizes = {"width": width or image.width, "height": height or image.height}
    return {name: str(value) for name, value in sizes.items() if value}


def _player(match: re.Match[str], resolver: Resolver) -> tuple[str, str]:
    name, values = match[1], attributes(match[2])
    source = _NEXT_SOURCE.match(match.string, match.end())
    url = values.get("src") or (attributes(source[1]).get("src", "") if source else "")
    address = safe_address(url) if url else None
    target = address if address is None or is_elsewhere(address) else resolver.link(address)
    target = safe_address(target) if target is not None else None
    if target is None:
        return f'<span class="missing" title="{escape(_missing(url))}">[{name}: {escape(url[:200])}]', "</span>"
    values = {key: value for key, value in values.items() if key not in {"src", "poster", "controls"}}
    start = start_tag(name, {"src": target, "controls": "", "preload": "none", **values})
    return f'{start}<a href="{escape(target)}" rel="noopener">{escape(target)}</a>', f"</{name}>"


def _missing(url: str) -> str:
    return f"Not found: {url[:200]}"
