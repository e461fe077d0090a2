"""M23: when a burning error budget is paged."""

from collections.abc import Callable
from datetime import timedelta

from bench.bounds import Line
from fsp.conditions.facts.outcomes import AvailabilityFacts
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity
from testbed.alert_system import START, System


def burn() -> list[Line]:
    """M23: a steady burn, a full outage of three minutes, and one failed request of a hundred an hour."""
    steady = _first_page(lambda minute: (98, 2) if minute >= 0 else (100, 0))
    outage_minutes = [_first_page(lambda minute, o=o: (0, 100) if 0 <= minute - o < 3 else (100, 0)) for o in range(5)]  # type: ignore[misc]
    worst = max(
        (minutes - _next_tick(offset) for offset, minutes in enumerate(outage_minutes) if minutes), default=None
    )
    single_outage = _first_page(lambda minute: (0, 1) if minute == 7 else (1, 0) if minute % 36 == 0 else (0, 0))
    return [
        Line(
            "M23",
            "minute of the page, 2 % errors at 100 a minute",
            str(steady),
            "30 to 60",
            "–",
            steady is not None and 30 <= steady <= 60,
        ),
        Line(
            "M23",
            "evaluations late for a 3 min outage, worst of 5 starts",
            str(worst),
            "0",
            "–",
            worst == 0 and None not in outage_minutes,
        ),
        Line(
            "M23",
            "pages for one failed request of 100 an hour",
            "0" if single_outage is None else "1",
            "0",
            "–",
            single_outage is None,
        ),
    ]


def _next_tick(minute: int) -> int:
    return minute + (5 - minute % 5)


def _first_page(events: Callable[[int], tuple[int, int]]) -> int | None:
    """Return the minute of the first page in two hours, after three days of what the events say before minute 0."""
    before = 4320
    good, bad = [0], [0]
    for minute in range(-before, 121):
        good.append(good[-1] + events(minute)[0])
        bad.append(bad[-1] + events(minute)[1])
    system = System()
    for minute in range(5, 121, 5):
        end = minute + before
        windows = tuple(
            AvailabilityFacts(span * 60, good[end] - good[end - span], bad[end] - bad[end - span])
            for span in (5, 30, 60, 360, 4320)
        )
        for decision in system.look(Snapshot(START + timedelta(minutes=minute), availability=windows)):
            if decision.notice and decision.candidate.severity is Severity.CRITICAL:
                return minute
    return None
