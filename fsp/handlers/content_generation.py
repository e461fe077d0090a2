"""`content-generation`: writes a draft of a post from its brief."""

from typing import Any

from fsp.core import current_settings
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import current_run
from fsp.writing.generate import generate_draft


@job_type("content-generation", priority=Priority.MEDIUM, concurrency=5, retries=3, indexed=("item_id",))
def generate_content(item_id: int) -> dict[str, Any]:
    """Write a draft of a post from its brief."""
    revision = generate_draft(item_id, settings=current_settings(), job_id=current_run().job_id)
    return {
        "revision_id": revision.id,
        "number": revision.number,
        "author": revision.author,
        "prompt_tokens": revision.prompt_tokens,
        "completion_tokens": revision.completion_tokens,
    }
