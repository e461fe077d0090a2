"""Counts what readers see as one character, by the rules of UAX #29 on Python's own tables.

It is written apart from FSP's counter, so that tests compare two readings of the same rules.
"""

import unicodedata

ZWJ = "\u200d"
_VIRAMA = "\u094d"
_CONSONANTS = range(0x0915, 0x093A)
_JAMO = {"L": range(0x1100, 0x1160), "V": range(0x1160, 0x11A8), "T": range(0x11A8, 0x1200)}
_SYLLABLES = range(0xAC00, 0xD7A4)
_CONTROLS = frozenset({"Cc", "Cf", "Zl", "Zp"})
_PREPENDED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f")
_JOINED_TAGS = range(0xE0020, 0xE0080)


def seen_characters(text: str) -> int:
    """Return how many characters a reader sees."""
    count, flags, previous, is_emoji, conjunct = 0, 0, "", False, ""
    for sign in text:
        joins = bool(previous) and _joins(previous, sign, flags=flags, is_emoji=is_emoji)
        joins = joins or (conjunct == "linked" and ord(sign) in _CONSONANTS)
        count += not joins
        flags = flags + 1 if _is_flag(sign) and joins else int(_is_flag(sign))
        is_emoji = (is_emoji and _extends(sign)) or _is_pictograph(sign)
        conjunct = _conjunct(conjunct, sign)
        previous = sign
    return count


def _conjunct(state: str, sign: str) -> str:
    """Return whether a consonant of Devanagari was seen, and after it a virama: then the next one joins it."""
    if ord(sign) in _CONSONANTS:
        return "consonant"
    if state and sign == _VIRAMA:
        return "linked"
    return state if unicodedata.category(sign) == "Mn" or sign == ZWJ else ""


def _joins(previous: str, sign: str, *, flags: int, is_emoji: bool) -> bool:
    """Return whether there is no boundary between two signs."""
    if previous == "\r" and sign == "\n":
        return True
    if _is_control(previous) or _is_control(sign):
        return False
    if _extends(sign) or previous in _PREPENDED:
        return True
    if previous == ZWJ and is_emoji and _is_pictograph(sign):
        return True
    if _is_flag(previous) and _is_flag(sign):
        return flags % 2 == 1
    return _is_syllable(previous, sign)


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in _CONTROLS and not _extends(sign) and sign not in _PREPENDED


def _extends(sign: str) -> bool:
    return (
        sign in {ZWJ, "\u200c", "\uff9e", "\uff9f"}
        or unicodedata.category(sign) in {"Mn", "Me", "Mc"}
        or 0x1F3FB <= ord(sign) <= 0x1F3FF
        or ord(sign) in _JOINED_TAGS
    )


def _is_flag(sign: str) -> bool:
    return 0x1F1E6 <= ord(sign) <= 0x1F1FF


def _is_pictograph(sign: str) -> bool:
    code = ord(sign)
    in_planes = 0x1F300 <= code <= 0x1FAFF or 0x2600 <= code <= 0x27BF or code in {0xA9, 0xAE, 0x203C, 0x2049, 0x2122}
    return (in_planes or 0x2190 <= code <= 0x21FF or 0x2B00 <= code <= 0x2BFF) and not _extends(sign)


def _is_syllable(previous: str, sign: str) -> bool:
    """Return whether two Hangul letters are part of one syllable."""
    first, second = ord(previous), ord(sign)
    if first in _JAMO["L"]:
        return second in _JAMO["L"] or second in _JAMO["V"] or second in _SYLLABLES
    is_open = first in _SYLLABLES and (first - 0xAC00) % 28 == 0
    if first in _JAMO["V"] or is_open:
        return second in _JAMO["V"] or second in _JAMO["T"]
    return (first in _JAMO["T"] or first in _SYLLABLES) and second in _JAMO["T"]
