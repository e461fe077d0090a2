"""`/api/dead-letters`: list, group, read, check, replay, discard and restore permanently failed jobs."""

from collections.abc import Mapping

from flask import Response, g, url_for

from fsp.audit.action import Action
from fsp.bulk.action import needs_typed_count
from fsp.bulk.dead_letters import DEAD_LETTERS, state_for
from fsp.bulk.operation import job_id_of, prepare_and_start
from fsp.bulk.subject import Chosen
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.dead_letters.arguments import kept_arguments
from fsp.dead_letters.edit import changes, faults_of
from fsp.dead_letters.groups import read_groups
from fsp.dead_letters.replay import discard, find_dead_letter, replay, restore
from fsp.dead_letters.selection import Selection, count, numbers, page
from fsp.dead_letters.waiting import awaited_holders
from fsp.errors import Conflict, InvalidInput
from fsp.jobs.registry import get_job_type
from fsp.models.account import Role
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.stores import current_redis, db
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.dead_letters.schemas import (
    BulkBody,
    BulkShape,
    CauseListShape,
    CauseShape,
    ChangeShape,
    CheckShape,
    DeadLetterListShape,
    DeadLetterPath,
    DeadLetterQuery,
    DeadLetterShape,
    LetterFilter,
    ReplayBody,
    ReplayedShape,
)
from fsp.web.etags import letter_mark, refuse_unless
from fsp.web.openapi import CHANGED, answer, api_blueprint, tagged

dead_letters_api = api_blueprint("api_dead_letters")


@dead_letters_api.get("/api/dead-letters", responses={200: DeadLetterListShape}, summary="List dead letters")
@requires(Role.VIEWER)
def index(query: DeadLetterQuery) -> Response:
    """List dead letters, newest first. `before` is the last id on the previous page."""
    letters = page(_selection(query, query.state), before_id=query.before, limit=query.limit)
    holders = awaited_holders(current_redis(), letters)
    return answer(DeadLetterListShape(dead_letters=[_shape(letter, holders) for letter in letters]))


@dead_letters_api.get("/api/dead-letters/causes", responses={200: CauseListShape}, summary="List error groups")
@requires(Role.VIEWER)
def causes(query: DeadLetterQuery) -> Response:
    """List error groups, the most frequent first."""
    groups = read_groups(_selection(query, query.state), version=current_settings().code_version, limit=query.limit)
    return answer(CauseListShape(causes=CauseShape.list_of(groups)))


@dead_letters_api.get(
    "/api/dead-letters/<int:letter_id>", responses={200: DeadLetterShape}, summary="Read a dead letter"
)
@requires(Role.VIEWER)
def show(path: DeadLetterPath) -> Response:
    """Return one dead letter with every attempt."""
    return _letter(path.letter_id)


@dead_letters_api.post(
    "/api/dead-letters/<int:letter_id>/check",
    responses={200: CheckShape, **CHANGED},
    summary="Check edited arguments without replaying",
)
@requires(Role.OPERATOR)
def check(path: DeadLetterPath, body: ReplayBody) -> Response:
    """Compare edited arguments with the original ones and validate them. Nothing changes."""
    letter = find_dead_letter(path.letter_id)
    arguments = letter.arguments if body.arguments is None else body.arguments
    faults = faults_of(get_job_type(letter.job_type), kept_arguments(current_redis(), letter, arguments))
    return answer(CheckShape(changes=ChangeShape.list_of(changes(letter.arguments, arguments)), faults=faults))


@dead_letters_api.post(
    "/api/dead-letters/bulk",
    responses={200: BulkShape, **CHANGED},
    summary="Replay, discard or restore all dead letters of a selection",
)
@requires(Role.OPERATOR, action=Action.BULK_DEAD_LETTERS, target="dead letters")
def in_bulk(body: BulkBody) -> Response:
    """Count the selection, or start its bulk action. It starts after 10 s and can be undone until then."""
    action, now = DEAD_LETTERS.action(body.action), utc_now()
    selection = _selection(body, state_for(action))
    number, job_id = count(selection), None
    if body.count is not None and body.count != number:
        raise Conflict(
            f"The selection now has {number} dead letters, and {body.count} were expected. No action was taken."
        )
    if body.count is None and not body.dry_run and needs_typed_count(action, number):
        raise InvalidInput(f"The selection has {number} dead letters. Send count: {number} to {action.words} them.")
    if number and not body.dry_run:
        chosen = Chosen(map(str, numbers(selection)), selection.in_words)
        operation = prepare_and_start(
            DEAD_LETTERS, action, chosen, by=g.account.name, now=now, per_minute=body.per_minute
        )
        number, job_id = operation.total, job_id_of(operation)
    note(count=number, after={"job_id": job_id})
    return answer(BulkShape(count=number, job_id=job_id))


@dead_letters_api.post(
    "/api/dead-letters/<int:letter_id>/replay",
    responses={201: ReplayedShape, **CHANGED},
    summary="Replay a dead letter as a new job",
)
@requires(Role.OPERATOR, action=Action.REPLAY_DEAD_LETTER, target="dead letter {letter_id}")
def replay_one(path: DeadLetterPath, body: ReplayBody) -> tuple[Response, int, dict[str, str]]:
    """Replay with the same or edited arguments, or from one of its durable steps."""
    letter = _unchanged(path)
    by, now = g.account.name, utc_now()
    job_id = replay(current_redis(), letter, by=by, now=now, arguments=body.arguments, from_step=body.from_step)
    note(before={"state": letter.state}, after={"state": "replayed", "job_id": job_id})
    return answer(ReplayedShape(job_id=job_id)), 201, {"Location": url_for("api_jobs.show", job_id=job_id)}


@dead_letters_api.post(
    "/api/dead-letters/<int:letter_id>/discard",
    responses={200: DeadLetterShape, **CHANGED},
    summary="Discard a dead letter",
)
@requires(Role.OPERATOR, action=Action.DISCARD_DEAD_LETTER, target="dead letter {letter_id}")
def discard_one(path: DeadLetterPath) -> Response:
    """Discard a dead letter."""
    discard(_unchanged(path), by=g.account.name, now=utc_now())
    note(before={"state": "dead"}, after={"state": "discarded"})
    return _read_again(path.letter_id)


@dead_letters_api.post(
    "/api/dead-letters/<int:letter_id>/restore",
    responses={200: DeadLetterShape, **CHANGED},
    summary="Restore a discarded dead letter",
)
@requires(Role.OPERATOR, action=Action.RESTORE_DEAD_LETTER, target="dead letter {letter_id}")
def restore_one(path: DeadLetterPath) -> Response:
    """Restore a discarded dead letter."""
    restore(_unchanged(path), by=g.account.name, now=utc_now())
    note(before={"state": "discarded"}, after={"state": "dead"})
    return _read_again(path.letter_id)


def _unchanged(path: DeadLetterPath) -> DeadLetterQueue:
    letter = find_dead_letter(path.letter_id)
    refuse_unless(letter_mark(letter))
    return letter


def _read_again(letter_id: int) -> Response:
    db.session.expire_all()
    return _letter(letter_id)


def _letter(letter_id: int) -> Response:
    letter = find_dead_letter(letter_id)
    return tagged(answer(_shape(letter, awaited_holders(current_redis(), [letter]))), letter_mark(letter))


def _shape(letter: DeadLetterQueue, holders: Mapping[int, str]) -> DeadLetterShape:
    return DeadLetterShape.of(letter, waits_for=holders.get(letter.id))


def _selection(asked: LetterFilter, state: str | DeadLetterState) -> Selection:
    return Selection(
        before=asked.until or utc_now(),
        job_type=asked.type,
        state=state,
        **asked.model_dump(include={"reason", "fingerprint", "text", "since"}),
    )
