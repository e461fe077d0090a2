"""Compares a server's clock, as its `Date` header shows it, with the one of this machine."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from fsp.destinations.api_client import ApiClient
from fsp.destinations.checks import Check

MAX_DIFFERENCE_SECONDS = 60


def server_time(headers: Mapping[str, str]) -> datetime | None:
    """Return the time of an answer by the server's clock; None if it does not say."""
    try:
        moment = parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def compare_clocks(headers: Mapping[str, str], now: datetime) -> str:
    """Return that the clocks agree; raise Check if they differ by more than a minute."""
    moment = server_time(headers)
    if moment is None:
        return "The server does not say its time."
    seconds = round((moment - now).total_seconds())
    if abs(seconds) <= MAX_DIFFERENCE_SECONDS:
        return f"The clocks of the server and of this machine differ by {abs(seconds)} s."
    direction = "ahead of" if seconds > 0 else "behind"
    raise Check(
        f"The server's clock is {abs(seconds)} s {direction} the clock of this machine.",
        "Set both clocks by NTP. Else posts get wrong dates, and signed requests are refused.",
    )


def compare_clock_of(client: ApiClient, path: str) -> str:
    """Compare the clock of a server, as the answer to GET shows it."""
    return compare_clocks(client.send("GET", path).headers, client.now())
