"""Two people at once: a form carries what its page showed, and is refused when that is no longer so."""

import hashlib
from typing import Any

from flask import request

from fsp.audit.action import Action
from fsp.audit.search import last_done
from fsp.errors import Changed

FIELD = "seen"


def seen(*parts: Any) -> str:
    """Return a mark of a thing's state, for a hidden field."""
    return hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()[:16]


def refuse_unless(mark: str) -> None:
    """Raise Changed if a form's hidden mark, or a program's `If-Match`, is another one; one without is let through."""
    given = request.form.get(FIELD)
    if given and given != mark:
        raise Changed("This has changed since you opened the page; nothing was done.")
    if request.if_match and not request.if_match.contains(mark):
        raise Changed("This has changed since it had the ETag of If-Match; nothing was done. Read it again.")


def who_was_first(target: str, *, but: int | None) -> str:
    """Return who did what to this thing last, and when; nothing if nobody did."""
    last = last_done(target, but=but)
    if last is None:
        return ""
    return f"Already {Action(last.action).past} by {last.by} at {last.at:%H:%M} UTC."
