"""Health of the work: what rules find about workers, the scheduler, circuits, jobs, platforms and HTTP responses."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import redis

from fsp.conditions.facts.outcomes import PlatformFacts
from fsp.conditions.facts.work import CircuitFacts, SchedulerFacts
from fsp.conditions.finding import SYSTEM, Finding, Verdict
from fsp.conditions.limits import (
    MAX_JOB_FAILURES,
    MIN_ANSWERS,
    MIN_CALLS,
    MIN_JOBS,
    SCHEDULER_DEAD_SECONDS,
)
from fsp.conditions.rule import Rule
from fsp.conditions.rules.answer_errors import ANSWER_ERRORS
from fsp.conditions.rules.circuit_open import CIRCUIT_OPEN
from fsp.conditions.rules.platform_failing import PLATFORM_FAILING
from fsp.conditions.rules.scheduler_silent import SCHEDULER_SILENT
from fsp.conditions.rules.stuck_jobs import STUCK_JOBS
from fsp.conditions.rules.worker_dead import WORKER_DEAD
from fsp.conditions.snapshot import Snapshot
from fsp.conditions.system import CALLS_WINDOW, WINDOW, System, read_system
from fsp.conditions.system_facts import with_system
from fsp.health.component import Component
from fsp.health.work_numbers import call_numbers, queue_numbers, share_of
from fsp.jobs.registry import is_upkeep
from fsp.metrics.spans import Span
from fsp.schedules.scheduler_silence import read_silence


def read_work(connection: redis.Redis, now: datetime) -> dict[str, Component]:
    """Return the components by name; raise the errors of a Redis that is down.

    The first check that misses a scheduler starts to count its absence.
    """
    system = read_system(connection, now)
    if system.scheduler == SchedulerFacts(None, None):
        read_silence(connection, now)
        system = replace(system, scheduler=SchedulerFacts(None, now))
    snapshot = _snapshot(system, now)
    components = (
        *(_workers(snapshot), _scheduler(snapshot, system), _circuits(snapshot)),
        *(_jobs(snapshot, system), _platforms(snapshot, system), _answers(snapshot)),
    )
    return {component.name: component for component in components}


def workers_component(count: int) -> Component:
    """Return the health for this number of running workers."""
    if count == 0:
        return Component("workers", "unhealthy", "No workers are running; start one with fsp worker.")
    return Component("workers", "healthy", f"{count} worker{'s are' if count != 1 else ' is'} running.")


def _snapshot(system: System, now: datetime) -> Snapshot:
    return replace(
        with_system(Snapshot(now), system),
        circuits=tuple(
            CircuitFacts(gate.job_type, gate.circuit, gate.opened_at, gate.why)
            for gate in system.gates
            if gate.is_at_fault
        ),
        platforms=tuple(PlatformFacts(calls.platform, calls.calls, calls.failed) for calls in system.platforms),
    )


def _findings(rule: Rule, snapshot: Snapshot) -> list[Finding]:
    """Return the findings of a rule. A rate at its limit is degraded before it is certain enough for an alert."""
    return [finding for finding in rule.find(snapshot) or () if finding.verdict is Verdict.BAD or _is_reached(finding)]


def _is_reached(finding: Finding) -> bool:
    value, threshold = finding.numbers.value, finding.numbers.threshold
    is_judged = finding.verdict is Verdict.BETWEEN and value is not None and threshold is not None
    return is_judged and (value or 0.0) >= (threshold or 0.0)


def _workers(snapshot: Snapshot) -> Component:
    is_none_there = any(finding.subject == SYSTEM for finding in _findings(WORKER_DEAD, snapshot))
    return workers_component(0 if is_none_there else snapshot.workers_there or 0)


def _scheduler(snapshot: Snapshot, system: System) -> Component:
    is_silent = bool(_findings(SCHEDULER_SILENT, snapshot))
    has_ticked, since = system.scheduler.ticked_at is not None, system.scheduler.silent_since
    seconds = max(0.0, (snapshot.at - since).total_seconds()) if since else 0.0
    if has_ticked and not is_silent:
        return Component("scheduler", "healthy", f"Last heartbeat {seconds:.0f} s ago.")
    status = "unhealthy" if seconds > SCHEDULER_DEAD_SECONDS else "degraded"
    silence = f"sent its last heartbeat {seconds:.0f} s ago" if has_ticked else "has sent no heartbeat yet"
    wrong = next((clock for clock in system.clocks if clock.is_off and "scheduler" in clock.parts), None)
    advice = f". {wrong.in_words}" if wrong else "; start one with fsp scheduler."
    return Component("scheduler", status, f"The scheduler {silence}{advice}")


def _circuits(snapshot: Snapshot) -> Component:
    findings = _findings(CIRCUIT_OPEN, snapshot)
    if not findings:
        return Component("circuits", "healthy", "All circuit breakers are closed.")
    open_circuits = [f"{circuit.job_type} is {circuit.state} ({circuit.why})" for circuit in snapshot.circuits or ()]
    return Component("circuits", "degraded", f"{'; '.join(open_circuits)}. See Job types.")


def _jobs(snapshot: Snapshot, system: System) -> Component:
    """Return unhealthy if at least half of five or more jobs failed in the last hour.

    A stuck job, or half of the maintenance jobs failing, is degraded.
    """
    failed, ended = _total(span for name, span in system.last_hour.items() if not is_upkeep(name))
    upkeep_failed, upkeep_ended = _total(span for name, span in system.last_hour.items() if is_upkeep(name))
    count, is_enough = f"{failed} of {ended} jobs failed in the last hour", ended >= MIN_JOBS
    stuck = snapshot.stuck.count if snapshot.stuck else 0
    status, message = "healthy", f"{count}{'' if is_enough else ', not enough data'}."
    if _reaches_limit(failed, ended):
        status, message = "unhealthy", f"{count}. See Dead letters."
    elif _findings(STUCK_JOBS, snapshot):
        status, message = (
            "degraded",
            f"{stuck} jobs are stuck: their workers are gone and the jobs were not reassigned.",
        )
    elif _reaches_limit(upkeep_failed, upkeep_ended):
        status = "degraded"
        message = f"{count}; {upkeep_failed} of {upkeep_ended} of FSP's own maintenance jobs failed. See Schedules."
    details = {
        **share_of(failed, ended),
        "windowSeconds": WINDOW.total_seconds(),
        "stuck": stuck,
        "queues": {queue.name: queue_numbers(queue) for queue in system.queues},
        "upkeep": share_of(upkeep_failed, upkeep_ended),
    }
    return Component("jobs", status, message, insufficient_data=not is_enough, details=details)


def _platforms(snapshot: Snapshot, system: System) -> Component:
    """Return degraded, never unhealthy, for a failing platform. The check calls no platform."""
    names = {finding.subject.name for finding in _findings(PLATFORM_FAILING, snapshot)}
    details = {calls.platform: call_numbers(calls) for calls in system.platforms}
    failing = [
        f"{calls.failed} of {calls.calls} calls to {calls.platform} failed"
        for calls in system.platforms
        if calls.platform in names
    ]
    if failing:
        return Component("platforms", "degraded", f"{'; '.join(failing)} in the last 15 minutes.", details=details)
    few = [calls.platform for calls in system.platforms if calls.calls < MIN_CALLS]
    message = f"No platform is failing{'; not enough calls yet: ' + ', '.join(few) if few else ''}."
    is_unsure = len(few) == len(system.platforms)
    return Component("platforms", "healthy", message, insufficient_data=is_unsure, details=details)


def _answers(snapshot: Snapshot) -> Component:
    failed, requests = (snapshot.answers.errors, snapshot.answers.requests) if snapshot.answers else (0, 0)
    count, is_enough = f"{failed} of {requests} responses were errors in the last 15 minutes", requests >= MIN_ANSWERS
    return Component(
        "answers",
        "degraded" if _findings(ANSWER_ERRORS, snapshot) else "healthy",
        f"{count}{'' if is_enough else ', not enough data'}.",
        insufficient_data=not is_enough,
        details={**share_of(failed, requests), "windowSeconds": CALLS_WINDOW.total_seconds()},
    )


def _total(spans: Iterable[Span]) -> tuple[int, int]:
    counts = [(span.failed, span.ended) for span in spans]
    return sum(failed for failed, _ in counts), sum(ended for _, ended in counts)


def _reaches_limit(failed: int, ended: int) -> bool:
    return ended >= MIN_JOBS and failed / ended >= MAX_JOB_FAILURES
