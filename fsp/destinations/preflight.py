"""Preflight: what will prevent a publication, found while there is time. Pure functions; see `publishing.preflight`."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from fsp.amounts import duration
from fsp.destinations.contract import CheckResult, Markup, Platform, Post
from fsp.destinations.short_text import count_text
from fsp.security.addresses import is_public

_REFERENCE = re.compile(r'<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]*)"')
_RESOLVED = re.compile(r"(?:https?:|mailto:|tel:|media:|#)")
NEAR = timedelta(hours=1)


@dataclass(frozen=True)
class Problem:
    """One fault: a code for programs, what is wrong, and what to do."""

    code: str
    message: str
    fix: str


@dataclass(frozen=True)
class Place:
    """A destination as the checks see it."""

    name: str
    pause: str = ""
    """Why it is paused; empty if it is not."""
    circuit_open_since: datetime | None = None
    circuit_reason: str = ""
    credentials_expire_at: datetime | None = None
    tested_at: datetime | None = None
    results: tuple[CheckResult, ...] = ()
    max_lateness: timedelta | None = None
    holds_late: bool = True
    set_up_fault: str = ""
    """Why its platform cannot be connected; empty if it can."""


@dataclass(frozen=True)
class Contents:
    """What would be sent. `post` is None without a text; `image_faults` are by the image's address in the text."""

    post: Post | None
    text_fault: str = ""
    """Why the short text cannot be made; empty if it can."""
    image_faults: tuple[tuple[str, str], ...] = ()
    dead_links: tuple[tuple[str, str], ...] = ()
    """Links that answered that they are gone, with the answer."""


def problems_of(
    place: Place, platform: Platform | None, contents: Contents, *, due_at: datetime, now: datetime
) -> list[Problem]:
    """Return everything that will prevent the publication or spoil it, the most certain first."""
    problems = [*_of_place(place, due_at=due_at, now=now)]
    if contents.post is None:
        problems.append(Problem("no-content", "The post has no content.", "Write it, or use a draft."))
        return problems
    if platform is not None and not platform.abilities.is_local:
        problems += _of_text(platform, contents.post, contents.text_fault)
        problems += _of_images(platform, contents)
        problems += _of_links(contents)
    return problems


def _of_place(place: Place, *, due_at: datetime, now: datetime) -> Iterable[Problem]:
    name = place.name
    if place.pause:
        yield Problem("paused", f"{name} is paused: {place.pause}", "Resume the destination.")
    if place.set_up_fault:
        yield Problem(_code_of_set_up(place.set_up_fault), place.set_up_fault, "Edit the destination, then test it.")
    if place.circuit_open_since is not None:
        reason = f": {place.circuit_reason}" if place.circuit_reason else ""
        message = (
            f"{name} has not accepted posts for {duration((now - place.circuit_open_since).total_seconds())}{reason}."
        )
        yield Problem("circuit-open", message, "Test the destination.")
    expires = place.credentials_expire_at
    if expires is not None and expires <= now:
        yield Problem("credentials-expired", f"The credentials of {name} have expired.", "Replace the credentials.")
    elif expires is not None and expires <= due_at + NEAR:
        yield Problem(
            "credentials-expire",
            f"The credentials of {name} expire before the post is due.",
            "Replace the credentials.",
        )
    for result in place.results:
        if not result.is_ok:
            fix = result.fix or "Test the destination."
            yield Problem(f"test-failed:{_slug(result.name)}", f"{name}, {result.name}: {result.seen}", fix)
    if place.max_lateness is not None and place.holds_late and now > due_at + place.max_lateness:
        message = f"The time of the post is {duration((now - due_at).total_seconds())} ago, too late for {name}."
        yield Problem("too-late", message, "Give it a new time, or send it from its page.")


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
    for reference in dict.fromkeys(_REFERENCE.findall(post.html)):
        if not _RESOLVED.match(reference):
            yield Problem(
                "reference-unresolved",
                f'"{reference:.100}" leads nowhere outside.',
                "Correct the link, or import the file.",
            )
    for url, seen in contents.dead_links:
        yield Problem("link-dead", f"The link {url:.200} answered {seen}.", "Correct or remove the link.")
    if not post.canonical_url:
        yield Problem(
            "canonical-missing",
            "The post has no address of its own.",
            "Set a canonical URL, or publish it on the site.",
        )
    elif _is_internal(urlsplit(post.canonical_url).hostname or ""):
        message = f"Readers cannot open the post's address {post.canonical_url:.200}."
        yield Problem("canonical-internal", message, "Set FSP_BASE_URL to the public address, or a canonical URL.")


def _code_of_set_up(fault: str) -> str:
    codes: tuple[tuple[str, str], ...] = (
        ("FSP_SECRET_KEY", "credentials-unreadable"),
        ("cannot be read", "credentials-file"),
        ("missing or unusable", "credentials-missing"),
        ("Unknown platform", "platform-missing"),
    )
    return next((code for words, code in codes if words in fault), "settings-unusable")


def _is_internal(host: str) -> bool:
    """Return whether a host is certainly not on the internet."""
    try:
        return not is_public(ip_address(host))
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost"))


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


LookUp = Callable[[str], str]
"""Returns how a link answered if it is gone, such as "404"; empty if it is there or unknown."""
