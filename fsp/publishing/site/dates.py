"""Formats dates for readers of a site: in its language, on its author's calendar day."""

from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from fsp.clock import as_utc
from fsp.content.languages import language_tag

DEFAULT_LOCALE = "en_GB"


def date_in_words(moment: datetime, *, language: str, zone: str, utc_offset: int | None = None) -> str:
    """Return a timestamp's date in words, at its author's UTC offset if known, else in the named zone."""
    local = moment.astimezone(timezone(timedelta(minutes=utc_offset)) if utc_offset is not None else _zone(zone))
    return format_date(local.date(), format="long", locale=_locale(language))


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    # English without a region has always put the day first on FSP's sites.
    tag = language_tag(language)
    try:
        return Locale.parse(DEFAULT_LOCALE if tag.lower() in {"", "en"} else tag, sep="-" if "-" in tag else "_")
    except (UnknownLocaleError, ValueError):
        return _of_language_alone(tag)


def _of_language_alone(tag: str) -> Locale:
    try:
        return Locale.parse(tag.split("-", maxsplit=1)[0])
    except (UnknownLocaleError, ValueError):
        return Locale.parse(DEFAULT_LOCALE)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def sortable(moment: datetime) -> str:
    """Return a timestamp as a text that sorts by time."""
    return as_utc(moment).isoformat(timespec="microseconds")
