"""Slots that are all held by jobs that do not end, while others wait: of all workers, or of one job type."""

from datetime import timedelta

from fsp.amounts import duration
from fsp.conditions.finding import Action, Kind, Problem, Reach, Weight
from fsp.conditions.snapshot import Reading, SlotFacts

PATIENCE = timedelta(seconds=90)
"""As long as nothing ended, and as every holder has run, at least."""

UNUSUAL = 3.0
"""So many times as long as 19 of 20 runs of its type."""


def is_held(slots: SlotFacts, reading: Reading) -> bool:
    """Return whether all slots are held by jobs that run unusually long, and none has ended for a while."""
    if slots.taken < slots.limit or not slots.limit or not slots.waiting or not slots.holders:
        return False
    started = [holder.started_at for holder in slots.holders]
    last_change = max([*started, *([slots.last_end_at] if slots.last_end_at else [])])
    return reading.at - last_change >= PATIENCE and all(
        (reading.at - holder.started_at).total_seconds() >= UNUSUAL * (holder.usual_seconds or 0.0)
        for holder in slots.holders
    )


def _find(reading: Reading) -> list[Problem]:
    held = [slots for slots in reading.slots or () if is_held(slots, reading)]
    of_workers = [slots for slots in held if slots.subject == ALL]
    return [_problem(slots, reading) for slots in of_workers or held]


def _problem(slots: SlotFacts, reading: Reading) -> Problem:
    oldest = min(slots.holders, key=lambda holder: holder.started_at)
    of_workers = slots.subject == ALL
    whose = "of the workers" if of_workers else f"of {slots.subject}"
    count = "The only slot" if slots.limit == 1 else f"All {slots.limit} slots"
    usual = f", usually {duration(oldest.usual_seconds)}" if oldest.usual_seconds else ""
    runs = duration(round((reading.at - oldest.started_at).total_seconds()))
    return Problem(
        kind=HELD.name,
        subject=slots.subject,
        weight=Weight.CRITICAL if of_workers else Weight.SERIOUS,
        what=f"{count} {whose} {'is' if slots.limit == 1 else 'are'} held by jobs that do not end",
        since=max(holder.started_at for holder in slots.holders),
        cause=f"{slots.in_words}; the longest, a job of {oldest.job_type}, has run for {runs}{usual}; it may hang",
        action=Action("Open the longest job", f"/jobs/{oldest.job_id}"),
        jobs_hit=slots.waiting,
        reach=Reach.EVERYTHING if of_workers else Reach.TYPE,
    )


ALL = "all"

HELD = Kind(
    name="slots-held",
    meaning="Every slot of the workers, or of one job type, is held by a job that runs far longer than usual, none has "
    "ended for 90 s, and others wait.",
    first_look="The log and steps of the longest job say what it waits for. Cancel it to free its slot; a shorter time "
    "limit of its type ends the next one.",
    find=_find,
)
