"""M12: one notice of a cause, and none of what follows from it."""

from datetime import timedelta

from bench.bounds import Line
from fsp.conditions.facts.infrastructure import RedisFacts
from fsp.conditions.facts.work import CircuitFacts, QueueFacts, ScheduleFacts, SchedulerFacts
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import NoticeKind
from testbed.alert_system import START, System, at, naive


def inhibition() -> list[Line]:
    """M12: Redis down for 30 minutes with five dependants; and an alert that recovers meanwhile."""
    circuit = CircuitFacts("export-data", "open", START, "5 failures")
    system, downs = System(), [2 <= number < 8 for number in range(30)]
    for number, down in enumerate(downs):
        dependants = {
            "queues": tuple(QueueFacts(name, 500 if down else 0, 0, at(number), 9.0) for name in ("high", "medium")),
            "scheduler": SchedulerFacts(at(number) - timedelta(seconds=900 if down else 1)),
            "schedules": (ScheduleFacts("clean-up", overdue_since=START, cause="Redis down"),) if down else (),
            "circuits": (circuit,) if down else (),
        }
        reading = Snapshot(at(number), redis=RedisFacts(answers=not down), **dependants)  # type: ignore[arg-type]
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
    system, circuit = System(), CircuitFacts("export-data", "open", START, "5 failures")
    for number in range(20):
        is_open, is_down = number < 4, 4 <= number < 16
        reading = Snapshot(at(number), redis=RedisFacts(answers=not is_down), circuits=(circuit,) if is_open else ())
        system.look(reading)
    during = (at(4), at(15))
    return sum(
        kind is NoticeKind.RESOLVED and judged.rule == "CircuitOpen" and during[0] <= moment <= during[1]
        for moment, judged, kind in system.notices
    )
