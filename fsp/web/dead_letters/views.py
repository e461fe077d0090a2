"""The data of the pages of dead letters: error groups, lists, and single ones."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import redis

from fsp.clock import iso
from fsp.dead_letters.arguments import kept_arguments
from fsp.dead_letters.edit import Change, changes, faults_of
from fsp.dead_letters.groups import MAX_GROUPS, LetterGroup, count_groups, read_groups
from fsp.dead_letters.replay import find_dead_letter
from fsp.dead_letters.selection import Selection, count, page
from fsp.dead_letters.waiting import awaited_holders
from fsp.errors import Conflict
from fsp.inspection.steps import read_records
from fsp.jobs.registry import find_job_type, get_job_type
from fsp.jobs.step_ladder import LadderStep, ladder
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.models.deploy_mark import DeployMark
from fsp.performance.deploys import deploy_of, read_deploys
from fsp.web.schema_form import FormField, fields_of, form_of

PAGE_SIZE = 50
DEPLOYS_READ = 100
STATES = ("dead", "discarded", "replayed")
REASONS = ("spent", "permanent", "poison", "timeout", "undecodable")


@dataclass(frozen=True)
class LettersPage:
    """The dead letters of a selection, by error or single. `query` is the selection in the form of a URL query."""

    as_of: datetime
    selection: Selection
    query: str
    total: int
    groups: list[LetterGroup]
    group_count: int
    letters: list[DeadLetterQueue]
    older: str

    @property
    def is_filtered(self) -> bool:
        """Return whether anything but the state was asked for."""
        selection = self.selection
        return bool(selection.job_type or selection.reason or selection.text or selection.since)


@dataclass(frozen=True)
class LetterPage:
    """One dead letter."""

    as_of: datetime
    letter: DeadLetterQueue
    is_known: bool
    """Whether its job type is registered."""
    deploy: DeployMark | None
    """The deploy of its code version."""
    waits_for: str
    """The job with the same idempotency key that its replay is waiting for."""
    durable_steps: list[LadderStep]


@dataclass(frozen=True)
class EditPage:
    """The edited arguments of a dead letter. `changes` is set when there is something to compare."""

    letter: DeadLetterQueue
    fields: tuple[FormField, ...]
    fault: str
    changes: list[Change]
    edited: str
    """The arguments as JSON, if they are valid."""


def query_of(selection: Selection, **more: Any) -> str:
    """Return a selection as a URL query. Its end is included only if it was specified."""
    return urlencode({name: value for name, value in (selection.as_query() | more).items() if value})


def read_letters(
    selection: Selection, *, now: datetime, by_cause: bool, version: str, before_id: int | None = None
) -> LettersPage:
    """Read the groups of a selection, or a page of its letters."""
    letters = [] if by_cause else page(selection, before_id=before_id, limit=PAGE_SIZE)
    more = {"view": "" if by_cause or selection.fingerprint else "letters"}
    if selection.before != now:
        more["until"] = iso(selection.before)
    is_full = len(letters) == PAGE_SIZE
    groups = read_groups(selection, version=version) if by_cause or selection.fingerprint else []
    return LettersPage(
        as_of=now,
        selection=selection,
        query=query_of(selection, **more),
        total=count(selection),
        groups=groups,
        group_count=count_groups(selection) if len(groups) == MAX_GROUPS else len(groups),
        letters=letters,
        older=query_of(selection, **more, before=letters[-1].id) if is_full else "",
    )


def read_letter(connection: redis.Redis, letter_id: int, *, now: datetime) -> LetterPage:
    """Read one dead letter; raise NotFound."""
    letter = find_dead_letter(letter_id)
    deploys = read_deploys(until=letter.buried_at, limit=DEPLOYS_READ)
    is_known = find_job_type(letter.job_type) is not None
    deploy = deploy_of(deploys, letter.version, letter.buried_at)
    waits_for = awaited_holders(connection, [letter]).get(letter_id, "")
    is_replayable = letter.state == DeadLetterState.DEAD and is_known
    steps = ladder(
        read_records(connection, letter.job_id),
        job_id=letter.job_id,
        started_at=letter.buried_at,
        is_running=False,
        is_live=not is_replayable,
    )
    return LetterPage(now, letter, is_known, deploy, waits_for, steps)


def read_edit(connection: redis.Redis, letter_id: int, arguments: dict[str, Any] | None, *, compares: bool) -> EditPage:
    """Read a dead letter for editing. With arguments, validate and compare them. Raise NotFound or UnknownJobType."""
    letter = find_dead_letter(letter_id)
    job_type = get_job_type(letter.job_type)
    shown_arguments = letter.arguments if arguments is None else arguments
    faults: dict[str, str] = {}
    fault, edited = "", ""
    if compares:
        try:
            whole = kept_arguments(connection, letter, shown_arguments)
            faults = faults_of(job_type, whole)
            edited = "" if faults else json.dumps(shown_arguments)
        except Conflict as error:
            fault = str(error)
    return EditPage(
        letter,
        fields_of(job_type.arguments_model, values=form_of(shown_arguments), faults=faults),
        fault or faults.get("", ""),
        changes(letter.arguments, shown_arguments) if compares else [],
        edited,
    )
