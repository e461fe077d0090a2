"""Scheduled items without a text, while there is time to write one."""

from datetime import datetime

from fsp.amounts import duration
from fsp.conditions.finding import Action, Kind, Problem, Weight
from fsp.conditions.snapshot import MissingTextFacts, Reading


def _find(reading: Reading) -> list[Problem]:
    return [_problem(facts, reading.at) for facts in reading.missing_texts or ()]


def _problem(facts: MissingTextFacts, now: datetime) -> Problem:
    is_overdue = facts.first_at <= now
    minutes = round(abs((facts.first_at - now).total_seconds()) / 60)
    distance = " ".join(duration(minutes * 60.0).split()[:4]) if minutes else "less than a minute"
    when = f"was due {distance} ago" if is_overdue else f"is due in {distance}"
    if facts.item_id is not None:
        what = f'"{facts.title}" of {facts.project_title} {when} and has no text'
        action = Action("Write its text", f"/items/{facts.item_id}")
    else:
        what = f"{facts.items} scheduled items of {facts.project_title} have no text; the first {when}"
        action = Action("See them", f"/projects/{facts.project_slug}?state=scheduled")
    return Problem(
        kind=MISSING.name,
        subject=facts.project_slug,
        weight=Weight.SERIOUS if is_overdue else Weight.WARNING,
        what=what,
        since=facts.first_at if is_overdue else None,
        cause="nobody wrote a text or accepted a draft; with one, it is published by itself",
        action=action,
    )


MISSING = Kind(
    name="text-missing",
    meaning="A scheduled item has no text: nothing is published at its time, and no job fails over it.",
    first_look="Write its text, use one of its drafts, or take it off the schedule.",
    find=_find,
    can_follow_deploy=False,
)
