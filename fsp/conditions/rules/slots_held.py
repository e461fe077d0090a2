"""All slots of the workers, or of one job type, held by jobs that do not finish while others are waiting."""

from fsp.amounts import duration
from fsp.conditions.facts.work import SlotFacts
from fsp.conditions.finding import SYSTEM, Action, Finding, Reach, Subject, SubjectKind
from fsp.conditions.limits import SLOTS_HELD_FOR, UNUSUAL_RUN
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "slots-held"
QUESTION = "Cancel the job that has been running longest?"


def is_held(slots: SlotFacts, snapshot: Snapshot) -> bool:
    """Return whether all slots are held by jobs that run unusually long, and none has ended for a while."""
    if slots.taken < slots.limit or not slots.limit or not slots.waiting or not slots.holders:
        return False
    started = [holder.started_at for holder in slots.holders]
    last_change = max([*started, *([slots.last_end_at] if slots.last_end_at else [])])
    return snapshot.at - last_change >= SLOTS_HELD_FOR and all(
        (snapshot.at - holder.started_at).total_seconds() >= UNUSUAL_RUN * (holder.usual_seconds or 0.0)
        for holder in slots.holders
    )


def _find(snapshot: Snapshot) -> list[Finding]:
    held = [slots for slots in snapshot.slots or () if is_held(slots, snapshot)]
    of_workers = [slots for slots in held if slots.subject == SYSTEM.name]
    return [_finding(slots, snapshot) for slots in of_workers or held]


def _finding(slots: SlotFacts, snapshot: Snapshot) -> Finding:
    oldest = min(slots.holders, key=lambda holder: holder.started_at)
    of_workers = slots.subject == SYSTEM.name
    whose = "of the workers" if of_workers else f"of {slots.subject}"
    count = "The only slot" if slots.limit == 1 else f"All {slots.limit} slots"
    usual = f", usually {duration(oldest.usual_seconds)}" if oldest.usual_seconds else ""
    runs = duration(round((snapshot.at - oldest.started_at).total_seconds()))
    return Finding(
        rule=NAME,
        subject=SYSTEM if of_workers else Subject(SubjectKind.JOB_TYPE, slots.subject),
        severity=Severity.CRITICAL if of_workers else Severity.ERROR,
        summary=f"{count} {whose} {'is' if slots.limit == 1 else 'are'} held by jobs that do not finish",
        since=max(holder.started_at for holder in slots.holders),
        cause=f"{slots.in_words}; the longest ({oldest.job_type}) has been running for {runs}{usual} and may hang",
        action=Action("Cancel longest job", f"/jobs/{oldest.job_id}/cancel", is_post=True, question=QUESTION),
        details_url=f"/jobs/{oldest.job_id}",
        jobs_hit=slots.waiting,
        reach=Reach.EVERYTHING if of_workers else Reach.TYPE,
    )


SLOTS_HELD = Rule(
    name=NAME,
    meaning="Every slot of the workers or of one job type is held by a job that runs far longer than usual. "
    "No job has finished for 90 s, and others are waiting.",
    first_look="Check the log and steps of the longest job. Cancel it to free its slot. A shorter time limit for "
    "its type stops the next one.",
    find=_find,
)
