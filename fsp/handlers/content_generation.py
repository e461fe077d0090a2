"""`content-generation`: writes an outline, a draft or a revision of a post."""

from typing import Any

from fsp.core import current_settings
from fsp.errors import InvalidArguments
from fsp.jobs.gate import Gate
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import current_run
from fsp.models.draft_run import DraftKind
from fsp.models.item import Revision
from fsp.stores import db
from fsp.writing.chat import GATE
from fsp.writing.generate import generate_draft
from fsp.writing.order import DraftOrder


@job_type(
    "content-generation",
    priority=Priority.MEDIUM,
    concurrency=5,
    retries=3,
    timeout_seconds=3600,
    gates=(Gate(GATE, argument="provider"),),
    indexed=("item_id",),
)
def generate_content(
    item_id: int,
    kind: str = DraftKind.DRAFT.value,
    run_id: int | None = None,
    *,
    instruction: str = "",
    section: str = "",
    words: int = 0,
    by_section: bool | None = None,
    provider: str | None = None,  # noqa: ARG001  (the key of the gate)
) -> dict[str, Any]:
    """Write an outline, a draft, a revision or a continuation of a post from its brief."""
    if kind not in set(DraftKind):
        raise InvalidArguments(f'kind must be one of {", ".join(DraftKind)}, got "{kind:.40}".')
    order = DraftOrder(
        kind=DraftKind(kind),
        run_id=run_id,
        instruction=instruction,
        section=section,
        words=words,
        by_section=by_section,
    )
    run = generate_draft(item_id, order, settings=current_settings(), job_id=current_run().job_id)
    revision = db.session.get(Revision, run.revision_id) if run.revision_id else None
    db.session.commit()
    return {
        "run_id": run.id,
        "outcome": run.outcome,
        "revision_id": revision.id if revision else None,
        "number": revision.number if revision else None,
        "author": run.model,
        "prompt_tokens": revision.prompt_tokens if revision else None,
        "completion_tokens": revision.completion_tokens if revision else None,
    }
