"""Reading back: each value as what it is to be, or undecodable."""

from datetime import UTC, datetime

import pytest

from fsp.stored import (
    Undecodable,
    counts_of,
    list_of,
    moment_of,
    moment_of_epoch,
    number_of,
    object_of,
    read_or,
    readable,
    text_of,
    whole_numbers_of,
    whole_of,
)

NINES = b"9" * 5_000


def test_what_can_be_read_is_read() -> None:
    assert (whole_of(b"12"), number_of("1.5"), text_of(b"\xff"), text_of(None)) == (12, 1.5, "\ufffd", "")
    assert moment_of(b"2026-05-01T09:30:00Z") == datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
    assert moment_of_epoch(b"1764000000000", per_second=1000) == datetime.fromtimestamp(1_764_000_000, UTC)
    assert (object_of(b'{"a": 1}'), list_of("[1]")) == ({"a": 1}, [1])


@pytest.mark.parametrize("raw", [b"abc", b"", None, b"1.5", NINES, b"9" * 20, b"\xff", [1], {}])
def test_what_is_no_whole_number_is_undecodable(raw: object) -> None:
    with pytest.raises(Undecodable):
        whole_of(raw)


@pytest.mark.parametrize("raw", [b"abc", b"nan", b"inf", b"-inf", b"1e999", NINES, None, []])
def test_what_is_no_finite_number_is_undecodable(raw: object) -> None:
    with pytest.raises(Undecodable):
        number_of(raw)


@pytest.mark.parametrize(
    "raw", [b"yesterday", b"", None, b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59-10:00", b"\xff"]
)
def test_what_is_no_moment_is_undecodable(raw: bytes | None) -> None:
    with pytest.raises(Undecodable):
        moment_of(raw)


@pytest.mark.parametrize("raw", [b"abc", b"nan", b"1e30", b"-1", NINES, None])
def test_what_is_no_unix_time_is_undecodable(raw: bytes | None) -> None:
    with pytest.raises(Undecodable):
        moment_of_epoch(raw)


@pytest.mark.parametrize("raw", [b"{", b"", None, b"null", b"1", b'"x"', b"[1]", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_undecodable(raw: bytes | None) -> None:
    with pytest.raises(Undecodable):
        object_of(raw)


def test_what_cannot_be_read_takes_nothing_with_it() -> None:
    assert readable(whole_of, [b"1", b"x", b"3"]) == [1, 3]
    assert counts_of({b"a": b"1", b"b": b"x", b"\xff": b"2"}) == {"a": 1, "\ufffd": 2}
    assert whole_numbers_of({"a": 1, "b": "x", "c": [1]}) == {"a": 1}
    assert whole_numbers_of([1]) == {}
    assert read_or(5, whole_of, b"x") == 5
