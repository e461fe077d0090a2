"""M7 and M18: what alerts make of few events, and of none."""

import random

from bench.bounds import Line
from fsp.alerts.machine import shown_state
from fsp.conditions.facts.work import JobTypeFacts
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertState, NoticeKind
from testbed.alert_system import DAY, SEED, System, at, naive


def small_numbers() -> list[Line]:
    """M7: two jobs a window at a true 5 % for 30 days, with 1 to 8 jobs too, and ten of twenty."""
    figures = []
    for what, most in (("2 jobs", 2), ("1 to 8 jobs", 8)):
        chance, system, bad = random.Random(SEED), System(), []
        for number in range(30 * DAY):
            ended = 2 if most == 2 else chance.randint(1, most)
            failed = sum(chance.random() < 0.05 for _ in range(ended))
            bad.append(failed / ended >= 0.5)
            system.look(Snapshot(at(number), job_types=(JobTypeFacts("export-data", ended, failed),)))
        label = f"CRITICAL alerts in 30 d at 5 % of {what} a window"
        figures.append(Line("M7", label, str(system.fired), "0", str(naive(bad)), system.fired == 0))
    half = System()
    took = next(
        number + 1
        for number in range(10)
        if half.look(Snapshot(at(number), job_types=(JobTypeFacts("export-data", 20, 10),)))
        and half.count(NoticeKind.FIRING)
    )
    figures.append(Line("M7", "evaluations until 10 of 20 are critical", str(took), "<= 2", "–", took <= 2))
    return figures


def missing_data() -> list[Line]:
    """M18: two hours without jobs, from quiet and from firing."""
    quiet = System()
    for number in range(24):
        quiet.look(Snapshot(at(number), job_types=(JobTypeFacts("export-data", 0, 0),)))
    firing = System()
    states = []
    for number in range(30):
        decisions = firing.look(
            Snapshot(at(number), job_types=(JobTypeFacts("export-data", 20, 12),) if number < 3 else ())
        )
        states += [
            shown_state(decision.after, at(number))
            for decision in decisions
            if decision.candidate.labels == (("job_type", "export-data"),)
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
