"""The cards of Ghost's editor as plain HTML: bookmarks, callouts, toggles, players and files.

Source: Ghost, ghost/core/core/server/services/koenig/node-renderers.
"""

from html import escape

from bs4 import BeautifulSoup, Tag


def with_plain_cards(html: str) -> str:
    """Return the HTML of a post with its cards as elements that every reader knows."""
    if "kg-" not in html:
        return html
    soup = BeautifulSoup(html, "html.parser")
    for name, plain in _CARDS.items():
        for card in soup.select(f".kg-{name}-card"):
            written = plain(card)
            if written:
                card.replace_with(BeautifulSoup(written, "html.parser"))
    return str(soup)


def _words(card: Tag, selector: str) -> str:
    """Return the words of a part of a card as HTML text."""
    part = card.select_one(selector)
    return escape(" ".join(part.get_text(" ").split()), quote=False) if part else ""


def _address(card: Tag, selector: str, attribute: str) -> str:
    part = card.select_one(selector)
    return escape(str(part.get(attribute) or "")) if part else ""


def _bookmark(card: Tag) -> str:
    address = _address(card, "a[href]", "href")
    title = _words(card, ".kg-bookmark-title") or address
    texts = [_words(card, ".kg-bookmark-description"), _words(card, "figcaption")]
    return "".join(f"<p>{text}</p>" for text in [f'<a href="{address}">{title}</a>', *texts] if text) if address else ""


def _callout(card: Tag) -> str:
    text = card.select_one(".kg-callout-text")
    sign = _words(card, ".kg-callout-emoji")
    inner = text.decode_contents() if text else ""
    written = inner if "<p" in inner else f"<p>{sign} {inner}</p>"
    return f"<blockquote>{written}</blockquote>"


def _toggle(card: Tag) -> str:
    content = card.select_one(".kg-toggle-content")
    inner = content.decode_contents() if content else ""
    return f"<details><summary>{_words(card, '.kg-toggle-heading-text')}</summary>{inner}</details>"


def _audio(card: Tag) -> str:
    address, title = _address(card, "audio", "src"), _words(card, ".kg-audio-title")
    return f'<p>{title}</p><audio src="{address}"></audio>' if address else ""


def _video(card: Tag) -> str:
    address, caption = _address(card, "video", "src"), _words(card, "figcaption")
    return f'<video src="{address}"></video>' + (f"<p>{caption}</p>" if caption else "") if address else ""


def _file(card: Tag) -> str:
    address = _address(card, "a[href]", "href")
    title = _words(card, ".kg-file-card-title") or _words(card, ".kg-file-card-filename") or address
    caption = _words(card, ".kg-file-card-caption")
    return f'<p><a href="{address}">{title}</a></p>' + (f"<p>{caption}</p>" if caption else "") if address else ""


_CARDS = {
    "bookmark": _bookmark,
    "callout": _callout,
    "toggle": _toggle,
    "audio": _audio,
    "video": _video,
    "file": _file,
}
