"""Slugs: the addresses of posts, unique in their project, and never one of the site's reserved names."""

from collections.abc import Container, Iterator
from itertools import count

from slugify import slugify

MAX_SLUG_CHARACTERS = 100
RESERVED_SLUGS = frozenset(
    {
        *("tags", "page", "media", "archive", "series", "search", "cards"),
        *("feed", "index", "feed-xml", "site-css", "sitemap", "404"),
    }
)
"""Addresses of the site's own pages and folders."""


def slug_of(text: str, *, is_unicode: bool = False) -> str:
    """Return a text as a slug; empty if it has no letters or digits, such as emoji."""
    return slugify(text, max_length=MAX_SLUG_CHARACTERS, allow_unicode=is_unicode)


def free_slug(preferred: list[str], taken: Container[str], *, reserved: Container[str] = RESERVED_SLUGS) -> str:
    """Return the first wanted slug that is free and not reserved, else the first one with a number."""
    return next(slug for slug in _candidates(preferred) if slug not in taken and slug not in reserved)


def _candidates(preferred: list[str]) -> Iterator[str]:
    slugs = [slug for slug in preferred if slug] or ["post"]
    yield from slugs
    for number in count(2):
        yield f"{slugs[0][: MAX_SLUG_CHARACTERS - len(str(number)) - 1].rstrip('-')}-{number}"
