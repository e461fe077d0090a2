"""Looks up the values of a header by the common names of its fields."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from fsp.content.consent import normalized
from fsp.content.dates import moment_of, read_moment
from fsp.content.header import FrontMatterFault, shown
from fsp.content.written import is_nothing

NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "publish_at": ("publish_at",),
    "date": ("date", "pubdatetime", "publishdate", "pubdate", "datepublished", "publishedat", "publishedon"),
    "published": ("published", "publish"),
    "created": ("created", "createdat", "datecreated", "createddate"),
    "expires_at": ("expirydate", "unpublishdate", "expires", "expiresat", "expiredate", "expirationdate"),
    "modified_at": (
        *("lastmod", "updated", "modified", "lastmodifiedat", "lastmodified", "moddatetime", "updateddate"),
        *("dateupdated", "updatedat", "datemodified", "modifieddate", "lastupdated", "lastupdate"),
    ),
    "tags": ("tags", "tag"),
    "categories": ("categories", "category", "topics"),
    "keywords": ("keywords",),
    "summary": ("summary", "description", "excerpt", "abstract"),
    "slug": ("slug",),
    "address": ("permalink", "url", "path"),
    "aliases": ("aliases", "alias", "redirectfrom", "redirects"),
    "brief": ("brief",),
    "authors": ("authors", "author", "creator", "byline"),
    "cover": (
        *("cover", "image", "featuredimage", "featureimage", "coverimage", "thumbnail", "thumb", "banner", "hero"),
        *("heroimage", "headerimage", "ogimage", "socialimage", "teaserimage", "mainimage", "img"),
    ),
    "language": ("lang", "language", "locale"),
    "series": ("series",),
    "weight": ("weight", "order", "navorder", "sidebarposition"),
    "layout": ("layout",),
    "canonical_url": ("canonicalurl", "canonical"),
}
"""Field → its keys, in lower case without `-` and `_`. The first key with a value counts."""

DATE_FORMS = "a date such as 2026-03-01 or 2026-03-01T09:00:00+01:00"


class HeaderValues:
    """Finds the values of one field at a time, and records which keys were used."""

    def __init__(self, values: Mapping[str, Any], lines: Mapping[str, int], *, zone: tzinfo = UTC) -> None:
        self._lines = lines
        self._zone = zone
        self.by_name: dict[str, tuple[str, Any]] = {}
        for key, value in _flattened(values):
            if not is_nothing(value):
                self.by_name.setdefault(normalized(key), (key, value))
        self.used: set[str] = set()

    def key_of(self, field: str) -> str:
        """Return the key as written, for notes."""
        return self.first(field)[0]

    def line_of(self, field: str) -> int:
        """Return the line of a field."""
        return self._lines.get(self.first(field)[0], 1)

    def first(self, field: str) -> tuple[str, Any]:
        """Return the first key of a field with a value, and the value; an empty key and None if there is none."""
        for name in NAMES[field]:
            # publish_at is FSP's own key, and publishAt is another spelling of it.
            pair = self.by_name.get(normalized(name))
            if pair is not None:
                self.used.add(pair[0])
                return pair
        return "", None

    def listed(self, field: str, *, separator: str = ",") -> list[str]:
        """Return the strings under every key of a field."""
        parts: list[str] = []
        for name in NAMES[field]:
            key, value = self.by_name.get(name, ("", None))
            if value is None:
                continue
            self.used.add(key)
            parts += self._flat(key, value, separator)
        return [part.strip() for part in parts if part.strip()]

    def _flat(self, key: str, value: Any, separator: str) -> Iterable[str]:
        if isinstance(value, str):
            return value.split(separator)
        if isinstance(value, bool):
            return [str(value).lower()]
        if isinstance(value, list):
            parts = [part for part in value if not is_nothing(part)]
            if not any(isinstance(part, Mapping) for part in parts):
                return [
                    text
                    for part in parts
                    for text in (self._flat(key, part, "\0") if isinstance(part, list) else [_text_of(part)])
                ]
        elif not isinstance(value, Mapping):
            return [str(value)]
        raise self.fault(key, "must be a list or a comma-separated string", value)

    def read_moment(self, key: str, value: Any) -> datetime:
        """Return a value as a timestamp in UTC; raise FrontMatterFault if it is not one."""
        try:
            if isinstance(value, date):
                return moment_of(value, zone=self._zone)
            if isinstance(value, str):
                return read_moment(value, zone=self._zone)
            if isinstance(value, Mapping) and isinstance(value.get("date"), str):
                return read_moment(value["date"], zone=self._zone)
        except ValueError:
            raise self.fault(key, f"must be {DATE_FORMS}", value) from None
        raise self.fault(key, f"must be {DATE_FORMS}", value)

    def fault(self, key: str, must: str, value: object) -> FrontMatterFault:
        """Return the error for a key's value."""
        return FrontMatterFault(self._lines.get(key, 2), f'"{key}" {must}, got {shown(value)}.')


def _flattened(values: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Yield the pairs of a header. Zola keeps tags in `taxonomies` and everything else in `extra`."""
    yield from values.items()
    for group in ("taxonomies", "extra"):
        nested = values.get(group)
        if isinstance(nested, Mapping):
            yield from ((key, value) for key, value in nested.items() if key not in values)


def _text_of(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else re.sub(r"\s+", " ", str(value))
