"""A post as an entry of Micropub, and what is compared of it."""

from collections.abc import Mapping
from typing import Any

from fsp.clock import iso
from fsp.destinations.alt_text import short_alt
from fsp.destinations.contract import ImageLimits, Post
from fsp.destinations.marker import hash_of_facts
from fsp.destinations.micropub.settings import Content
from fsp.destinations.post_files.document import by_source, with_images
from fsp.destinations.post_html import UploadedImage, html_of, without_control_characters

MARK = "x-fsp-key"
"""The property with the mark of a post's key. Microformats reserve `x-` for properties of programs."""


def properties_of(
    post: Post, uploaded: Mapping[str, UploadedImage], content: Content, limits: ImageLimits
) -> dict[str, Any]:
    """Return the properties of a post's entry, each a list."""
    values: dict[str, list[Any]] = {
        "name": [without_control_characters(post.title)],
        "content": [_content(post, uploaded, content, limits)],
        "summary": [without_control_characters(post.summary)] if post.summary else [],
        "category": list(post.tags),
        "published": [iso(post.published_at)],
        "photo": [{"value": uploaded[post.cover.sha256].url, "alt": short_alt(post.cover.alt, limits)}]
        if post.cover
        else [],
    }
    return dict(values)


def new_properties(post: Post, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of a new entry: without empty ones, with the wanted slug."""
    filled = {name: value for name, value in properties.items() if value}
    return {**filled, "mp-slug": [post.slug], "post-status": ["published"]}


def replacement(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the details of an update: which properties are replaced, and which are deleted."""
    filled = {name: value for name, value in properties.items() if value}
    emptied = [name for name, value in properties.items() if not value]
    return {"replace": filled} | ({"delete": emptied} if emptied else {})


def with_plain_photos(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return properties whose photos are addresses alone, for servers that know no alt texts."""
    photos = properties.get("photo", [])
    plain = [photo["value"] if isinstance(photo, Mapping) else photo for photo in photos]
    return {**properties, "photo": plain} if photos else dict(properties)


def source_hash(properties: Mapping[str, Any]) -> str:
    """Return the hash of what a server holds: of the name, the text, the categories and the photos."""
    facts = [[_text(value) for value in _list(properties.get(name))] for name in ("name", "content", "photo")]
    return hash_of_facts([*facts, sorted(_text(value) for value in _list(properties.get("category")))])


def _content(post: Post, uploaded: Mapping[str, UploadedImage], content: Content, limits: ImageLimits) -> Any:
    if content is Content.HTML:
        return {"html": html_of(post, uploaded, limits)}
    addresses = by_source(post, {sha256: image.url for sha256, image in uploaded.items()})
    return without_control_characters(with_images(post, addresses))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    """Return the text of a value: a string, or an object with the text in one of several forms."""
    if isinstance(value, Mapping):
        value = next((value[form] for form in ("html", "markdown", "text", "value") if form in value), "")
    return " ".join(str(value).split())
