"""`python -m simulate.alerts`: alerts in simulated time beside the naive rule, each figure against its bound.

The naive rule notifies at every bad evaluation that is past its cooldown and says nothing at the end.
"""

import random
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

from fsp.alerts.judgement import Verdict
from fsp.alerts.machine import shown_state
from fsp.alerts.reading import (
    Availability,
    JobTypeStatistics,
    MissedSchedule,
    OpenCircuit,
    QueueStatistics,
    Reading,
)
from fsp.alerts.rules.failures import JOB_FAILURES
from fsp.alerts.rules.redis import REDIS_UNREACHABLE
from fsp.models.alert import AlertState, Severity
from fsp.models.alert_notice import NoticeKind
from simulate.backtest import back_testing
from simulate.first_screen import soak
from simulate.system import DAY, SEED, START, System, at, conditions_through, naive, noise
from simulate.table import HEAD, Line, write


def outage() -> list[Line]:
    """M3: twelve bad evaluations."""
    conditions = [True] * 12 + [False] * 12
    system = conditions_through(REDIS_UNREACHABLE, conditions)
    found = (system.count(NoticeKind.FIRING), system.count(NoticeKind.RESOLVED))
    return [
        Line(
            "M3",
            "firings and resolves of 12 bad evaluations",
            f"{found[0]} + {found[1]}",
            "1 + 1",
            f"{naive(conditions)} + 0",
            found == (1, 1),
        )
    ]


def cooldown() -> list[Line]:
    """M4: a day of CRITICAL, and a rise at minute 3."""
    conditions = [True] * DAY
    system = conditions_through(REDIS_UNREACHABLE, conditions)
    moments = [moment for moment, _, _ in system.notices]
    gaps = [int((after - before).total_seconds() / 60) for before, after in pairwise(moments)]
    wanted = [5, 10, 20, 40, 80, 160, *[240] * 4]
    rising = System(every=timedelta(minutes=1))
    for minute in range(6):
        severity = Severity.CRITICAL if minute >= 3 else Severity.WARNING
        judged = REDIS_UNREACHABLE.says(Verdict.BAD, "simulated", severity=severity)
        rising.judge([judged], START + timedelta(minutes=minute))
    rise = [(moment - START).total_seconds() / 60 for moment, _, kind in rising.notices if kind is NoticeKind.RISE]
    return [
        Line(
            "M4",
            "notices in 24 h of CRITICAL",
            str(len(moments)),
            "<= 11",
            str(naive(conditions)),
            len(moments) <= 11,
        ),
        Line("M4", "gaps in minutes", " ".join(map(str, gaps)), " ".join(map(str, wanted)), "–", gaps == wanted),
        Line(
            "M4",
            "a rise at minute 3 is sent at minute",
            " ".join(f"{minute:g}" for minute in rise),
            "3",
            "–",
            rise == [3.0],
        ),
    ]


def flapping() -> list[Line]:
    """M6: a square wave, and independent noise."""
    wave = [number // 4 % 2 == 0 for number in range(DAY)]
    found = []
    for rule, name in ((REDIS_UNREACHABLE, "hard down"), (JOB_FAILURES, "CRITICAL")):
        count = len(conditions_through(rule, wave).notices)
        what = f"notices of a 20 min square wave, {name}"
        found.append(Line("M6", what, str(count), "<= 10", str(naive(wave)), count <= 10))
    noises = [noise(seed) for seed in range(200)]
    naives = [naive(conditions) for conditions in noises]
    for rule, name in ((JOB_FAILURES, "CRITICAL"), (REDIS_UNREACHABLE, "hard down")):
        counts = [len(conditions_through(rule, conditions).notices) for conditions in noises]
        mean, most = sum(counts) / len(counts), max(counts)
        found.append(
            Line(
                "M6",
                f"notices of 10 % noise, {name}: mean, most of 200",
                f"{mean:.1f}, {most}",
                "<= 10, <= 16",
                f"{sum(naives) / len(naives):.1f}, {max(naives)}",
                mean <= 10 and most <= 16,
            )
        )
    return found


def small_numbers() -> list[Line]:
    """M7: two jobs a window at a true 5 % for 30 days, with 1 to 8 jobs too, and ten of twenty."""
    found = []
    for what, most in (("2 jobs", 2), ("1 to 8 jobs", 8)):
        chance, system, bad = random.Random(SEED), System(), []
        for number in range(30 * DAY):
            ended = 2 if most == 2 else chance.randint(1, most)
            failed = sum(chance.random() < 0.05 for _ in range(ended))
            bad.append(failed / ended >= 0.5)
            system.look(Reading(at(number), job_types=(JobTypeStatistics("export-data", ended, failed),)))
        told = f"CRITICAL alerts in 30 d at 5 % of {what} a window"
        found.append(Line("M7", told, str(system.fired), "0", str(naive(bad)), system.fired == 0))
    half = System()
    took = next(
        number + 1
        for number in range(10)
        if half.look(Reading(at(number), job_types=(JobTypeStatistics("export-data", 20, 10),)))
        and half.count(NoticeKind.FIRING)
    )
    found.append(Line("M7", "evaluations until 10 of 20 are critical", str(took), "<= 2", "–", took <= 2))
    return found


def inhibition() -> list[Line]:
    """M12: Redis down for 30 minutes with five dependants; and an alert that recovers meanwhile."""
    circuit = OpenCircuit("export-data", START, "5 failures")
    system, downs = System(), [2 <= number < 8 for number in range(30)]
    for number, down in enumerate(downs):
        dependants = {
            "queues": tuple(QueueStatistics(name, 500 if down else 0, 0.0, 9.0) for name in ("high", "medium")),
            "scheduler_age_seconds": 900.0 if down else 1.0,
            "missed_schedules": (MissedSchedule("clean-up", "Redis down"),) if down else (),
            "open_circuits": (circuit,) if down else (),
        }
        reading = Reading(at(number), is_redis_reachable=not down, **dependants)  # type: ignore[arg-type]
        system.look(reading)
    firing, resolves = system.count(NoticeKind.FIRING), system.count(NoticeKind.RESOLVED)
    lost = _resolves_meanwhile()
    return [
        Line(
            "M12",
            "firings and resolves, Redis down with 5 dependants",
            f"{firing} + {resolves}",
            "1 + 1",
            f"{6 * naive(downs)} + 0",
            (firing, resolves) == (1, 1),
        ),
        Line("M12", "resolve of what fired before and recovers meanwhile", str(lost), "1", "–", lost == 1),
    ]


def _resolves_meanwhile() -> int:
    system, circuit = System(), OpenCircuit("export-data", START, "5 failures")
    for number in range(20):
        is_open, is_down = number < 4, 4 <= number < 16
        reading = Reading(at(number), is_redis_reachable=not is_down, open_circuits=(circuit,) if is_open else ())
        system.look(reading)
    during = (at(4), at(15))
    return sum(
        kind is NoticeKind.RESOLVED and judged.rule == "CircuitOpen" and during[0] <= moment <= during[1]
        for moment, judged, kind in system.notices
    )


def missing_data() -> list[Line]:
    """M18: two hours without jobs, from quiet and from firing."""
    quiet = System()
    for number in range(24):
        quiet.look(Reading(at(number), job_types=(JobTypeStatistics("export-data", 0, 0),)))
    firing = System()
    states = []
    for number in range(30):
        decisions = firing.look(
            Reading(at(number), job_types=(JobTypeStatistics("export-data", 20, 12),) if number < 3 else ())
        )
        states += [
            shown_state(decision.after, at(number))
            for decision in decisions
            if decision.judgement.labels == (("job_type", "export-data"),)
        ]
    until = sum(state is AlertState.FIRING for state in states[3:]) * 5
    resolved = firing.count(NoticeKind.RESOLVED)
    ends = states[-1]
    return [
        Line("M18", "alerts in 2 h without jobs", str(quiet.fired), "0", "–", quiet.fired == 0),
        Line("M18", "minutes shown firing without data", str(until), "<= 10", "–", 0 < until <= 10),
        Line(
            "M18",
            "then shown as, and resolves sent",
            f"{ends}, {resolved}",
            "no_data, 0",
            "–",
            (ends, resolved) == (AlertState.NO_DATA, 0),
        ),
    ]


def burn() -> list[Line]:
    """M23: a steady burn, a full outage of three minutes, and one failed request of a hundred an hour."""
    steady = _first_page(lambda minute: (98, 2) if minute >= 0 else (100, 0))
    outage_minutes = [_first_page(lambda minute, o=o: (0, 100) if 0 <= minute - o < 3 else (100, 0)) for o in range(5)]  # type: ignore[misc]
    worst = max((found - _next_tick(offset) for offset, found in enumerate(outage_minutes) if found), default=None)
    one = _first_page(lambda minute: (0, 1) if minute == 7 else (1, 0) if minute % 36 == 0 else (0, 0))
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
        Line("M23", "pages for one failed request of 100 an hour", "0" if one is None else "1", "0", "–", one is None),
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
            Availability(span * 60, good[end] - good[end - span], bad[end] - bad[end - span])
            for span in (5, 30, 60, 360, 4320)
        )
        for decision in system.look(Reading(START + timedelta(minutes=minute), availability=windows)):
            if decision.notice and decision.judgement.severity is Severity.CRITICAL:
                return minute
    return None


def main() -> int:
    """Print the table; return 1 if a bound is broken."""
    parts = (outage, cooldown, flapping, small_numbers, inhibition, missing_data, burn, back_testing, soak)
    figures = [figure for part in parts for figure in part()]
    print("\n".join([HEAD, *map(write, figures)]))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
