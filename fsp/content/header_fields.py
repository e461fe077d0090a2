"""The fields of a header, one at a time: each as what it is meant to be, or a fault that names its line."""

from datetime import UTC, date, datetime, time
from typing import Any

from fsp.clock import as_utc
from fsp.content.header import FrontMatterFault, shown


class HeaderFields:
    """Reads one key at a time and names its line when the value does not fit."""

    def __init__(self, values: dict[str, Any], lines: dict[str, int]) -> None:
        self.values = values
        self._lines = lines

    def text(self, name: str) -> str:
        """Return a text; numbers and dates are taken as they were written."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float | date):
            raise self._fault(name, "must be a text", value)
        return str(value).strip()

    def yes_or_no(self, name: str) -> bool:
        """Return whether it is true; a missing one is not."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, bool):
            raise self._fault(name, "must be true or false", value)
        return bool(value)

    def tags(self) -> tuple[str, ...]:
        """Return the tags, each once, from a list or a text with commas."""
        value = self.values.get("tags")
        if value is None:
            return ()
        given = value.split(",") if isinstance(value, str) else value
        if not isinstance(given, list) or any(isinstance(tag, dict | list | bool) or tag is None for tag in given):
            raise self._fault("tags", "must be a list or texts separated by commas", value)
        return tuple(dict.fromkeys(str(tag).strip() for tag in given if str(tag).strip()))

    def moment(self, name: str) -> datetime | None:
        """Return a moment in UTC; a date alone is its midnight."""
        value = self.values.get(name)
        try:
            if isinstance(value, str) and value.strip():
                value = datetime.fromisoformat(value.strip())
            if isinstance(value, datetime):
                return as_utc(value)
        except (ValueError, OverflowError):
            raise self._fault(name, "must be a date such as 2026-03-01 or 2026-03-01T09:00:00+01:00", value) from None
        if isinstance(value, date):
            return datetime.combine(value, time(), UTC)
        if value is None or value == "":
            return None
        raise self._fault(name, "must be a date such as 2026-03-01 or 2026-03-01T09:00:00+01:00", value)

    def _fault(self, name: str, must: str, value: object) -> FrontMatterFault:
        return FrontMatterFault(self._lines.get(name, 2), f'"{name}" {must}, got {shown(value)}.')
