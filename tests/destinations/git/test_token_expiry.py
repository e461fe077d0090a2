"""When a token of GitHub expires."""

from datetime import UTC, datetime

import pytest

from fsp.destinations.git.token_expiry import expiry_in_headers

NAME = "github-authentication-token-expiration"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-31 08:00:00 UTC", datetime(2026, 12, 31, 8, tzinfo=UTC)),
        ("2026-12-31 08:00:00 +0100", datetime(2026, 12, 31, 7, tzinfo=UTC)),
        ("next year", None),
        ("", None),
    ],
)
def test_the_header_states_the_moment(text: str, moment: datetime | None) -> None:
    assert expiry_in_headers([{}, {NAME: text}]) == moment


def test_without_the_header_nothing_is_known() -> None:
    assert expiry_in_headers([]) is None
