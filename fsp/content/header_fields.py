"""The fields of a header under their common names: each as what it is meant to be, or a fault that names its line."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from fsp.content.consent import normalized
from fsp.content.dates import moment_of, read_moment
from fsp.content.header import FrontMatterFault, shown
from fsp.content.written import NO, Plain, is_nothing

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
"""Field → the keys it goes by, in lower case without `-` and `_`; the first that says something counts."""

_IMAGE_PARTS = ("src", "url", "image", "path", "file", "feature", "relative", "teaser")
DATE_FORMS = "a date such as 2026-03-01 or 2026-03-01T09:00:00+01:00"


class HeaderFields:
    """Reads one field at a time and names its line when the value does not fit; remembers which keys were used."""

    def __init__(self, values: Mapping[str, Any], lines: Mapping[str, int], *, zone: tzinfo = UTC) -> None:
        self._lines = lines
        self._zone = zone
        self._by_name: dict[str, tuple[str, Any]] = {}
        for key, value in _flattened(values):
            if not is_nothing(value):
                self._by_name.setdefault(normalized(key), (key, value))
        self.used: set[str] = set()

    def text(self, field: str) -> str:
        """Return a text as it was written; numbers and dates too."""
        key, value = self._first(field)
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, Mapping | list):
            raise self._fault(key, "must be a text", value)
        return " ".join(str(value).split()) if isinstance(value, Plain) else str(value).strip()

    def text_or_keep(self, field: str) -> str:
        """Return a text; a value that is none stays among the fields that FSP does not use."""
        key, value = self._first(field)
        if isinstance(value, Mapping | list | bool):
            self.used.discard(key)
            return ""
        return "" if value is None else str(value).strip()

    def tags(self, *, are_split_at_blanks: bool = False) -> tuple[str, ...]:
        """Return tags and categories, or else keywords, each once; Jekyll also splits a text at blanks."""
        tags = self._list("tags") + self._list("categories") or self._list("keywords")
        if are_split_at_blanks:
            texts = {
                value
                for name in ("tags", "categories")
                if isinstance(value := self._by_name.get(name, ("", None))[1], str)
            }
            tags = [part for tag in tags for part in (tag.split() if tag in texts else [tag])]
        return tuple(dict.fromkeys(tags))

    def authors(self) -> tuple[str, ...]:
        """Return the names of the authors, each once, from a text, a list, or mappings with a name."""
        key, value = self._first("authors")
        values = value if isinstance(value, list) else [value] if value is not None else []
        if isinstance(value, str) and normalized(key) == "authors":
            values = value.split(";" if ";" in value else ",")
        names = [str(part.get("name", "")) if isinstance(part, Mapping) else str(part) for part in values]
        return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))

    def aliases(self) -> tuple[str, ...]:
        """Return old addresses of the post."""
        return tuple(dict.fromkeys(self._list("aliases", separator="\n")))

    def cover(self) -> str:
        """Return the address of the cover image; of a mapping or list, its first address."""
        key, value = self._first("cover")
        value = next(iter(value), None) if isinstance(value, list) else value
        if isinstance(value, Mapping):
            # Its other parts, such as the caption, are kept for the export.
            self.used.discard(key)
            value = next((value[part] for part in _IMAGE_PARTS if isinstance(value.get(part), str)), None)
        return value.strip() if isinstance(value, str) and value.strip().lower() not in {*NO, "true"} else ""

    def series(self) -> str:
        """Return the series; of a list or mapping, its first name."""
        _, value = self._first("series")
        value = next(iter(value), None) if isinstance(value, list) else value
        value = value.get("name") if isinstance(value, Mapping) else value
        return "" if value is None else str(value).strip()

    def weight(self) -> float | None:
        """Return the place in its author's order; one that is no number stays among the other fields."""
        key, value = self._first("weight")
        try:
            number = float(str(value)) if value is not None and not isinstance(value, Mapping | list | bool) else None
        except ValueError:
            number = None
        if number is None or number != number or abs(number) == float("inf"):  # noqa: PLR0124  (NaN)
            self.used.discard(key)
            return None
        return number

    def moment(self, field: str) -> datetime | None:
        """Return a moment in UTC; a date alone is its midnight in the given zone."""
        key, value = self._first(field)
        return None if value is None else self._moment(key, value)

    def moments(self, field: str) -> list[datetime]:
        """Return the moment of each key of this field."""
        pairs = [self._by_name[name] for name in NAMES[field] if name in self._by_name]
        self.used.update(key for key, _ in pairs)
        return [self._moment(key, value) for key, value in pairs]

    def moment_if_one(self, field: str) -> datetime | None:
        """Return the moment of a field that may also say something else; that stays unused."""
        key, value = self._first(field)
        try:
            return None if value is None else self._moment(key, value)
        except FrontMatterFault:
            self.used.discard(key)
            return None

    def address(self) -> str:
        """Return the path of the post's old address without slashes at its ends, or an empty text.

        A pattern such as /:year/:title/ and an address of another site are none.
        """
        key, value = self._first("address")
        self.used.discard(key)
        if not isinstance(value, str) or any(mark in value for mark in (":", "{", "}", "*")) or value.lower() in NO:
            return ""
        return urlsplit(value).path.strip("/")

    def slug_of_address(self) -> str:
        """Return the last part of the post's old address, without `.html`."""
        path = PurePosixPath(self.address())
        last = path.parent if path.stem == "index" else path
        return last.stem if last.suffix in {".html", ".htm", ".php"} else last.name

    def key_of(self, field: str) -> str:
        """Return the key as it was written, for notes."""
        return self._first(field)[0]

    def line_of(self, field: str) -> int:
        """Return the line of a field."""
        return self._lines.get(self._first(field)[0], 1)

    def _first(self, field: str) -> tuple[str, Any]:
        for name in NAMES[field]:
            # publish_at is FSP's own key and publishAt another spelling of it.
            pair = self._by_name.get(normalized(name))
            if pair is not None:
                self.used.add(pair[0])
                return pair
        return "", None

    def _list(self, field: str, *, separator: str = ",") -> list[str]:
        parts: list[str] = []
        for name in NAMES[field]:
            key, value = self._by_name.get(name, ("", None))
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
        raise self._fault(key, "must be a list or texts separated by commas", value)

    def _moment(self, key: str, value: Any) -> datetime:
        try:
            if isinstance(value, date):
                return moment_of(value, zone=self._zone)
            if isinstance(value, str):
                return read_moment(value, zone=self._zone)
            if isinstance(value, Mapping) and isinstance(value.get("date"), str):
                return read_moment(value["date"], zone=self._zone)
        except ValueError:
            raise self._fault(key, f"must be {DATE_FORMS}", value) from None
        raise self._fault(key, f"must be {DATE_FORMS}", value)

    def _fault(self, key: str, must: str, value: object) -> FrontMatterFault:
        return FrontMatterFault(self._lines.get(key, 2), f'"{key}" {must}, got {shown(value)}.')


def _flattened(values: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Yield the pairs of a header; Zola keeps tags in `taxonomies` and everything else in `extra`."""
    yield from values.items()
    for group in ("taxonomies", "extra"):
        nested = values.get(group)
        if isinstance(nested, Mapping):
            yield from ((key, value) for key, value in nested.items() if key not in values)


def _text_of(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else re.sub(r"\s+", " ", str(value))
