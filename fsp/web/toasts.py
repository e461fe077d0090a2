"""What an action has done, for the next page: a sentence, and where there is one the action that undoes it."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import flash

from fsp.gates.pauses import Pause


@dataclass(frozen=True)
class Undo:
    """A POST that takes an action back; `fields` are those of its form, where what is empty is left out."""

    url: str
    fields: dict[str, str | int | None] = field(default_factory=dict)


def done(words: str, undo: Undo) -> None:
    """Show on the next page what was done, with a button that undoes it."""
    fields = {name: value for name, value in undo.fields.items() if value not in {None, ""}}
    flash({"words": words, "undo": {"url": undo.url, "fields": fields}})  # type: ignore[arg-type]


def pause_again(url: str, pause: Pause | None, now: datetime, *, seen: str) -> Undo:
    """Return the undo action of a resume: a pause for the rest of its time."""
    reason, minutes = (pause.reason, minutes_left(pause.until, now)) if pause else ("", None)
    return Undo(url, {"reason": reason, "minutes": minutes, "seen": seen})


def minutes_left(until: datetime | None, now: datetime) -> int | None:
    """Return the whole minutes until then, at least one; None for no end."""
    return None if until is None else max(1, round((until - now).total_seconds() / 60))
