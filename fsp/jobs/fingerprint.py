"""The fingerprint of an error: the same for errors that differ only in variable parts, whatever the job type."""

import hashlib
import re

LOOKED_AT = 2000
"""The part of a message that counts. The rest is rarely the cause, and may be long."""

_VARYING = tuple(
    (re.compile(pattern, re.IGNORECASE), put)
    for pattern, put in (
        (r"(?<![\w+.-])[a-z][a-z0-9+.-]{0,20}://[^\s\"'<>]+", "<url>"),
        (r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", "<mail>"),
        (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "<id>"),
        (r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?\b", "<time>"),
        (r"(?<![\w.])\[?(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}\]?(?![\w:])", "<address>"),
        (r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b", "<address>"),
        # Quoted text varies, but an apostrophe does not start a quotation.
        (r"\"[^\"\n]*\"|`[^`\n]*`|“[^”\n]*”|(?<!\w)'[^'\n]*'(?!\w)", "<text>"),
        (r"(?<![\w/])(?:~|\.{1,2}|[a-z]:)?[/\\][\w.@+~-]+(?:[/\\][\w.@+~-]*)*", "<path>"),
        (r"(?<![\w/.@+~-])[\w.@+~-]+(?:/[\w.@+~-]+)+/?", "<path>"),
        (r"\b0x[0-9a-f]+\b", "<number>"),
        # The code of a response or a program distinguishes errors; any other number does not.
        (r"\b(?P<keep>(?:http|status|code|errno|exit|signal|answered|error)\W{0,3}-?\d{1,3})\b(?![\w.,]\d)", ""),
        (r"(?<![\w-])[\w-]*\d[\w-]*(?:[.,:]\d+)*%?", "<number>"),
    )
)
_BLANKS = re.compile(r"\s+")


def fingerprint(error_class: str, message: str) -> str:
    """Return the same SHA-256 for all errors with the same cause."""
    # Some messages repeat the class.
    normalized = normal(message.removeprefix(f"{error_class}: "))
    return hashlib.sha256(f"{error_class}|{normalized}".encode("utf-8", "replace")).hexdigest()


def normal(message: str) -> str:
    """Return a message without ids, addresses, paths, times and numbers."""
    text = message[:LOOKED_AT]
    codes: list[str] = []

    def keep(match: "re.Match[str]") -> str:
        # A private-use character, so that no later pattern matches it as a number.
        codes.append(match["keep"])
        return chr(0xE000 + len(codes) - 1)

    for pattern, put in _VARYING:
        text = pattern.sub(put or keep, text)
    for index, code in enumerate(codes):
        text = text.replace(chr(0xE000 + index), code)
    return _BLANKS.sub(" ", text).strip()
