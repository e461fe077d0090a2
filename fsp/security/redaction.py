"""Taking secrets out of what is stored, logged or shown: by the name of a field, and by the look of a value."""

import re
from typing import Any

MAX_TEXT_CHARACTERS = 64 * 1024
HIDDEN = "[hidden]"

_SECRET_NAME = re.compile(
    r"passw(or)?d|passphrase|secret|token|api[-_]?key|authorization|cookie|credential|private[-_]?key|dsn",
    re.IGNORECASE,
)
_SECRET_TEXT = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"
    r"|\b(?:sk|pk|rk|fsp|ghp|gho|xox[abprs])[-_][\w-]{12,}"
    r"|\bSG\.[\w-]{16,}\.[\w-]{16,}"
    r"|\bAKIA[0-9A-Z]{16}\b",
    re.DOTALL,
)
_URL_USER = re.compile(r"(?<=://)[^/\s@\"']+(?=@)")
_ASSIGNED = re.compile(
    r"(?P<name>(?:passw(?:or)?d|secret|token|api[-_]?key|authorization)[\w-]{0,40}[\"']?\s{0,4}[=:]\s{0,4})"
    r"(?P<value>\"[^\"]*\"|'[^']*'|(?:Bearer\s+|Basic\s+)?[^\s,;&\"'}]+)",
    re.IGNORECASE,
)


def redact(value: Any) -> Any:
    """Return a copy of a JSON value with secrets hidden at any depth."""
    if isinstance(value, dict):
        return {key: HIDDEN if _SECRET_NAME.search(str(key)) else redact(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [redact(inner) for inner in value]
    return redact_text(value) if isinstance(value, str) else value


def redact_text(text: str) -> str:
    """Return a text, such as a traceback, with secrets hidden and cut at 64 ki characters."""
    text = text[:MAX_TEXT_CHARACTERS]
    text = _SECRET_TEXT.sub(HIDDEN, text)
    # Looking for the sign that each must hold is many times as fast as the expression, and most texts have none.
    if "://" in text:
        text = _URL_USER.sub(HIDDEN, text)
    return _ASSIGNED.sub(lambda found: found["name"] + HIDDEN, text) if "=" in text or ":" in text else text
