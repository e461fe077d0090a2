"""What is wrong with a post for a destination: its name, text, images and links. Pure functions."""

import re
from collections.abc import Iterable
from html import unescape
from ipaddress import ip_address
from urllib.parse import urlsplit

from fsp.destinations.contract import Markup, Platform, Post
from fsp.destinations.preflight_facts import DEAD_LINK, TAKEN, Contents, Place, Problem
from fsp.destinations.short_text import count_text
from fsp.security.addresses import is_public

_REFERENCE = re.compile(r'<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]*)"')
_MISSING = re.compile(r'<span class="missing"[^>]*? title="([^"]*)"')
"""What rendering leaves in place of a link or image without its target."""
_RESOLVED = re.compile(r"(?:https?:|mailto:|tel:|media:|#)")


def problems_of_post(place: Place, platform: Platform, contents: Contents, post: Post) -> Iterable[Problem]:
    """Yield what the platform will refuse or spoil."""
    yield from _of_name(place, contents)
    if platform.abilities.is_local:
        return
    yield from _of_text(platform, post, contents.text_fault)
    yield from _of_images(platform, contents)
    yield from _of_links(contents)


def _of_name(place: Place, contents: Contents) -> Iterable[Problem]:
    if contents.taken_by:
        message = f"{place.name} has another post with this name: {contents.taken_by:.300}."
        yield Problem(TAKEN, message, "Change the slug of the post, or rename or delete the other one.")


def _of_text(platform: Platform, post: Post, text_fault: str) -> Iterable[Problem]:
    if text_fault:
        yield Problem("template", text_fault, "Correct the template of the destination.")
        return
    if platform.abilities.markup != Markup.TEXT:
        if platform.abilities.max_length is not None:
            yield from _too_long(platform, post.markdown, "Shorten the post.")
        return
    if not post.text.strip():
        yield Problem("text-empty", "The short text is empty.", "Write one, or correct the template.")
    yield from _too_long(platform, post.text, "Shorten the short text.")


def _too_long(platform: Platform, text: str, fix: str) -> Iterable[Problem]:
    count = count_text(text, platform)
    if count.max_length is not None and count.length > count.max_length:
        message = f"The text has {count.length} {count.unit}; {platform.title} takes {count.max_length}."
        yield Problem("text-too-long", message, fix)
    if count.max_bytes is not None and count.bytes > count.max_bytes:
        message = f"The text takes {count.bytes} bytes; {platform.title} takes {count.max_bytes}."
        yield Problem("text-too-many-bytes", message, fix)


def _of_images(platform: Platform, contents: Contents) -> Iterable[Problem]:
    post = contents.post
    limits = platform.abilities.images
    if post is None or limits.max_count == 0:
        return
    for source, fault in contents.image_faults:
        code = "image-lost" if "is stored" in fault else "image-refused"
        yield Problem(code, fault, f'Replace the image "{source:.100}".')
    for image in post.images[: limits.max_count]:
        if not image.alt.strip():
            message = f'The image "{image.source:.100}" has no alt text.'
            yield Problem("alt-missing", message, "Describe it in the text: ![what it shows](image).")
        elif len(image.alt) > limits.max_alt_characters:
            message = f'The alt text of "{image.source:.100}" has {len(image.alt)} characters and will be cut.'
            yield Problem("alt-too-long", message, f"Use at most {limits.max_alt_characters} characters.")


def _of_links(contents: Contents) -> Iterable[Problem]:
    post = contents.post
    if post is None:
        return
    fix = "Correct the link, or import the file."
    for reference in dict.fromkeys(_REFERENCE.findall(post.html)):
        if not _RESOLVED.match(reference):
            yield Problem("reference-unresolved", f'"{reference:.100}" leads nowhere outside.', fix)
    for seen in dict.fromkeys(_MISSING.findall(post.html)):
        yield Problem("reference-unresolved", f"A link or image of the post leads nowhere. {unescape(seen):.200}.", fix)
    for url, seen in contents.dead_links:
        yield Problem(DEAD_LINK, f"The link {url:.200} answered {seen}.", "Correct or remove the link.")
    if not post.canonical_url:
        yield Problem(
            "canonical-missing",
            "The post has no address of its own.",
            "Set a canonical URL, or publish it on the site.",
        )
    elif _is_internal(urlsplit(post.canonical_url).hostname or ""):
        message = f"Readers cannot open the post's address {post.canonical_url:.200}."
        yield Problem("canonical-internal", message, "Set FSP_BASE_URL to the public address, or a canonical URL.")


def _is_internal(host: str) -> bool:
    """Return whether a host is certainly not on the internet."""
    try:
        return not is_public(ip_address(host))
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost"))
