"""What every store accepts: text without NUL and lone surrogates, of limited size in bytes.

PostgreSQL refuses NUL, no encoder accepts a lone surrogate, JSON has no NaN, and an id is stored in a fixed number of
bytes. Input is checked here by name. Texts that FSP itself must store, such as an error's message, are cleaned.
"""

import hashlib
import json
import math
import re
from typing import Any

from fsp.errors import UnstorableInput

MAX_NAME_BYTES = 100
"""For the name of a job type, a job's id, a tag, a version: the size of the smallest column."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_UNSTORABLE_JSON = re.compile(r"\\u(?:0000|d[89a-f])|NaN|Infinity")
"""May match harmless text. Then the value is traversed and returned unchanged."""

_DIGEST_LETTERS = 8


def fault_of(text: str, *, max_bytes: int | None = None) -> str:
    """Return in words why a text cannot be stored; empty if it can."""
    unstorable = _UNSTORABLE.search(text)
    if unstorable is not None:
        position = unstorable.start() + 1
        what = "a NUL character" if unstorable[0] == "\x00" else "half of a character (a lone surrogate)"
        return f"must be text that can be stored, got {what} at position {position}"
    if max_bytes is not None and len(text) * 4 > max_bytes and len(text.encode()) > max_bytes:
        return f"must take at most {max_bytes} bytes as UTF-8, got {len(text.encode())}"
    return ""


def check_text(text: str, name: str, *, max_bytes: int | None = None) -> str:
    """Return the text; raise UnstorableInput with its name if it cannot be stored."""
    fault = fault_of(text, max_bytes=max_bytes)
    if fault:
        raise UnstorableInput(f"{name} {fault}.", name)
    return text


def check_value(value: Any, name: str) -> None:
    """Raise UnstorableInput, with the position in the value, for JSON that cannot be stored."""
    # Iterative, because the sender controls the nesting depth.
    left: list[tuple[Any, str]] = [(value, name)]
    while left:
        part, where = left.pop()
        if isinstance(part, str):
            check_text(part, where)
        elif isinstance(part, float) and not math.isfinite(part):
            raise UnstorableInput(f"{where} must be a finite number, got {part}.", where)
        elif isinstance(part, dict):
            for key, inner in part.items():
                fault = fault_of(str(key))
                if fault:
                    raise UnstorableInput(f"{where} has a name that {fault}.", where)
                left.append((inner, f"{where}.{key}"))
        elif isinstance(part, list | tuple):
            left += [(inner, f"{where}.{index}") for index, inner in enumerate(part)]


def shown(value: Any, characters: int = 80) -> str:
    """Return a value for an error message: on one line, and without raising an error itself."""
    try:
        return repr(value)[:characters]
    except (ValueError, RecursionError):
        # Python formats no number with more than 4,300 digits, and no unlimited nesting.
        return f"a {type(value).__name__} too large to show"


def cleaned(text: str) -> str:
    """Return the text with replacement characters for what cannot be stored."""
    if text.isascii():
        return text.replace("\x00", REPLACEMENT) if "\x00" in text else text
    return _UNSTORABLE.sub(REPLACEMENT, text)


def cleaned_value(value: Any) -> Any:
    """Return JSON with cleaned texts, and with names for numbers that JSON does not have."""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {cleaned(str(key)): cleaned_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned_value(inner) for inner in value]
    return value


def storable_json(value: Any) -> str:
    """Format a value as JSON that every database accepts."""
    written = json.dumps(value)
    return json.dumps(cleaned_value(value), allow_nan=False) if _UNSTORABLE_JSON.search(written) else written


def cut(text: str, max_bytes: int) -> str:
    """Return the beginning of a text that fits into this many bytes, in whole characters."""
    if len(text) * 4 <= max_bytes:
        return text
    return text.encode("utf-8", "replace")[:max_bytes].decode("utf-8", "ignore")


def fitted(text: str, max_bytes: int = MAX_NAME_BYTES) -> str:
    """Return a cleaned text of at most this many bytes.

    If it was cut or changed, it ends with a digest to stay unique.
    """
    if not fault_of(text, max_bytes=max_bytes):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LETTERS]
    return f"{cut(cleaned(text), max_bytes - _DIGEST_LETTERS - 1)}~{digest}"
