"""Dates in front matter: ISO 8601, RFC 2822, and the common forms of blog generators.

An ambiguous form such as 01/02/2020 is refused; 13/02/2020 and 02/13/2020 can only be one day. Zone names are those of
RFC 2822, UTC, and the IANA time zone database, because other abbreviations have several meanings.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from fsp.clock import as_utc

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ZONE_HOURS = {
    **{"z": 0, "utc": 0, "ut": 0, "gmt": 0},
    **{"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7},
    **{"cet": 1, "cest": 2, "jst": 9},
}

_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?"
)
_ZONE = r"(?:(?:UTC|GMT)(?=[+-]\d))?(?P<zone>[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]+(?:[/_+-][A-Za-z0-9_+-]+)*)"
_AFTER = rf"(?:(?:[T,\s]\s*|\s+at\s+){_TIME})?(?:\s*\(?{_ZONE}\)?)?\Z"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_MONTH = r"(?P<word>[A-Za-z]{3,9})\.?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_AFTER}",
        rf"(?P<month>\d{{1,2}})/(?P<day>(?:1[3-9]|[23]\d))/(?P<year>\d{{4}}){_AFTER}",
        rf"(?P<day>(?:1[3-9]|[23]\d))[/.](?P<month>\d{{1,2}})[/.](?P<year>\d{{4}}){_AFTER}",
        rf"(?P<day>\d{{1,2}})/(?P<month>(?P=day))/(?P<year>\d{{4}}){_AFTER}",
        rf"(?P<year>\d{{4}})年\s*(?P<month>\d{{1,2}})月\s*(?P<day>\d{{1,2}})日{_AFTER}",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?P<year>\d{{4}}){_AFTER}",
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_AFTER}",
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_TIME}(?:\s+{_ZONE})?\s+(?P<year>\d{{4}})\Z",
    )
)
_NAME_DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<mark>[-_.]?)(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?:[-_. ]+|\Z)"
)
_FOLDER_DATE = re.compile(r"(?:\A|/)(?P<year>(?:19|20)\d{2})/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?=/|-|_|\Z)")


def read_moment(written: str, *, zone: tzinfo = UTC) -> datetime:
    """Return a timestamp at its written offset, else in UTC; raise ValueError.

    Without a zone it is in `zone`, without a time at midnight.
    """
    text = " ".join(written.split())
    for form in _FORMS:
        match = form.match(text)
        if match:
            return _at_its_offset(_moment(match.groupdict(), zone), has_zone=bool(match.groupdict().get("zone")))
    digits = text.replace("-", "").replace(":", "")
    if digits.isdigit() and "-" not in text and len(text) != len("20200102"):
        raise ValueError(f"{text} is a number, not a date")
    moment = datetime.fromisoformat(text)
    return _at_its_offset(moment if moment.tzinfo else moment.replace(tzinfo=zone), has_zone=moment.tzinfo is not None)


def moment_of(value: date, *, zone: tzinfo = UTC) -> datetime:
    """Return a date or datetime from TOML as a timestamp; raise ValueError if UTC cannot represent it."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return _at_its_offset(moment if moment.tzinfo else moment.replace(tzinfo=zone), has_zone=moment.tzinfo is not None)


def offset_minutes(moment: datetime | None) -> int | None:
    """Return the UTC offset of a timestamp in minutes; None for UTC itself."""
    offset = moment.utcoffset() if moment is not None else None
    return int(offset.total_seconds() // 60) or None if offset is not None else None


def date_of_path(path: str, *, zone: tzinfo = UTC) -> datetime | None:
    """Return the date in a path, or None: from the file name, the folder, or folders such as 2020/01/02."""
    file = PurePosixPath(path)
    names = (_NAME_DATE.match(name) for name in (file.stem, file.parent.name))
    for match in (*names, _FOLDER_DATE.search(path)):
        try:
            if match:
                return _in_utc(_moment(match.groupdict() | {"mark": None}, zone))
        except ValueError:
            continue
    return None


def without_date(stem: str) -> str:
    """Return a file name without its leading date. A name that is only a date stays."""
    match = _NAME_DATE.match(stem)
    return stem[match.end() :] or stem if match else stem


def _moment(parts: dict[str, str | None], zone: tzinfo) -> datetime:
    day = date(int(parts["year"] or 0), _month(parts), int(parts["day"] or 0))
    hour = int(parts.get("hour") or 0)
    if parts.get("half"):
        if not 1 <= hour <= 12:  # noqa: PLR2004
            raise ValueError(f"{hour} is not an hour on a 12-hour clock")
        hour = hour % 12 + (12 if (parts["half"] or "").lower() == "p" else 0)
    # ISO 8601 writes the end of a day as 24:00.
    is_end_of_day = hour == 24 and not int(parts.get("minute") or 0) + int(parts.get("second") or 0)  # noqa: PLR2004
    moment = datetime(
        day.year,
        day.month,
        day.day,
        0 if is_end_of_day else hour,
        int(parts.get("minute") or 0),
        int(parts.get("second") or 0),
        int(((parts.get("fraction") or "") + "000000")[:6]),
        tzinfo=_zone(parts.get("zone"), zone),
    )
    return moment + timedelta(days=1) if is_end_of_day else moment


def _month(parts: dict[str, str | None]) -> int:
    word = parts.get("word")
    if word is None:
        return int(parts["month"] or 0)
    full = (
        date(2000, MONTHS.index(word[:3].lower()) + 1, 1).strftime("%B").lower() if word[:3].lower() in MONTHS else ""
    )
    if word.lower() not in {full[:3], full, "sept" if full == "september" else full}:
        raise ValueError(f'"{word}" is not a month')
    return MONTHS.index(word[:3].lower()) + 1


def _zone(written: str | None, default: tzinfo) -> tzinfo:
    if written is None:
        return default
    if written[0] in "+-":
        digits = written[1:].replace(":", "")
        hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)  # noqa: PLR2004
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if written[0] == "-" else offset)
    if written.lower() in ZONE_HOURS:
        return timezone(timedelta(hours=ZONE_HOURS[written.lower()]))
    try:
        return ZoneInfo(written)
    except (KeyError, ValueError, OSError):
        raise ValueError(f'"{written}" is not a time zone. Use an offset such as +01:00') from None


def _at_its_offset(moment: datetime, *, has_zone: bool) -> datetime:
    in_utc = _in_utc(moment)
    offset = moment.utcoffset()
    return in_utc.astimezone(timezone(offset)) if has_zone and offset else in_utc


def _in_utc(moment: datetime) -> datetime:
    try:
        return as_utc(moment)
    except OverflowError as error:
        raise ValueError("the date is outside the years 1 to 9999 in UTC") from error
