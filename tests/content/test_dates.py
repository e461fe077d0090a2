"""Dates in the forms people write them; what could mean two days is refused."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from fsp.content.dates import date_of_path, moment_of, read_moment, without_date


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2020-01-02", at(2020, 1, 2)),
        ("20200102", at(2020, 1, 2)),
        ("2020-W01-4", at(2020, 1, 2)),
        ("20200102T100000Z", at(2020, 1, 2, 10)),
        ("2020-01-02T10:00:00.123456789Z", at(2020, 1, 2, 10, 0, 0, 123456)),
        ("2020-01-02 24:00", at(2020, 1, 3)),
        ("2020-01-02 10:00:00 +8", at(2020, 1, 2, 2)),
        ("2020-01-02 10:00:00 -0530", at(2020, 1, 2, 15, 30)),
        ("2020/1/2 9:05", at(2020, 1, 2, 9, 5)),
        ("2020.01.02", at(2020, 1, 2)),
        ("2020-01-02 10:00 PM", at(2020, 1, 2, 22)),
        ("2020-01-02 12:30am", at(2020, 1, 2, 0, 30)),
        ("2020年1月2日 10:30", at(2020, 1, 2, 10, 30)),
        ("Jan 2, 2020", at(2020, 1, 2)),
        ("Sept. 2nd 2020", at(2020, 9, 2)),
        ("September 2, 2020 at 3:05 pm", at(2020, 9, 2, 15, 5)),
        ("2 January 2020", at(2020, 1, 2)),
        ("Thursday, 2nd of January 2020", at(2020, 1, 2)),
        ("Thu, 02 Jan 2020 10:00:00 EST", at(2020, 1, 2, 15)),
        ("Thu Jan  2 10:00:00 UTC 2020", at(2020, 1, 2, 10)),
        ("2020-07-02 10:00:00 Europe/Berlin", at(2020, 7, 2, 8)),
        ("2020-01-02 10:00 (CET)", at(2020, 1, 2, 9)),
        ("2020-01-02 10:00 UTC-05:00", at(2020, 1, 2, 15)),
        ("13/02/2020", at(2020, 2, 13)),
        ("02/13/2020 3:00:00 PM UTC", at(2020, 2, 13, 15)),
        ("05/05/2020", at(2020, 5, 5)),
    ],
)
def test_a_date_is_read_in_utc(written: str, moment: datetime) -> None:
    assert read_moment(written) == moment


@pytest.mark.parametrize(
    "written",
    [
        *("01/02/2020", "2020", "2020-01", "1577959200", "1511010100", "soon", "yesterday", "2020-13-01", "2021-02-29"),
        *("2020-01-02 25:00", "2020-01-02 24:01", "2020-01-02 10:60", "2020-01-02 13:00 PM", "2020-01-02 10:00 IST"),
        *(
            "Foo 2, 2020",
            "Mayday 2, 2020",
            "9999-12-31T23:59:59-12:00",
            "0001-01-01T00:00:00+10:00",
            "2020-01-02 +30:00",
        ),
    ],
)
def test_what_is_no_date_or_could_be_two_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_moment(written)


def test_a_date_without_a_zone_is_in_the_given_one() -> None:
    zone = ZoneInfo("Asia/Tokyo")

    assert read_moment("2020-01-02", zone=zone) == at(2020, 1, 1, 15)
    assert read_moment("2020-01-02 10:00 +00:00", zone=zone) == at(2020, 1, 2, 10)
    assert moment_of(date(2020, 1, 2), zone=zone) == at(2020, 1, 1, 15)
    assert date_of_path("2020-01-02-hello.md", zone=zone) == at(2020, 1, 1, 15)


@pytest.mark.parametrize(
    ("path", "moment"),
    [
        ("_posts/2020-01-02-hello.md", at(2020, 1, 2)),
        ("2020-1-2_hello.md", at(2020, 1, 2)),
        ("2020-01-02.md", at(2020, 1, 2)),
        ("20200102-hello.md", at(2020, 1, 2)),
        ("2020_01_02_hello.md", at(2020, 1, 2)),
        ("posts/2020-01-02-hello/index.md", at(2020, 1, 2)),
        ("2020/01/02/hello.md", at(2020, 1, 2)),
        ("blog/2020/01/02-hello.md", at(2020, 1, 2)),
        ("2020-13-45-hello.md", None),
        ("2020-things.md", None),
        ("1234-56-78.md", None),
        ("posts/20200102.5.md", at(2020, 1, 2)),
        ("hello.md", None),
        ("", None),
    ],
)
def test_the_date_in_a_path(path: str, moment: datetime | None) -> None:
    assert date_of_path(path) == moment


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("2020-01-02-hello", "hello"),
        ("20200102 hello", "hello"),
        ("2020-01-02", "2020-01-02"),
        ("2020-things", "2020-things"),
    ],
)
def test_a_name_without_its_date(name: str, rest: str) -> None:
    assert without_date(name) == rest
