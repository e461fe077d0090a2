"""Braces that stand for themselves: marked while a text is read, and written as braces at the end."""

import re

_BRACE = "\ufdd0"
"""A code point that is no character, so that no text needs it."""

_ENCODED = "%EF%B7%90"
"""The same in an address."""

_ESCAPED = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", re.DOTALL)
_RAW_TAG = re.compile(r"\{%-?\s*(raw|endraw|verbatim|endverbatim)\s*-?%\}")


def protect(text: str) -> str:
    """Mark the braces of what a generator would not read: raw blocks and escaped shortcodes."""
    if "*/" in text and "/*" in text:
        text = _ESCAPED.sub(lambda match: protected(f"{{{{{match[1]}{match[2]}{match[3]}}}}}"), text)
    return _without_raw_tags(text) if "raw" in text or "verbatim" in text else text


def protected(text: str) -> str:
    """Return a text whose braces stand for themselves."""
    return text.replace("{", _BRACE)


def unprotect(text: str) -> str:
    """Write the marked braces as braces."""
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
