"""Formats dates for readers of a site: in its language, on its author's calendar day."""

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from fsp.clock import as_utc
from fsp.content.languages import language_tag

DEFAULT_LOCALE = "en_GB"


def date_in_words(moment: datetime, *, language: str, zone: str, utc_offset: int | None = None) -> str:
    """Return a timestamp's date in words, at its author's UTC offset if known, else in the named zone."""
    return day_in_words(local_day(moment, zone=zone, utc_offset=utc_offset), language=language)


def local_day(moment: datetime, *, zone: str, utc_offset: int | None = None) -> date:
    """Return the day of a timestamp at its author's UTC offset if known, else in the named zone."""
    return moment.astimezone(timezone(timedelta(minutes=utc_offset)) if utc_offset is not None else _zone(zone)).date()


def day_in_words(day: date, *, language: str) -> str:
    """Return a day in words."""
    return format_date(day, format="long", locale=_locale(language))


def month_in_words(day: date, *, language: str) -> str:
    """Return the name of a day's month, as it stands alone."""
    return format_date(day, format="LLLL", locale=_locale(language))


def short_day(day: date, *, language: str) -> str:
    """Return a day without its year, such as 5 May."""
    return format_skeleton("MMMd", day, locale=_locale(language))


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
