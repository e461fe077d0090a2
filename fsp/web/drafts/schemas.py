"""Schemas of drafts in the API."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from fsp.content.word_diff import Change
from fsp.models.draft_run import DraftKind, DraftState
from fsp.shape import From, Shape, Stored
from fsp.web.schema import RowId
from fsp.writing.order import MAX_HEADING_CHARACTERS, MAX_INSTRUCTION_CHARACTERS, MAX_WORDS, DraftOrder


class DraftPath(Shape):
    """A run of the writer for a post."""

    item_id: RowId = Field(alias="item_id")
    run_id: RowId = Field(alias="run_id")


class DraftBody(Shape):
    """What to write. An empty body requests an outline and a draft that follows it."""

    model_config = ConfigDict(extra="forbid")

    kind: DraftKind = Field(DraftKind.DRAFT, description="outline, draft, revision or continuation")
    run_id: RowId | None = Field(
        None, description="The run whose outline a draft follows, or whose text is continued", alias="run"
    )
    instruction: str = Field("", max_length=MAX_INSTRUCTION_CHARACTERS, description="What a revision changes")
    section: str = Field("", max_length=MAX_HEADING_CHARACTERS, description="The heading of the only section to revise")
    words: int = Field(0, ge=0, le=MAX_WORDS, description="The length of the text; 0 leaves it to the model")
    by_section: bool | None = Field(None, description="One request per section; null leaves it to the length")

    @model_validator(mode="before")
    @classmethod
    def _or_empty(cls, body: Any) -> Any:
        """A request without a body asks for a draft."""
        return {} if body is None else body

    def order(self) -> DraftOrder:
        """Return the order of the run."""
        return DraftOrder(**{name: getattr(self, name) for name in type(self).model_fields})


class DraftRequestedShape(Shape):
    """The job that writes."""

    job_id: str


class PromptUsedShape(Shape):
    """A prompt that a run used."""

    name: str
    version: str
    sha256: str


class DraftRunShape(Shape):
    """One run of the writer."""

    id: int
    job_id: str
    kind: Annotated[DraftKind, Stored]
    state: Annotated[DraftState, Stored]
    outcome: str = Field(description="complete, truncated or cut; empty without a text")
    problem: str = Field(description="What is missing or went wrong")
    options: dict[str, Any]
    outline: str
    model: str
    prompts: list[PromptUsedShape]
    base_revision_id: int | None
    revision_id: int | None
    created_at: datetime
    decided_by: str
    decided_at: datetime | None


class DraftRunListShape(Shape):
    """The runs of a post, newest first, and the jobs that no worker has begun."""

    runs: list[DraftRunShape]
    waiting_jobs: list[str]
    charged: float = Field(description="What the post has cost so far, in currency units")
    currency: str


class DraftBlockShape(Shape):
    """One paragraph of a proposal beside the present text."""

    number: int
    change: Annotated[Change, From("block.change")]
    before: Annotated[str, From("block.before")]
    after: Annotated[str, From("block.after")]
    is_conflict: bool = Field(description="A person changed it after the proposal was requested")


class DraftDetailShape(DraftRunShape):
    """One run with its text, or with what has arrived of it."""

    text: str = Field(description="The proposed text; while it is written, what has arrived")
    seen_revision_id: int | None = Field(description="The present text that the proposal was compared with")
    blocks: list[DraftBlockShape] = Field(description="The paragraphs; empty if there is nothing to decide")


class OutlineBody(Shape):
    """An edited outline."""

    model_config = ConfigDict(extra="forbid")

    outline: str = Field(min_length=1, max_length=100_000, description="Markdown: one ## heading for each section")


class AcceptBody(Shape):
    """Which paragraphs to accept."""

    model_config = ConfigDict(extra="forbid")

    accepted: list[int] | None = Field(None, description="The numbers of the blocks; null for all", max_length=10_000)
    seen_revision_id: RowId | None = Field(description="The `seenRevisionId` of the proposal that was read")


class AcceptedShape(Shape):
    """The new revision."""

    revision_id: int = Field(alias="revision")
    number: int
