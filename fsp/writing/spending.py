"""Counts what requests cost: the most it could be before a request is sent, and what it was afterwards.

A reservation is one conditional UPDATE of each sum, so jobs that run at once cannot pass a budget together.
"""

import logging
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, update
from sqlalchemy.dialects import postgresql, sqlite

from fsp.clock import utc_now
from fsp.conditions.limits import MAX_BUDGET_PERCENT
from fsp.errors import BudgetExceeded, Conflict, InvalidInput, NotFound
from fsp.model_prices import MICROS, amount_text
from fsp.models.model_request import ModelRequest, ModelSpending, RequestPhase
from fsp.settings import Settings
from fsp.stores import db
from fsp.writing.completion import MAX_TOKENS, Usage
from fsp.writing.prices import INSTALLATION, Limits, price_of, project_scope

log = logging.getLogger(__name__)

WARN_RATIO = MAX_BUDGET_PERCENT / 100
OPEN_PHASES = (RequestPhase.IN_FLIGHT, RequestPhase.UNKNOWN)


def month_of(moment: datetime) -> str:
    """Return the month in UTC whose budget a request at this time belongs to, such as 2026-05."""
    return f"{moment:%Y-%m}"


def reserve(row: ModelRequest, limits: Limits) -> None:
    """Store a request and count what it may cost, in one transaction; raise BudgetExceeded before anything is sent."""
    for scope, limit in _scopes(row, limits):
        db.session.execute(_missing_row(scope, row.month))
        sums = update(ModelSpending).where(ModelSpending.scope == scope, ModelSpending.month == row.month)
        if limit is not None and row.reserved:
            sums = sums.where(ModelSpending.charged + row.reserved <= limit)
        result: Any = db.session.execute(sums.values(charged=ModelSpending.charged + row.reserved, refused=0))
        if not result.rowcount:
            spent = charged_in(scope, row.month)
            db.session.rollback()
            _note_refusal(row, scope)
            raise BudgetExceeded(_refusal(row, scope, spent, limit or 0, limits.currency))
    row.charged = row.reserved
    db.session.add(row)
    db.session.commit()
    _warn(row, limits)


def settle(row: ModelRequest, *, phase: RequestPhase, charged: int, **facts: Any) -> bool:
    """Record how a request ended and count its cost in place of its reservation. A second time changes nothing.

    What another attempt called unknown is settled as well. Return whether this call did it.
    """
    return _change(row, charged, OPEN_PHASES, {"phase": phase, "ended_at": utc_now(), **facts})


def mark_unknown(row: ModelRequest, *, text: str, error: str) -> bool:
    """Record that nobody knows whether a request was carried out. Its reservation stays counted."""
    facts = {"phase": RequestPhase.UNKNOWN, "ended_at": utc_now(), "text": text, "error": error}
    return _change(row, row.charged, (RequestPhase.IN_FLIGHT,), facts)


def correct_usage(request_id: int, usage: Usage, settings: Settings) -> ModelRequest:
    """Record the usage that the provider shows for a request whose cost is unknown or estimated."""
    row = db.session.get(ModelRequest, request_id)
    if row is None:
        raise NotFound(f"Request {request_id} not found.")
    prompt, completion, cached = usage.prompt or 0, usage.completion or 0, usage.cached or 0
    if not all(0 <= count <= MAX_TOKENS for count in (prompt, completion, cached)):
        raise InvalidInput(f"Tokens must be from 0 to {MAX_TOKENS}.")
    if row.phase != RequestPhase.UNKNOWN and not row.is_estimated:
        raise Conflict("The usage of this request is known. Only one that is unknown or estimated can be corrected.")
    price = price_of(row.model, row.project_id, settings)
    if price is None:
        raise InvalidInput(f"The model {row.model} has no price. Set it in FSP_LLM_PRICES or for the project.")
    charged = price.cost(prompt=prompt, completion=completion, cached=cached)
    facts = {
        "phase": RequestPhase.COMPLETED,
        "is_estimated": False,
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "cached_tokens": cached,
    }
    if not _change(row, charged, (row.phase,), facts):
        raise Conflict("Someone else changed this request. Reload the page.")
    return row


def charged_in(scope: str, month: str) -> int:
    """Return what counts as spent in a month, with what is reserved."""
    sums = db.session.query(ModelSpending.charged).filter_by(scope=scope, month=month)
    return int(sums.scalar() or 0)


def _change(row: ModelRequest, charged: int, phases: tuple[str, ...], facts: dict[str, Any]) -> bool:
    before, scopes = row.charged, [scope for scope, _ in _scopes(row, Limits(None, None, ""))]
    conditions = (ModelRequest.id == row.id, ModelRequest.phase.in_(phases), ModelRequest.charged == before)
    result: Any = db.session.execute(update(ModelRequest).where(*conditions).values(charged=charged, **facts))
    if result.rowcount and charged != before:
        for scope in scopes:
            sums = update(ModelSpending).where(ModelSpending.scope == scope, ModelSpending.month == row.month)
            db.session.execute(sums.values(charged=ModelSpending.charged + charged - before))
    db.session.commit()
    db.session.refresh(row)
    db.session.commit()
    return bool(result.rowcount)


def _note_refusal(row: ModelRequest, scope: str) -> None:
    """Record that a budget refused a request, for the problem and the alert about it."""
    db.session.execute(_missing_row(scope, row.month))
    sums = update(ModelSpending).where(ModelSpending.scope == scope, ModelSpending.month == row.month)
    db.session.execute(sums.values(refused=row.reserved, refused_at=utc_now()))
    db.session.commit()


def _warn(row: ModelRequest, limits: Limits) -> None:
    """Log a budget that is nearly spent: the log of the job shows it, too."""
    for scope, limit in _scopes(row, limits):
        if limit and row.reserved and (spent := charged_in(scope, row.month)) >= WARN_RATIO * limit:
            fields = {"scope": scope, "month": row.month, "ratio": round(spent / limit, 3)}
            log.warning("language model budget nearly spent", extra=fields)
    db.session.commit()


def _scopes(row: ModelRequest, limits: Limits) -> list[tuple[str, int | None]]:
    """Return the sums that a request belongs to, always in the same order, so that no two wait for each other."""
    own = [] if row.project_id is None else [(project_scope(row.project_id), limits.project)]
    return [(INSTALLATION, limits.installation), *own]


def _missing_row(scope: str, month: str) -> Insert:
    dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    row = dialect.insert(ModelSpending.__table__).values(scope=scope, month=month, charged=0, refused=0)
    insert: Insert = row.on_conflict_do_nothing()
    return insert


def _refusal(row: ModelRequest, scope: str, spent: int, limit: int, currency: str) -> str:
    owner = "the installation" if scope == INSTALLATION else "the project"
    how = "FSP_LLM_BUDGET" if scope == INSTALLATION else "the budget of the project on its page Language model"
    needed = amount_text(spent + row.reserved, currency)
    return (
        f"The budget of {owner} for {row.month} is {amount_text(limit, currency)}, and"
        f" {amount_text(max(0, limit - spent), currency)} is left. This request may cost"
        f" {amount_text(row.reserved, currency)}, so it was not sent. Raise {how} to {needed} or more, lower max_tokens"
        f" in the prompt, or wait for the next month."
    )


def in_units(micros: int) -> float:
    """Return an amount in currency units."""
    return micros / MICROS
