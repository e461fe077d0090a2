"""What a status of Mastodon says: its text, its links, its hash, and whether it is a given post."""

import hashlib
import json
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

from fsp.destinations.contract import Post
from fsp.destinations.mastodon.length import without_servers

Status = dict[str, Any]


def status_text(status: Status) -> str:
    """Return the text that a person reads, with whole links."""
    return _read(status).text


def says(status: Status, text: str) -> bool:
    """Return whether a status has this text, apart from white space and the servers of mentions."""
    return _words(status_text(status)) == _words(text)


def links_to(status: Status, address: str) -> bool:
    """Return whether the status links to exactly this address."""
    return _address_mark(address) in {_address_mark(link) for link in _read(status).links}


def marks_of(status: Status) -> set[str]:
    """Return what a status may be found by: each address that it links to, and its whole text."""
    reader = _read(status)
    return {*(_address_mark(link) for link in reader.links), _text_mark(reader.text)}


def mark_of(post: Post) -> str:
    """Return the mark of every status that fits a post, so that only those with it are compared."""
    return _address_mark(post.canonical_url) if has_address(post) else _text_mark(post.text)


def hash_of(status: Status) -> str:
    """Return the hash of what a person edits: text, content warning, images and their alt texts."""
    images = [[image.get("id"), image.get("description") or ""] for image in status.get("media_attachments") or []]
    facts = [_words(status_text(status)), status.get("spoiler_text") or "", images]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def may_be(status: Status, post: Post, application: str) -> bool:
    """Return whether this program wrote a status for this post: it fits, and has the same application."""
    return application_of(status) == application and fits(status, post)


def application_of(status: Status) -> str:
    """Return the program that wrote a status; empty on servers that do not show it."""
    return str((status.get("application") or {}).get("name") or "")


def fits(status: Status, post: Post) -> bool:
    """Return whether a status could be this post: no reply and no boost, and it links to the post's address.

    A post without an address, or whose text does not have it, is known by its whole text.
    """
    if status.get("reblog") or status.get("in_reply_to_id"):
        return False
    return links_to(status, post.canonical_url) if has_address(post) else says(status, post.text)


def has_address(post: Post) -> bool:
    """Return whether the text of a post contains its address."""
    return bool(post.canonical_url) and post.canonical_url in post.text


def _words(text: str) -> str:
    return " ".join(without_servers(text).split())


def _address_mark(address: str) -> str:
    """Return an address in the spelling that is the same for all spellings of it."""
    parts = urlsplit(address)
    return json.dumps(
        [parts.scheme, (parts.netloc or "").lower(), unquote(parts.path) or "/", unquote(parts.query), parts.fragment]
    )


def _text_mark(text: str) -> str:
    return f"text {_words(text)}"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []

    @property
    def text(self) -> str:
        """Return the text; paragraphs are separated by white space."""
        return "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"p", "br"}:
            self.parts.append("\n")
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _read(status: Status) -> _Reader:
    reader = _Reader()
    reader.feed(status.get("content") or "")
    reader.close()
    return reader
