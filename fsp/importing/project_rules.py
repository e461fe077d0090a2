"""The review rules and recurring times in an export. A new project takes them; any other one keeps its own."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from fsp.content.publishing_slots import Slot, parse_slots
from fsp.content.written import NO, YES
from fsp.errors import InvalidInput
from fsp.models.account import Role
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publishing_slot import PublishingSlot
from fsp.storable import cleaned
from fsp.stores import db

MAX_APPROVALS = 10
MAX_REVIEWERS = 50
MAX_SLOTS = 100
KEYS = frozenset({"required_approvals", "reviewer_role", "reviewers", "may_approve_own", "publishing_slots"})


def apply_project_rules(written: Mapping[str, Any], project: Project) -> list[str]:
    """Give a project without posts the rules in its file; return a note for each value that cannot be read."""
    if not KEYS & written.keys() or not _is_empty(project):
        return []
    notes = []
    for name in sorted(KEYS & written.keys()):
        try:
            if name == "publishing_slots":
                _add_slots(project, _list(written[name]))
            else:
                setattr(project, name, _READERS[name](written[name]))
        except (ValueError, InvalidInput) as error:
            notes.append(f"fsp.yaml: {name} was left out: {error}")
    return notes


def _is_empty(project: Project) -> bool:
    return not project.id or db.session.scalar(select(Item.id).where(Item.project_id == project.id).limit(1)) is None


def _add_slots(project: Project, lines: list[str]) -> None:
    slots: tuple[Slot, ...] = parse_slots(", ".join(lines[:MAX_SLOTS]))
    if project not in db.session:
        return
    present = db.session.scalar(select(PublishingSlot.id).where(PublishingSlot.project_id == project.id).limit(1))
    if present is None:
        db.session.add_all(
            PublishingSlot(project_id=project.id, weekday=slot.weekday, minute=slot.minute) for slot in slots
        )


def _approvals(value: Any) -> int:
    number = int(str(value))
    if not 0 <= number <= MAX_APPROVALS:
        raise ValueError(f"it must be 0 to {MAX_APPROVALS}.")
    return number


def _switch(value: Any) -> bool:
    word = str(value).strip().lower()
    if word not in YES | NO:
        raise ValueError("it must be true or false.")
    return word in YES


def _list(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise ValueError("it must be a list.")
    return [cleaned(str(part)) for part in value[: max(MAX_REVIEWERS, MAX_SLOTS)]]


_READERS = {
    "required_approvals": _approvals,
    "reviewer_role": lambda value: Role(str(value)).value,
    "reviewers": lambda value: _list(value)[:MAX_REVIEWERS],
    "may_approve_own": _switch,
}
