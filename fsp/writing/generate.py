"""Generates a text for a post. It is a draft and never overwrites a person's text."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import select, update

from fsp.content.revisions import add_draft_revision
from fsp.errors import InvalidResult, PermanentFailure
from fsp.jobs.durable_step import run_step
from fsp.models.item import Item, ItemState, Revision, RevisionOrigin
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db
from fsp.writing.openai_compatible import OpenAiCompatibleWriter
from fsp.writing.outline import OutlineWriter
from fsp.writing.writer import Assignment, Draft, Writer


def generate_draft(item_id: int, *, settings: Settings, job_id: str) -> Revision:
    """Write a draft for the post. Running the job twice creates one draft.

    Only a draft post without any text uses it as its current text. On a scheduled post it would be published without
    review.
    """
    existing = db.session.scalar(select(Revision).where(Revision.job_id == job_id))
    if existing is not None:
        db.session.commit()
        return existing
    assignment = _assignment(item_id)
    draft = _written(assignment, settings)
    item = db.session.get_one(Item, item_id)
    revision = add_draft_revision(item, draft.body, RevisionOrigin.GENERATED, author=draft.author, job_id=job_id)
    revision.prompt_tokens, revision.completion_tokens = draft.prompt_tokens, draft.completion_tokens
    db.session.execute(
        update(Item)
        .where(Item.id == item_id, Item.current_revision_id.is_(None), Item.state == ItemState.DRAFT)
        .values(current_revision_id=revision.id)
    )
    db.session.commit()
    return revision


def _written(assignment: Assignment, settings: Settings) -> Draft:
    """Return what the writer wrote, now or in an earlier attempt: a model's answer is paid once."""
    drafts: list[Draft] = []

    def write() -> dict[str, Any]:
        drafts.append(writer(settings).write(assignment))
        return asdict(drafts[0])

    try:
        return Draft(**run_step("write", write))
    except InvalidResult:
        # Longer than what is kept of a step: stored all the same.
        return drafts[0]


def writer(settings: Settings) -> Writer:
    """Return the language model writer if one is configured, else the offline writer."""
    return OpenAiCompatibleWriter(settings) if settings.llm_base_url else OutlineWriter()


def _assignment(item_id: int) -> Assignment:
    item = db.session.get(Item, item_id)
    if item is None:
        raise PermanentFailure(f"Post {item_id} not found. It may have been deleted after the job was created.")
    if not (item.brief.strip() or item.title.strip()):
        raise PermanentFailure("The post has neither a title nor a brief. Describe what it should be about.")
    project = db.session.get_one(Project, item.project_id)
    assignment = Assignment(
        title=item.title,
        brief=item.brief,
        summary=item.summary,
        tags=tuple(str(tag) for tag in item.tags),
        project_title=project.title,
        language=project.language,
    )
    db.session.commit()
    return assignment
