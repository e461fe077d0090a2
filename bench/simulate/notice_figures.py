"""M3, M4 and M6: how often people are told of an outage, of a long one, and of one that comes and goes."""

from datetime import timedelta
from itertools import pairwise

from bench.bounds import Line
from fsp.conditions.finding import Verdict
from fsp.models.alert_kinds import NoticeKind, Severity
from testbed.alert_candidates import says
from testbed.alert_system import DAY, START, System, conditions_through, naive, noise


def outage() -> list[Line]:
    """M3: twelve bad evaluations."""
    conditions = [True] * 12 + [False] * 12
    system = conditions_through("RedisUnreachable", conditions)
    counts = (system.count(NoticeKind.FIRING), system.count(NoticeKind.RESOLVED))
    return [
        Line(
            "M3",
            "firings and resolves of 12 bad evaluations",
            f"{counts[0]} + {counts[1]}",
            "1 + 1",
            f"{naive(conditions)} + 0",
            counts == (1, 1),
        )
    ]


def cooldown() -> list[Line]:
    """M4: a day of CRITICAL, and a rise at minute 3."""
    conditions = [True] * DAY
    system = conditions_through("RedisUnreachable", conditions)
    moments = [moment for moment, _, _ in system.notices]
    gaps = [int((after - before).total_seconds() / 60) for before, after in pairwise(moments)]
    expected = [5, 10, 20, 40, 80, 160, *[240] * 4]
    rising = System(every=timedelta(minutes=1))
    for minute in range(6):
        severity = Severity.CRITICAL if minute >= 3 else Severity.WARNING
        judged = says("RedisUnreachable", Verdict.BAD, severity=severity)
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
        Line("M4", "gaps in minutes", " ".join(map(str, gaps)), " ".join(map(str, expected)), "–", gaps == expected),
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
    figures = []
    for rule, name in (("RedisUnreachable", "hard down"), ("JobFailures", "CRITICAL")):
        count = len(conditions_through(rule, wave).notices)
        what = f"notices of a 20 min square wave, {name}"
        figures.append(Line("M6", what, str(count), "<= 10", str(naive(wave)), count <= 10))
    noises = [noise(seed) for seed in range(200)]
    naives = [naive(conditions) for conditions in noises]
    for rule, name in (("JobFailures", "CRITICAL"), ("RedisUnreachable", "hard down")):
        counts = [len(conditions_through(rule, conditions).notices) for conditions in noises]
        mean, most = sum(counts) / len(counts), max(counts)
        figures.append(
            Line(
                "M6",
                f"notices of 10 % noise, {name}: mean, most of 200",
                f"{mean:.1f}, {most}",
                "<= 10, <= 16",
                f"{sum(naives) / len(naives):.1f}, {max(naives)}",
                mean <= 10 and most <= 16,
            )
        )
    return figures
