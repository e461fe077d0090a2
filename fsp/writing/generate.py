"""Carries out one run of the writer. Its text is a proposal and never overwrites a person's text."""

from typing import Any

from sqlalchemy import select, update

from fsp.content.revisions import add_draft_revision
from fsp.errors import FspError, PermanentFailure, ServiceUnavailable
from fsp.jobs.error_text import message_of
from fsp.jobs.run_context import stop_if_cancelled
from fsp.models.draft_run import DraftKind, DraftRun, DraftState
from fsp.models.item import Item, ItemState, Revision, RevisionOrigin
from fsp.models.model_request import ModelOutcome
from fsp.settings import Settings
from fsp.stores import db
from fsp.writing.assignment import read_assignment
from fsp.writing.compose import Composed, compose_continuation, compose_draft, compose_outline, compose_revision
from fsp.writing.order import DraftOrder
from fsp.writing.steps import Steps

PROBLEMS = {
    ModelOutcome.TRUNCATED: "The text is incomplete: the model reached its length limit (finish_reason length).",
    ModelOutcome.CUT: "The text is incomplete: it was cut.",
}


def generate_draft(item_id: int, order: DraftOrder, *, settings: Settings, job_id: str) -> DraftRun:
    """Write what is ordered. Running the job again after it ended changes nothing.

    Only a draft post without any text uses a complete text as its current one. On a scheduled post it would be
    published without review.
    """
    run = _begin(item_id, order, job_id)
    if run.state != DraftState.RUNNING:
        return run
    try:
        steps = Steps(read_assignment(item_id), job_id, settings)
        _write(run, order, steps)
    except FspError as error:
        db.session.rollback()
        is_over = not isinstance(error, ServiceUnavailable)
        values = {"problem": message_of(error), "state": DraftState.FAILED if is_over else DraftState.RUNNING}
        db.session.execute(update(DraftRun).where(DraftRun.id == run.id).values(**values))
        db.session.commit()
        raise
    stop_if_cancelled()
    return run


def _begin(item_id: int, order: DraftOrder, job_id: str) -> DraftRun:
    run = db.session.scalar(select(DraftRun).where(DraftRun.job_id == job_id))
    if run is None:
        item = db.session.get(Item, item_id)
        if item is None:
            raise PermanentFailure(f"Post {item_id} not found. It may have been deleted after the job was created.")
        base = item.current_revision_id
        run = DraftRun(item_id=item_id, job_id=job_id, kind=order.kind, options=order.options, base_revision_id=base)
        db.session.add(run)
    elif run.state == DraftState.FAILED:
        run.state, run.problem = DraftState.RUNNING, ""
    db.session.commit()
    return run


def _write(run: DraftRun, order: DraftOrder, steps: Steps) -> None:
    match order.kind:
        case DraftKind.OUTLINE:
            outline = compose_outline(steps, order)
            _keep(run, steps, outline, state=DraftState.OUTLINED, outline=outline.text)
        case DraftKind.DRAFT:
            _write_draft(run, order, steps)
        case DraftKind.REVISION:
            _propose(run, steps, compose_revision(steps, order, _body_of(run.base_revision_id)))
        case DraftKind.CONTINUATION:
            before = _other_run(run, order)
            text = compose_continuation(steps, order, text=_body_of(before.revision_id), outline=before.outline)
            _propose(run, steps, text, outline=before.outline)


def _write_draft(run: DraftRun, order: DraftOrder, steps: Steps) -> None:
    if order.run_id is not None:
        outline = _other_run(run, order).outline
    else:
        composed = compose_outline(steps, order)
        outline = composed.text
        if composed.outcome == ModelOutcome.CUT:
            _keep(run, steps, composed, state=DraftState.OUTLINED, outline=outline)
            return
        run.outline = outline
        db.session.commit()
    _propose(run, steps, compose_draft(steps, order, outline), outline=outline)


def _propose(run: DraftRun, steps: Steps, composed: Composed, *, outline: str = "") -> None:
    """Store the text as a revision that nobody uses yet."""
    if not composed.text.strip():
        _keep(run, steps, composed, state=DraftState.FAILED, outline=outline)
        return
    item = db.session.get_one(Item, run.item_id)
    revision = add_draft_revision(
        item, composed.text, RevisionOrigin.GENERATED, author=composed.author[:200], job_id=run.job_id
    )
    revision.prompt_tokens, revision.completion_tokens = steps.tokens()
    run.revision_id = revision.id
    is_used = composed.outcome == ModelOutcome.COMPLETE and _use_as_first(item.id, revision.id)
    state = DraftState.ACCEPTED if is_used else DraftState.PROPOSED
    _keep(run, steps, composed, state=state, outline=outline)


def _use_as_first(item_id: int, revision_id: int) -> bool:
    """Let a draft post without any text use this one; return whether it does."""
    result: Any = db.session.execute(
        update(Item)
        .where(Item.id == item_id, Item.current_revision_id.is_(None), Item.state == ItemState.DRAFT)
        .values(current_revision_id=revision_id)
    )
    return bool(result.rowcount)


def _keep(run: DraftRun, steps: Steps, composed: Composed, *, state: DraftState, outline: str) -> None:
    run.state, run.outcome, run.outline = state, composed.outcome, outline
    run.problem, run.model, run.prompts = _problem(composed), composed.author[:200], list(steps.prompts)
    db.session.commit()


def _problem(composed: Composed) -> str:
    problem = PROBLEMS.get(composed.outcome, "")
    return f"{problem} {composed.detail}".strip() if composed.outcome == ModelOutcome.CUT else problem


def _other_run(run: DraftRun, order: DraftOrder) -> DraftRun:
    other = db.session.get(DraftRun, order.run_id or 0)
    if other is None or other.item_id != run.item_id:
        raise PermanentFailure(f"Run {order.run_id} of this post not found.")
    return other


def _body_of(revision_id: int | None) -> str:
    revision = db.session.get(Revision, revision_id) if revision_id else None
    return revision.body if revision else ""
