"""The zone of the pages: chosen by cookies, UTC for whatever they hold besides."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fsp.web.timezone import clock, full_moment, zone_name

NOW = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cookies", "name"),
    [
        ("", "UTC"),
        ("fsp_zone=utc; fsp_browser_zone=Asia/Tokyo", "UTC"),
        ("fsp_zone=browser; fsp_browser_zone=Asia/Tokyo", "Asia/Tokyo"),
        ("fsp_zone=browser", "UTC"),
        ("fsp_zone=browser; fsp_browser_zone=../../etc/passwd", "UTC"),
        ("fsp_zone=browser; fsp_browser_zone=Nowhere/None", "UTC"),
        ("fsp_zone=queue", "UTC"),
        ("fsp_zone=<script>", "UTC"),
    ],
)
def test_the_cookies_choose_the_zone(app: Flask, cookies: str, name: str) -> None:
    with app.test_request_context("/", headers={"Cookie": cookies}):
        assert zone_name() == name


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime(2026, 7, 1, 22, 0, 5, tzinfo=UTC), "07:00:05"),
        (datetime(2026, 7, 1, 1, 0, tzinfo=UTC), "1 Jul 10:00"),
        (datetime(2025, 7, 1, 1, 0, tzinfo=UTC), "1 Jul 2025"),
        (None, "—"),
    ],
)
def test_a_clock_says_the_day_when_it_is_another(app: Flask, value: datetime | None, words: str) -> None:
    with app.test_request_context("/", headers={"Cookie": "fsp_zone=browser; fsp_browser_zone=Asia/Tokyo"}):
        assert clock(value, NOW) == words
        assert full_moment(NOW) == "2026-07-02 07:30:00 Asia/Tokyo"


def test_the_zone_shows_on_the_page(signed_in: FlaskClient) -> None:
    signed_in.set_cookie("fsp_zone", "browser")
    signed_in.set_cookie("fsp_browser_zone", "Europe/Lisbon")

    assert "Europe/Lisbon" in signed_in.get("/").text
