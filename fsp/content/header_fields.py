"""The fields of a header under their common names, each converted to its type, or an error with its line."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from fsp.content.consent import normalized
from fsp.content.header import FrontMatterFault
from fsp.content.header_values import NAMES, HeaderValues
from fsp.content.written import NO, Plain

_IMAGE_PARTS = ("src", "url", "image", "path", "file", "feature", "relative", "teaser")

_DAYS_OF_A_RUN = frozenset({"last-modified", "today", "now"})


class HeaderFields(HeaderValues):
    """Reads one field at a time, and names its line if the value does not fit."""

    def text(self, field: str) -> str:
        """Return a string as it was written, including numbers and dates."""
        key, value = self.first(field)
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, Mapping | list):
            raise self.fault(key, "must be a string", value)
        return " ".join(str(value).split()) if isinstance(value, Plain) else str(value).strip()

    def text_or_keep(self, field: str) -> str:
        """Return a string. Other values stay among the unused fields."""
        key, value = self.first(field)
        if isinstance(value, Mapping | list | bool):
            self.used.discard(key)
            return ""
        return "" if value is None else str(value).strip()

    def tags(self, *, are_split_at_blanks: bool = False) -> tuple[str, ...]:
        """Return tags and categories, or else keywords, without duplicates. Jekyll also splits a string at spaces."""
        tags = self.listed("tags") + self.listed("categories") or self.listed("keywords")
        if are_split_at_blanks:
            texts = {
                value
                for name in ("tags", "categories")
                if isinstance(value := self.by_name.get(name, ("", None))[1], str)
            }
            tags = [part for tag in tags for part in (tag.split() if tag in texts else [tag])]
        return tuple(dict.fromkeys(tags))

    def authors(self) -> tuple[str, ...]:
        """Return the names of the authors without duplicates, from a string, a list, or mappings with a name."""
        key, value = self.first("authors")
        values = value if isinstance(value, list) else [value] if value is not None else []
        if isinstance(value, str) and normalized(key) == "authors":
            values = value.split(";" if ";" in value else ",")
        names = [str(part.get("name", "")) if isinstance(part, Mapping) else str(part) for part in values]
        return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))

    def aliases(self) -> tuple[str, ...]:
        """Return the old addresses of the post."""
        return tuple(dict.fromkeys(self.listed("aliases", separator="\n")))

    def cover(self) -> str:
        """Return the address of the cover image; of a mapping or list, its first address."""
        key, value = self.first("cover")
        value = next(iter(value), None) if isinstance(value, list) else value
        if isinstance(value, Mapping):
            # Its other parts, such as the caption, are kept for the export.
            self.used.discard(key)
            value = next((value[part] for part in _IMAGE_PARTS if isinstance(value.get(part), str)), None)
        return value.strip() if isinstance(value, str) and value.strip().lower() not in {*NO, "true"} else ""

    def series(self) -> str:
        """Return the series; of a list or mapping, its first name."""
        _, value = self.first("series")
        value = next(iter(value), None) if isinstance(value, list) else value
        value = value.get("name") if isinstance(value, Mapping) else value
        return "" if value is None else str(value).strip()

    def weight(self) -> float | None:
        """Return the author's sort order. A value that is not a number stays among the unused fields."""
        key, value = self.first("weight")
        try:
            number = float(str(value)) if value is not None and not isinstance(value, Mapping | list | bool) else None
        except ValueError:
            number = None
        if number is None or number != number or abs(number) == float("inf"):  # noqa: PLR0124  (NaN)
            self.used.discard(key)
            return None
        return number

    def moment(self, field: str) -> datetime | None:
        """Return a timestamp in UTC. A date without a time is midnight in the given zone."""
        key, value = self.first(field)
        return None if value is None else self.read_moment(key, value)

    def moments(self, field: str) -> list[datetime]:
        """Return the timestamp of each key of this field."""
        pairs = [self.by_name[name] for name in NAMES[field] if name in self.by_name]
        # Quarto shows the day of its run. That is no date of the post.
        pairs = [(key, value) for key, value in pairs if str(value).strip().lower() not in _DAYS_OF_A_RUN]
        self.used.update(key for key, _ in pairs)
        return [self.read_moment(key, value) for key, value in pairs]

    def moment_if_one(self, field: str) -> datetime | None:
        """Return the timestamp of a field that may also have another meaning, which then stays unused."""
        key, value = self.first(field)
        try:
            return None if value is None else self.read_moment(key, value)
        except FrontMatterFault:
            self.used.discard(key)
            return None

    def address(self) -> str:
        """Return the path of the post's old address without surrounding slashes, or an empty string.

        Patterns such as /:year/:title/ and addresses of other sites are ignored.
        """
        key, value = self.first("address")
        self.used.discard(key)
        if not isinstance(value, str) or any(mark in value for mark in (":", "{", "}", "*")) or value.lower() in NO:
            return ""
        return urlsplit(value).path.strip("/")

    def slug_of_address(self) -> str:
        """Return the last part of the post's old address, without `.html`."""
        path = PurePosixPath(self.address())
        last = path.parent if path.stem == "index" else path
        return last.stem if last.suffix in {".html", ".htm", ".php"} else last.name
