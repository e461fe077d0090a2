"""What servers answer about their rates."""

from datetime import UTC, datetime

import pytest

from fsp.jobs.server_limits import Correction, server_limits

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "correction"),
    [
        ({"Retry-After": "90"}, Correction(90.0)),
        ({"X-RateLimit-Remaining": "3", "X-RateLimit-Reset": "60"}, Correction(None, 3, 60.0)),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(NOW.timestamp() + 30)}, Correction(None, 0, 30.0)),
        ({"RateLimit-Remaining": "7", "RateLimit-Reset": "10", "Retry-After": "5"}, Correction(5.0, 7, 10.0)),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-05-01T12:05:00.5Z"}, Correction(None, 0, 300.5)),
        ({"X-RateLimit-Remaining": "3"}, None),
        ({"X-RateLimit-Remaining": "nan", "X-RateLimit-Reset": "soon"}, None),
        ({}, None),
    ],
)
def test_headers_are_read(headers: dict[str, str], correction: Correction | None) -> None:
    assert server_limits(headers, NOW) == correction
