"""Language tags: validation and writing direction."""

import re

_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-[a-z0-9]{4,8})*\Z", re.IGNORECASE)
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})


def language_tag(written: str) -> str:
    """Return a language as a BCP 47 tag, such as pt-BR for pt_BR; empty if it is invalid."""
    tag = written.strip().split(".", 1)[0].replace("_", "-")
    return tag if _TAG.match(tag) else ""


def direction(language: str) -> str:
    """Return "rtl" for a language written from right to left, else "ltr"."""
    subtags = language_tag(language).lower().split("-")
    script = next((subtag for subtag in subtags[1:] if len(subtag) == 4 and subtag.isalpha()), "")  # noqa: PLR2004
    is_right_to_left = script in _RIGHT_TO_LEFT_SCRIPTS if script else subtags[0] in _RIGHT_TO_LEFT
    return "rtl" if is_right_to_left else "ltr"
