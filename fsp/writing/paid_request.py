"""Sends one request of a job, and never pays for the same answer twice.

The row of a request is committed before it is sent and again with its answer. An attempt that finds an answer uses it.
One that finds a request without an answer knows that its worker stopped: the request may have been charged.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from fsp.clock import utc_now
from fsp.content.prompt_file import Prompt
from fsp.errors import AnswerLost, FspError, PermanentFailure
from fsp.jobs.error_text import message_of
from fsp.jobs.run_context import find_run, stop_if_cancelled
from fsp.metrics.platform_calls import counted_call
from fsp.model_prices import ModelPrice, amount_text
from fsp.models.model_request import ModelOutcome, ModelRequest, RequestPhase
from fsp.settings import Settings
from fsp.stores import current_redis, db
from fsp.writing.chat import ChatServer
from fsp.writing.chat_errors import PromptFiltered
from fsp.writing.completion import Completion
from fsp.writing.endpoint import ChatRequest
from fsp.writing.partial_text import PartialText, read_arriving
from fsp.writing.prices import limits_of, price_of
from fsp.writing.spending import mark_unknown, month_of, reserve, settle
from fsp.writing.tidy import storable_text

PLATFORM = "language-model"
"""The platform name in health, metrics and alerts."""
MESSAGE_TOKENS = 16
"""What the envelope of a message may take."""


@dataclass(frozen=True)
class Subject:
    """The job that asks, and the post that it asks for."""

    job_id: str
    item_id: int
    project_id: int
    project_slug: str


def ask(step: str, prompt: Prompt, values: Mapping[str, str], *, subject: Subject, settings: Settings) -> ModelRequest:
    """Return the answered request of a step, from an earlier attempt if there is one.

    Raise BudgetExceeded if it may cost more than is left, and PermanentFailure instead of paying a second time for an
    answer that was lost.
    """
    earlier = list(
        db.session.scalars(
            select(ModelRequest)
            .where(ModelRequest.job_id == subject.job_id, ModelRequest.step == step)
            .order_by(ModelRequest.number)
        )
    )
    db.session.commit()
    for row in earlier:
        if row.phase == RequestPhase.COMPLETED:
            return row
    server = ChatServer.of(settings, prompt.model)
    price = price_of(server.model, subject.project_id, settings)
    for row in earlier:
        if row.phase == RequestPhase.IN_FLIGHT:
            _give_up(row, price, settings)
    request = ChatRequest(
        prompt.filled(values), prompt.max_tokens, prompt.temperature, key=f"fsp-{subject.job_id}-{step}"[:200]
    )
    stop_if_cancelled()
    now = utc_now()
    row = ModelRequest(
        job_id=subject.job_id,
        step=step,
        number=len(earlier) + 1,
        project_id=subject.project_id,
        item_id=subject.item_id,
        month=month_of(now),
        model=server.model,
        prompt_name=prompt.name,
        prompt_sha256=prompt.sha256,
        reserved=price.cost(prompt=prompt_bound(request), completion=request.max_tokens) if price else 0,
        started_at=now,
    )
    _reserve(row, price, settings)
    return _sent(server, request, row, price=price, settings=settings)


def prompt_bound(request: ChatRequest) -> int:
    """Return the most tokens that the messages can be: a token has at least one byte."""
    return sum(len(message["content"].encode()) + MESSAGE_TOKENS for message in request.messages)


def _reserve(row: ModelRequest, price: ModelPrice | None, settings: Settings) -> None:
    limits = limits_of(row.project_id, settings)
    if limits.has_any and price is None:
        raise PermanentFailure(
            f"There is a budget, but the model {row.model} has no price, so nothing was sent. Set its price in"
            " FSP_LLM_PRICES or for the project; a model of your own costs 0/0."
        )
    reserve(row, limits)


def _sent(
    server: ChatServer, request: ChatRequest, row: ModelRequest, *, price: ModelPrice | None, settings: Settings
) -> ModelRequest:
    run = find_run()
    partial = PartialText(current_redis(), row.job_id, row.step)
    try:
        with counted_call(current_redis(), PLATFORM):
            completion = server.ask(
                request, on_text=partial.write, should_stop=run.watcher.is_cancelled if run else None
            )
    except AnswerLost as error:
        mark_unknown(row, text="", error=message_of(error))
        if _may_cost(price):
            raise PermanentFailure(f"{error} {_may_be_charged(row, settings)}") from error
        raise
    except PromptFiltered as error:
        facts = {"outcome": ModelOutcome.FILTERED, "error": message_of(error)}
        settle(row, phase=RequestPhase.FAILED, charged=0, **facts)
        raise
    except FspError as error:
        settle(row, phase=RequestPhase.FAILED, charged=0, error=message_of(error))
        raise
    _settle(row, request, completion, price=price)
    return row


def _settle(row: ModelRequest, request: ChatRequest, completion: Completion, *, price: ModelPrice | None) -> None:
    usage = completion.usage
    is_known = usage.prompt is not None and usage.completion is not None
    written = len(completion.text.encode()) + completion.hidden_bytes
    prompt = usage.prompt if usage.prompt is not None else prompt_bound(request)
    # A server that ignores max_tokens writes more than was allowed: then a token is counted as four bytes.
    most = max(request.max_tokens, written // 4)
    done = usage.completion if usage.completion is not None else min(written, most)
    settle(
        row,
        phase=RequestPhase.COMPLETED,
        charged=price.cost(prompt=prompt, completion=done, cached=usage.cached or 0) if price else 0,
        outcome=completion.outcome,
        prompt_tokens=usage.prompt,
        completion_tokens=usage.completion,
        cached_tokens=usage.cached,
        is_estimated=not is_known,
        text=storable_text(completion.text),
        error=storable_text(completion.detail) if completion.outcome != ModelOutcome.COMPLETE else "",
    )


def _give_up(row: ModelRequest, price: ModelPrice | None, settings: Settings) -> None:
    """Mark a request whose worker stopped. Raise PermanentFailure unless sending it again costs nothing."""
    arriving = read_arriving(current_redis(), row.job_id)
    text = arriving.text if arriving.step == row.step else ""
    mark_unknown(row, text=text, error="The worker stopped while the request was in flight.")
    if _may_cost(price):
        raise PermanentFailure(f"The worker stopped while a request was in flight. {_may_be_charged(row, settings)}")


def _may_cost(price: ModelPrice | None) -> bool:
    """Return whether sending a request again may be paid twice. A model without a price may cost something."""
    return price is None or not price.is_free


def _may_be_charged(row: ModelRequest, settings: Settings) -> str:
    return (
        "Whether the provider charged it is unknown, so it was not sent again:"
        f" {amount_text(row.reserved, settings.llm_currency)} counts as spent until its usage is entered."
        " Replay the job to send it again."
    )
