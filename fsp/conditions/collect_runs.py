"""Collects facts about recent runs and calls: open circuits, retries, failing services, and slower job types."""

from collections.abc import Sequence
from datetime import datetime

from fsp.conditions.facts.outcomes import PlatformFacts, RegressionFacts
from fsp.conditions.facts.work import CircuitFacts, RetryFacts
from fsp.conditions.rules.platform_failing import is_failing
from fsp.conditions.rules.retry_storm import is_storm
from fsp.conditions.system import RETRY_WINDOW, System
from fsp.gates.gate import Gate
from fsp.inspection.failures import newest_error_read, retrying_read
from fsp.metrics.platform_calls import PlatformCalls
from fsp.metrics.rings import End, rings_read
from fsp.performance.current import Performance
from fsp.performance.suspects import Suspect
from fsp.performance.verdict import Level, Verdict
from fsp.redis_ops.reads import Read, gathered, joined, known


def circuits_read(system: System, now: datetime) -> Read[tuple[CircuitFacts, ...]]:
    """Return a read of the circuits that block jobs, with their newest errors."""
    return gathered(_circuit(gate, now) for gate in system.gates if gate.is_at_fault)


def retries_read(system: System, now: datetime) -> Read[tuple[RetryFacts, ...]]:
    """Return a read of the job types in a retry storm, and its start."""
    retry_facts = (
        RetryFacts(name, span.outcomes["retried"], span.ended, None) for name, span in system.last_minutes.items()
    )
    return gathered(_storm(retries, now) for retries in retry_facts if is_storm(retries))


def platforms_read(system: System, now: datetime) -> Read[tuple[PlatformFacts, ...]]:
    """Return a read of the called services. Failing ones have the newest error of a job that called them."""
    return gathered(_platform(calls, now) for calls in system.platforms)


def regressions_read(tracks: Sequence[Performance], system: System, now: datetime) -> Read[tuple[RegressionFacts, ...]]:
    """Return a read of the job types that may be slower, with the start of certain slowdowns."""
    return gathered(
        _regression(track, verdict, system, now)
        for track in tracks
        if (verdict := track.track.verdict) and verdict.level > Level.NONE
    )


def _circuit(gate: Gate, now: datetime) -> Read[CircuitFacts]:
    return joined(
        lambda retrying, error: CircuitFacts(
            job_type=gate.job_type,
            state=gate.circuit,
            opened_at=gate.opened_at,
            why=gate.why,
            waiting=gate.held + retrying,
            newest_error=error,
        ),
        retrying_read(gate.job_type, now),
        newest_error_read(gate.job_type, now),
    )


def _storm(retries: RetryFacts, now: datetime) -> Read[RetryFacts]:
    return joined(
        lambda rings, error: RetryFacts(
            retries.job_type, retries.retried, retries.ended, _first_retry(rings[retries.job_type]), error
        ),
        rings_read([retries.job_type], now),
        newest_error_read(retries.job_type, now),
    )


def _first_retry(ring: Sequence[End]) -> datetime | None:
    """Return the first retried attempt in a series without a pause longer than the window."""
    times = [end.at for end in ring if end.outcome == "retried"]
    first = times[-1] if times else None
    for at in reversed(times):
        if first is not None and first - at > RETRY_WINDOW:
            break
        first = at
    return first


def _platform(calls: PlatformCalls, now: datetime) -> Read[PlatformFacts]:
    types = tuple(name for name, _ in calls.failed_by.most_common())
    facts = PlatformFacts(calls.platform, calls.calls, calls.failed, types)
    if not types or not is_failing(facts):
        return known(facts)
    return joined(
        lambda error: PlatformFacts(calls.platform, calls.calls, calls.failed, types, error),
        newest_error_read(types[0], now),
    )


def _regression(performance: Performance, verdict: Verdict, system: System, now: datetime) -> Read[RegressionFacts]:
    name, baseline, span = performance.job_type, performance.track.baseline, system.last_hour.get(performance.job_type)
    was = baseline.stats.p95_seconds if baseline else 0.0

    def facts(rings: dict[str, list[End]]) -> RegressionFacts:
        return RegressionFacts(
            job_type=name,
            level=verdict.level,
            percent=verdict.deviation_percent,
            since=_began(performance, verdict, rings[name]) if name in rings else None,
            was_seconds=was,
            is_seconds=(span.run_quantile(0.95) if span else None) or was * verdict.ratio.value,
            deploy=_deploy_before(performance.suspect),
            size_class=performance.size_class,
            suspect=performance.suspect.in_words if performance.suspect else "",
        )

    return joined(facts, rings_read([name] if verdict.level is Level.MATERIAL else [], now))


def _deploy_before(suspect: Suspect | None) -> str:
    """Return the version of the deploy nearest to the first slow run, if the deploy came first."""
    if suspect is None or suspect.deploy is None or suspect.deploy.at > suspect.at:
        return ""
    return suspect.deploy.version


def _began(performance: Performance, verdict: Verdict, ring: Sequence[End]) -> datetime | None:
    """Return when the first suspected run ended. The recent runs are the newest successes in the ring."""
    if verdict.first_suspect is None:
        return None
    ends = [end.at for end in ring if end.outcome == "succeeded"]
    back = len(performance.track.recent) - verdict.first_suspect
    return ends[-back] if 0 < back <= len(ends) else None
