"""A job type that got slower than its baseline, by effect size and by test."""

from urllib.parse import quote

from fsp.conditions.facts.outcomes import RegressionFacts
from fsp.conditions.finding import Action, Finding, Numbers, Subject, SubjectKind, Verdict
from fsp.conditions.limits import MAX_SLOWDOWN_PERCENT
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity
from fsp.performance.verdict import Level

NAME = "p95-regression"


def _find(snapshot: Snapshot) -> list[Finding] | None:
    return None if snapshot.regressions is None else [_finding(slower) for slower in snapshot.regressions]


def _finding(slower: RegressionFacts) -> Finding:
    name, level = slower.job_type, slower.level.name.lower()
    measured = f"{slower.percent:.0f} % slower than its baseline, {level}; the limit is {MAX_SLOWDOWN_PERCENT:.0f} %"
    size_class = f"?size_class={quote(slower.size_class)}" if slower.size_class else ""
    is_sure = slower.level >= Level.CONFIRMED
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.JOB_TYPE, name, size_class=slower.size_class),
        severity=Severity.ERROR if slower.level is Level.MATERIAL else Severity.WARNING,
        summary=f"{name} is slower: P95 {slower.is_seconds:.3g} s, was {slower.was_seconds:.3g} s",
        since=slower.since,
        cause=f"started after deploy {slower.deploy}" if slower.deploy else "no deploy near the start",
        action=Action(
            "Accept as new baseline",
            f"/performance/{quote(name)}/accept{size_class}",
            is_post=True,
            question=f"Accept the newest runs of {name} as the new baseline?",
        ),
        details_url=f"/performance#track-{quote(name)}",
        verdict=Verdict.BAD if is_sure else Verdict.BETWEEN,
        measured=measured + ("" if is_sure else ", confirmed") + (f"; {slower.suspect}" if slower.suspect else ""),
        numbers=Numbers(slower.percent, MAX_SLOWDOWN_PERCENT),
        deploy=slower.deploy,
    )


REGRESSION = Rule(
    name=NAME,
    meaning="The runs of a job type are significantly slower than its baseline.",
    first_look="Check what changed when it started: code, data or the platform it calls. Accept the new baseline "
    "if this is expected.",
    find=_find,
    # One type in a hundred has a confirmed slowdown within 1,000 unchanged runs, so a confirmed one alone is not shown.
    shown_from=Severity.ERROR,
    # The test that confirmed it already used ten runs or more.
    alert=AlertPolicy(
        "PerformanceRegression",
        AlertType.PERFORMANCE_DEGRADATION,
        Severity.WARNING,
        meaning="A job type got slower",
        advice="Compare with recent code or content changes. Accept the new baseline if this is expected.",
        title="{name} got slower",
        more_evaluations=0,
    ),
)
