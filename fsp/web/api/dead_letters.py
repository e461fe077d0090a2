"""`/api/dead-letters`: list, read, replay and discard jobs that have died."""

from flask import Response, g, url_for
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.dead_letters.bulk import BulkAction, Selection, count, request_bulk
from fsp.dead_letters.replay import discard, find_dead_letter, replay
from fsp.extensions import current_redis, db, end_reading
from fsp.models.dead_letter import DeadLetterQueue
from fsp.web.api.document import answer, api_blueprint
from fsp.web.api.schemas import (
    BulkBody,
    BulkShape,
    DeadLetterListShape,
    DeadLetterPath,
    DeadLetterQuery,
    DeadLetterShape,
    Problem,
    ReplayBody,
    ReplayedShape,
)

dead_letters_api = api_blueprint("api_dead_letters")


@dead_letters_api.get(
    "/api/dead-letters", responses={200: DeadLetterListShape, 422: Problem}, summary="List dead letters"
)
def index(query: DeadLetterQuery) -> Response:
    """List dead letters, newest first; `before` is the id the last page ended with."""
    wanted = select(DeadLetterQueue).where(DeadLetterQueue.state == query.state)
    if query.type:
        wanted = wanted.where(DeadLetterQueue.job_type == query.type)
    if query.before is not None:
        wanted = wanted.where(DeadLetterQueue.id < query.before)
    found = db.session.scalars(wanted.order_by(DeadLetterQueue.id.desc()).limit(query.limit)).all()
    end_reading()
    return answer(DeadLetterListShape(dead_letters=[_shape(letter) for letter in found]))


@dead_letters_api.get(
    "/api/dead-letters/<int:letter_id>", responses={200: DeadLetterShape}, summary="Read a dead letter"
)
def show(path: DeadLetterPath) -> Response:
    """Read one dead letter with every attempt."""
    return answer(_shape(find_dead_letter(path.letter_id)))


@dead_letters_api.post(
    "/api/dead-letters/bulk",
    responses={200: BulkShape, 422: Problem},
    summary="Replay or discard all dead letters of a selection",
)
def in_bulk(body: BulkBody) -> Response:
    """Count them, or start the job that deals with them in batches."""
    selection = Selection(utc_now(), body.type, body.reason, body.fingerprint)
    action = BulkAction(body.action)
    job_id = None if body.dry_run else request_bulk(action, selection, by=g.account.name)
    return answer(BulkShape(count=count(selection), job_id=job_id))


@dead_letters_api.post(
    "/api/dead-letters/<int:letter_id>/replay",
    responses={201: ReplayedShape, 409: Problem, 422: Problem},
    summary="Run a dead job again, as a new one",
)
def replay_one(path: DeadLetterPath, body: ReplayBody) -> tuple[Response, int, dict[str, str]]:
    """Replay with the arguments it had, or with others."""
    letter = find_dead_letter(path.letter_id)
    job_id = replay(current_redis(), letter, by=g.account.name, now=utc_now(), arguments=body.arguments)
    return answer(ReplayedShape(job_id=job_id)), 201, {"Location": url_for("api_jobs.show", job_id=job_id)}


@dead_letters_api.post(
    "/api/dead-letters/<int:letter_id>/discard",
    responses={200: DeadLetterShape, 409: Problem},
    summary="Put a dead letter aside for good",
)
def discard_one(path: DeadLetterPath) -> Response:
    """Discard a dead letter."""
    discard(find_dead_letter(path.letter_id))
    db.session.expire_all()
    return answer(_shape(find_dead_letter(path.letter_id)))


def _shape(letter: DeadLetterQueue) -> DeadLetterShape:
    return DeadLetterShape(
        id=letter.id,
        job_id=letter.job_id,
        type=letter.job_type,
        queue=letter.queue,
        state=letter.state,
        reason=letter.reason,
        arguments=letter.arguments,
        error=f"{letter.error_class}: {letter.error_message}",
        traceback=letter.error_traceback,
        fingerprint=letter.fingerprint,
        attempts=letter.attempt_history,
        replays=letter.replays,
        next_replay_at=letter.next_replay_at,
        buried_at=letter.buried_at,
    )
