"""Assigns a permanent address to each tag of a project."""

import hashlib
import unicodedata
from collections.abc import Iterable
from itertools import count

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fsp.content.slugs import slug_of
from fsp.models.project import Project
from fsp.models.tag_address import TagAddress
from fsp.stores import db

MAX_KEY_CHARACTERS = 150
MAX_SLUG_CHARACTERS = 80
MAX_TRIES = 50

_SPELLED = {"+": "-plus-", "#": "-sharp-", "&": "-and-"}


def known_tag_addresses(project: Project, tags: Iterable[str]) -> dict[str, str] | None:
    """Return the slug of each tag's page; None if any tag has none yet."""
    keys = {tag: tag_key(tag) for tag in tags}
    slugs = _known(project.id, set(keys.values()))
    return {tag: slugs[key] for tag, key in keys.items()} if slugs.keys() >= set(keys.values()) else None


def tag_addresses(project: Project, tags: Iterable[str]) -> dict[str, str]:
    """Return the slug of each tag's page. New tags get a slug, which is committed."""
    keys = {tag: tag_key(tag) for tag in tags}
    slugs = _known(project.id, set(keys.values()))
    for tag, key in keys.items():
        if key not in slugs:
            slugs[key] = _give(project, tag, key)
    return {tag: slugs[key] for tag, key in keys.items()}


def tag_key(tag: str) -> str:
    """Return a key that is the same for all spellings of a tag, such as `Tea` and `tea`."""
    key = " ".join(unicodedata.normalize("NFC", tag).casefold().split())
    if len(key) <= MAX_KEY_CHARACTERS:
        return key
    return f"{key[:MAX_KEY_CHARACTERS]}…{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def tag_slug(tag: str, *, is_unicode: bool = False) -> str:
    """Return the preferred slug of a tag's page, if it is free."""
    spelled = "".join(_SPELLED.get(character, character) for character in tag)
    return slug_of(spelled, is_unicode=is_unicode)[:MAX_SLUG_CHARACTERS].rstrip("-") or "tag"


def _known(project_id: int, keys: set[str]) -> dict[str, str]:
    if not keys:
        return {}
    rows = db.session.execute(
        select(TagAddress.tag, TagAddress.slug).where(TagAddress.project_id == project_id, TagAddress.tag.in_(keys))
    )
    return {tag: slug for tag, slug in rows}  # noqa: C416  (rows are not pairs to mypy)


def _give(project: Project, tag: str, key: str) -> str:
    preferred_slug = tag_slug(tag, is_unicode=project.has_unicode_slugs)
    numbers = count(2)
    slug = preferred_slug
    for _ in range(MAX_TRIES):
        try:
            with db.session.begin_nested():
                db.session.add(TagAddress(project_id=project.id, tag=key, slug=slug))
            return slug
        except IntegrityError:
            # Another tag has this slug, or another publication added this tag first.
            slugs = _known(project.id, {key})
            if slugs:
                return slugs[key]
            slug = f"{preferred_slug}-{next(numbers)}"
    return _give_by_hash(project, key, preferred_slug)


def _give_by_hash(project: Project, key: str, preferred_slug: str) -> str:
    slug = f"{preferred_slug[:60]}-{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
    db.session.add(TagAddress(project_id=project.id, tag=key, slug=slug))
    db.session.flush()
    return slug
