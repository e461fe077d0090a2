"""Composes a text: its outline, its draft as a whole or by section, its revision, and its continuation."""

from collections.abc import Iterable
from dataclasses import dataclass

from fsp.content.prompt_store import read_prompt
from fsp.errors import PermanentFailure
from fsp.jobs.run_context import progress
from fsp.models.model_request import ModelOutcome
from fsp.writing.assignment import AS_NEEDED
from fsp.writing.chat import CANCELLED
from fsp.writing.order import DraftOrder
from fsp.writing.outline import AUTHOR, offline_draft, offline_outline
from fsp.writing.sections import Section, find_section, replaced, top_sections
from fsp.writing.steps import Answer, Steps, is_cancelled

TOKENS_PER_WORD = 2
PREVIOUS_CHARACTERS = 1500
CONTINUED_CHARACTERS = 6000
NOTHING_YET = "nothing yet"
WHOLE = "the whole text"
REST = "the rest of the text, from exactly where it ends, even within a sentence. Do not repeat what is there"


@dataclass(frozen=True)
class Composed:
    """A text, how it ended, and who wrote it."""

    text: str
    outcome: ModelOutcome
    author: str
    detail: str = ""


def compose_outline(steps: Steps, order: DraftOrder) -> Composed:
    """Return an outline of the brief."""
    if not steps.settings.llm_base_url:
        return Composed(offline_outline(steps.assignment), ModelOutcome.COMPLETE, AUTHOR)
    return _composed(steps.answer("outline", "outline", words=_length(order)))


def compose_draft(steps: Steps, order: DraftOrder, outline: str) -> Composed:
    """Return a text that follows the outline: by section if it would be too long for one request."""
    if not steps.settings.llm_base_url:
        return Composed(offline_draft(steps.assignment, outline), ModelOutcome.COMPLETE, AUTHOR)
    sections = top_sections(outline)
    if len(sections) > 1 and _is_by_section(steps, order):
        return _by_section(steps, order, outline, sections)
    return _composed(
        steps.answer("draft", "draft", outline=outline, words=_length(order), section=WHOLE, previous=NOTHING_YET)
    )


def compose_revision(steps: Steps, order: DraftOrder, text: str) -> Composed:
    """Return the text with the instruction carried out, in one section or everywhere."""
    _require_model(steps)
    if not text.strip():
        raise PermanentFailure("The post has no text to revise. Write a draft first.")
    section = find_section(text, order.section) if order.section else None
    if order.section and section is None:
        raise PermanentFailure(f'The text has no section "{order.section:.80}". Its headings may have changed.')
    answer = steps.answer("revise", "revise", instruction=order.instruction, text=section.text if section else text)
    whole = replaced(text, section, answer.text) if section else f"{answer.text}\n"
    return Composed(whole, answer.outcome, answer.model, answer.detail)


def compose_continuation(steps: Steps, order: DraftOrder, *, text: str, outline: str) -> Composed:
    """Return the text with its missing end."""
    _require_model(steps)
    answer = steps.answer(
        "continue",
        "draft",
        outline=outline,
        words=_length(order),
        section=REST,
        previous=text[-CONTINUED_CHARACTERS:],
    )
    start = text.rstrip()
    joint = "\n\n" if start.endswith((".", "!", "?", ":", "”", '"', "`", "*", "|")) or not start else " "
    return Composed(f"{start}{joint}{answer.text}\n", answer.outcome, answer.model, answer.detail)


def _by_section(steps: Steps, order: DraftOrder, outline: str, sections: list[Section]) -> Composed:
    texts: list[str] = []
    answers: list[Answer] = []
    words = str(order.words // len(sections)) if order.words else AS_NEEDED
    for number, section in enumerate(sections, 1):
        if answers and is_cancelled():
            return Composed("\n\n".join(texts) + "\n", ModelOutcome.CUT, answers[-1].model, CANCELLED)
        progress(number - 1, len(sections), "sections")
        previous = "\n\n".join(texts)[-PREVIOUS_CHARACTERS:] or NOTHING_YET
        answer = steps.answer(
            f"section {number}", "draft", outline=outline, words=words, section=section.text, previous=previous
        )
        answers.append(answer)
        texts.append(_with_heading(answer.text, section))
        if answer.outcome == ModelOutcome.CUT:
            break
    return Composed("\n\n".join(texts) + "\n", _worst(answers), answers[-1].model, answers[-1].detail)


def _with_heading(text: str, section: Section) -> str:
    return text if text.startswith("#") else f"{'#' * section.level} {section.heading}\n\n{text}"


def _worst(answers: Iterable[Answer]) -> ModelOutcome:
    outcomes = {answer.outcome for answer in answers}
    order = (ModelOutcome.CUT, ModelOutcome.TRUNCATED)
    return next((outcome for outcome in order if outcome in outcomes), ModelOutcome.COMPLETE)


def _is_by_section(steps: Steps, order: DraftOrder) -> bool:
    if order.by_section is not None:
        return order.by_section
    prompt = read_prompt(steps.assignment.project_slug, "draft", steps.settings)
    return order.words * TOKENS_PER_WORD > prompt.max_tokens


def _length(order: DraftOrder) -> str:
    return str(order.words) if order.words else AS_NEEDED


def _composed(answer: Answer) -> Composed:
    return Composed(f"{answer.text}\n", answer.outcome, answer.model, answer.detail)


def _require_model(steps: Steps) -> None:
    if not steps.settings.llm_base_url:
        raise PermanentFailure(
            "Changing a text needs a language model. Set FSP_LLM_BASE_URL and FSP_LLM_MODEL; the outline template"
            " only writes new texts."
        )
