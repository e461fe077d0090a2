"""Protects literal braces: they are marked during parsing and restored at the end."""

import re

_BRACE = "\ufdd0"
"""A noncharacter code point, which no text needs."""

_ENCODED = "%EF%B7%90"
"""The same in an address."""

_ESCAPED = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", re.DOTALL)
_RAW_TAG = re.compile(r"\{%-?\s*(raw|endraw|verbatim|endverbatim)\s*-?%\}")


def protect(text: str) -> str:
    """Mark the braces that a generator would not interpret: raw blocks and escaped shortcodes."""
    if "*/" in text and "/*" in text:
        text = _ESCAPED.sub(lambda match: protected(f"{{{{{match[1]}{match[2]}{match[3]}}}}}"), text)
    return _without_raw_tags(text) if "raw" in text or "verbatim" in text else text


def protected(text: str) -> str:
    """Return a text with protected braces."""
    return text.replace("{", _BRACE)


def unprotect(text: str) -> str:
    """Restore the marked braces."""
    text = text.replace(_BRACE, "{") if _BRACE in text else text
    return text.replace(_ENCODED, "%7B") if _ENCODED in text else text


def _without_raw_tags(text: str) -> str:
    parts = _RAW_TAG.split(text)
    if len(parts) < 4:  # noqa: PLR2004  (text, opening, text, closing, text)
        return text
    is_raw = False
    result = [parts[0]]
    for tag, part in zip(parts[1::2], parts[2::2], strict=True):
        is_raw = not tag.startswith("end")
        result.append(protected(part) if is_raw else part)
    return "".join(result)
