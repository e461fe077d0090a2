"""The front matter key `fsp`: what FSP's export stores about a post beyond common fields."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fsp.clock import as_utc
from fsp.content.written import is_nothing

KEY = "fsp"
EXACT = "exact"


@dataclass(frozen=True)
class ExportedState:
    """The state of a post when it was exported. It takes precedence over common fields."""

    state: str = ""
    published_at: datetime | None = None
    held_because: str = ""
    is_text_exact: bool = False
    """Whether the text is everything below the front matter, including line endings and blank lines."""
    texts: tuple[str, ...] = ()
    """The files with its revisions."""
    fields: dict[str, Any] = field(default_factory=dict)
    """Values that front matter would change, such as a tag with two spaces."""

    @property
    def is_out(self) -> bool:
        """Return whether publication was approved at the export, which overrides what the file said before."""
        return self.state in {"scheduled", "published", "failed"}

    def as_header(self) -> dict[str, Any]:
        """Return the state as the value of its key."""
        values = {
            "state": str(self.state),
            "published_at": as_utc(self.published_at).isoformat() if self.published_at else "",
            "held_because": self.held_because,
            "text": EXACT if self.is_text_exact else "",
            "texts": list(self.texts),
            "fields": json.dumps(self.fields) if self.fields else "",
        }
        return {name: value for name, value in values.items() if value}


def read_exported_state(value: Any) -> ExportedState | None:
    """Read the value of the key; None if FSP did not write it."""
    if not isinstance(value, Mapping) or is_nothing(value.get("state")):
        return None
    texts = value.get("texts")
    return ExportedState(
        state=str(value["state"]).strip().lower(),
        published_at=_moment(value.get("published_at")),
        held_because=str(value.get("held_because", "")),
        is_text_exact=value.get("text") == EXACT,
        texts=tuple(str(name) for name in texts) if isinstance(texts, list) else (),
        fields=_fields(value.get("fields")),
    )


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
        return as_utc(moment) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _fields(value: Any) -> dict[str, Any]:
    try:
        fields = json.loads(str(value))
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}
