"""The durable steps of a run: each is one request to the language model, whose answer is in SQL."""

from dataclasses import dataclass, field
from typing import Any

from fsp.content.prompt_store import note_used, read_prompt
from fsp.errors import PermanentFailure
from fsp.jobs.durable_step import run_step
from fsp.jobs.run_context import find_run
from fsp.models.model_request import ModelOutcome, ModelRequest
from fsp.settings import Settings
from fsp.stores import db
from fsp.writing.assignment import Assignment
from fsp.writing.chat import CANCELLED
from fsp.writing.paid_request import Subject, ask
from fsp.writing.tidy import tidy

USABLE = frozenset({ModelOutcome.COMPLETE, ModelOutcome.TRUNCATED, ModelOutcome.CUT})


@dataclass(frozen=True)
class Answer:
    """The text of one step, cleaned, and how it ended."""

    text: str
    outcome: ModelOutcome
    detail: str
    model: str

    @property
    def is_cancelled(self) -> bool:
        """Return whether a person stopped it."""
        return self.outcome == ModelOutcome.CUT and self.detail == CANCELLED


def is_cancelled() -> bool:
    """Return whether the running job was cancelled."""
    run = find_run()
    return run is not None and run.watcher.is_cancelled()


@dataclass
class Steps:
    """Carries out the steps of one job and remembers the prompts and the tokens that they used."""

    assignment: Assignment
    job_id: str
    settings: Settings
    prompts: list[dict[str, str]] = field(default_factory=list)
    rows: list[ModelRequest] = field(default_factory=list)

    def answer(self, step: str, prompt_name: str, **values: str) -> Answer:
        """Return the answer of a step; raise PermanentFailure for a refusal and whatever else is no text."""
        result = run_step(step, self._ask, step, prompt_name, values)
        row = db.session.get(ModelRequest, result["request"])
        db.session.commit()
        if row is None:
            raise PermanentFailure(f'The answer of the step "{step}" was deleted. Request a new draft.')
        self.rows.append(row)
        used = {name: str(result[name]) for name in ("name", "version", "sha256")}
        if used not in self.prompts:
            self.prompts.append(used)
        return _checked(row)

    def tokens(self) -> tuple[int | None, int | None]:
        """Return the tokens of all requests and answers; None where no server reported any."""
        prompt = [row.prompt_tokens for row in self.rows if row.prompt_tokens is not None]
        completion = [row.completion_tokens for row in self.rows if row.completion_tokens is not None]
        return sum(prompt) if prompt else None, sum(completion) if completion else None

    def _ask(self, step: str, prompt_name: str, values: dict[str, str]) -> dict[str, Any]:
        about = self.assignment
        prompt = read_prompt(about.project_slug, prompt_name, self.settings)
        note_used(about.project_slug, prompt, self.settings)
        subject = Subject(self.job_id, about.item_id, about.project_id, about.project_slug)
        row = ask(step, prompt, about.values(**values), subject=subject, settings=self.settings)
        return {"request": row.id, "name": prompt.name, "version": prompt.version, "sha256": row.prompt_sha256}


def _checked(row: ModelRequest) -> Answer:
    outcome, model = ModelOutcome(row.outcome), row.model
    text = tidy(row.text)
    if outcome in USABLE and not text and row.error != CANCELLED:
        outcome = ModelOutcome.EMPTY
    problems = {
        ModelOutcome.REFUSED: f'The language model {model} refused: "{row.error}" Change the brief.',
        ModelOutcome.FILTERED: (
            f"The content filter of the language model {model} stopped the text ({row.error}). Nothing was stored."
            " Change the brief, or use another model."
        ),
        ModelOutcome.EMPTY: (
            f"The language model {model} returned an empty text. If it reasons, max_tokens in the prompt may be too"
            " low for its reasoning."
        ),
        ModelOutcome.NOT_TEXT: (
            f"The language model {model} returned something that is no text, such as a call of a tool ({row.error})."
            " Use another model."
        ),
    }
    if outcome in problems:
        raise PermanentFailure(problems[outcome])
    return Answer(text, outcome, row.error, model)
