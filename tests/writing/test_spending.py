"""Budgets: what may be spent, what is reserved, and what it was in the end."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from fsp.clock import utc_now
from fsp.errors import BudgetExceeded, Conflict, InvalidInput
from fsp.models.model_request import ModelOutcome, ModelRequest, ModelSpending, RequestPhase
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db
from fsp.writing.clean_up import clean_up_requests
from fsp.writing.completion import Usage
from fsp.writing.prices import INSTALLATION, Limits, limits_of, price_of, project_scope, set_budget
from fsp.writing.spending import charged_in, correct_usage, mark_unknown, reserve, settle
from fsp.writing.usage import (
    recent_requests,
    totals_by_model,
    usage_by_item,
    usage_by_month,
    usage_by_project,
    usage_of_item,
)
from tests.writing.conftest import new_item

MONTH = "2026-05"


def request(job_id: str, *, reserved: int, project_id: int | None = None) -> ModelRequest:
    """Return a request that was not stored."""
    return ModelRequest(
        job_id=job_id, step="draft", number=1, month=MONTH, model="m", reserved=reserved, project_id=project_id
    )


def test_a_reservation_counts_until_the_cost_is_known(stores: Flask) -> None:
    project_id = new_item().project_id
    row = request("a", reserved=700, project_id=project_id)

    reserve(row, Limits(1000, 800, "USD"))
    reserved = charged_in(INSTALLATION, MONTH), charged_in(project_scope(project_id), MONTH)
    settle(row, phase=RequestPhase.COMPLETED, charged=120, outcome=ModelOutcome.COMPLETE)
    settle(row, phase=RequestPhase.COMPLETED, charged=999)

    assert reserved == (700, 700)
    assert (charged_in(INSTALLATION, MONTH), charged_in(project_scope(project_id), MONTH)) == (120, 120)
    assert (row.charged, row.phase) == (120, RequestPhase.COMPLETED)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(1_000_000, None, "EUR"), r"installation for 2026-05 is 1.00 EUR, and 0.30 EUR is left.*may cost 0.50"),
        (
            Limits(None, 1_000_000, "EUR"),
            "project.*Raise the budget of the project on its page Language model to 1.20 EUR",
        ),
    ],
)
def test_a_request_that_might_pass_the_budget_is_not_stored(stores: Flask, limits: Limits, message: str) -> None:
    project_id = new_item().project_id
    reserve(request("a", reserved=700_000, project_id=project_id), limits)

    with pytest.raises(BudgetExceeded, match=message):
        reserve(request("b", reserved=500_000, project_id=project_id), limits)

    assert db.session.scalar(select(func.count(ModelRequest.id))) == 1
    assert charged_in(INSTALLATION, MONTH) == 700_000
    reserve(request("c", reserved=300_000, project_id=project_id), limits)


def test_a_budget_that_is_nearly_spent_is_logged(core: Flask, caplog: pytest.LogCaptureFixture) -> None:
    reserve(request("a", reserved=700), Limits(1000, None, "USD"))
    before = [record.message for record in caplog.records if "budget" in record.message]
    reserve(request("b", reserved=100), Limits(1000, None, "USD"))

    assert before == []
    assert "language model budget nearly spent" in [record.message for record in caplog.records]


def test_requests_that_cost_nothing_are_not_refused(core: Flask) -> None:
    reserve(request("a", reserved=0), Limits(0, None, "USD"))

    assert charged_in(INSTALLATION, MONTH) == 0


def test_jobs_that_run_at_once_do_not_pass_the_budget_together(stores: Flask) -> None:
    project_id = new_item().project_id
    db.session.commit()
    refused: list[str] = []
    barrier = threading.Barrier(8)

    def spend(number: int) -> None:
        with stores.app_context():
            barrier.wait()
            try:
                reserve(request(f"job-{number}", reserved=300, project_id=project_id), Limits(1000, 1000, "USD"))
            except BudgetExceeded as error:
                refused.append(str(error))
            db.session.remove()

    threads = [threading.Thread(target=spend, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 5
    assert charged_in(INSTALLATION, MONTH) == 900


def test_an_unknown_request_stays_counted_until_its_usage_is_entered(stores: Flask, settings: Settings) -> None:
    settings = settings.model_copy(update={"llm_prices": "m=1/2"})
    row = request("a", reserved=5000)
    reserve(row, Limits(None, None, "USD"))
    mark_unknown(row, text="Half", error="The worker stopped.")
    assert (charged_in(INSTALLATION, MONTH), row.phase) == (5000, RequestPhase.UNKNOWN)

    correct_usage(row.id, Usage(1000, 200), settings)

    assert (charged_in(INSTALLATION, MONTH), row.phase, row.text) == (1400, RequestPhase.COMPLETED, "Half")
    with pytest.raises(Conflict, match="is known"):
        correct_usage(row.id, Usage(1, 1), settings)


def test_an_answer_that_arrives_after_all_settles_an_unknown_request(core: Flask) -> None:
    row = request("a", reserved=5000)
    reserve(row, Limits(None, None, "USD"))
    mark_unknown(row, text="", error="")

    assert settle(row, phase=RequestPhase.COMPLETED, charged=10)
    assert charged_in(INSTALLATION, MONTH) == 10


def test_the_sums_are_those_of_the_requests(core: Flask) -> None:
    for number in range(5):
        row = request(f"job-{number}", reserved=100 * number)
        reserve(row, Limits(None, None, "USD"))
        if number % 2:
            settle(row, phase=RequestPhase.FAILED, charged=0)

    assert db.session.scalar(select(func.sum(ModelRequest.charged))) == db.session.scalar(
        select(ModelSpending.charged).where(ModelSpending.scope == INSTALLATION)
    )


def test_a_project_has_its_own_budget_and_prices(core: Flask, settings: Settings) -> None:
    project = db.session.get_one(Project, new_item().project_id)
    settings = settings.model_copy(update={"llm_prices": "m=1/2", "llm_budget": 5_000_000})
    set_budget(project, monthly="2.50", prices="m=3/4")

    assert limits_of(project.id, settings) == Limits(5_000_000, 2_500_000, "USD")
    assert str(price_of("m", project.id, settings)).count("3") == 1
    with pytest.raises(InvalidInput, match="budget must be an amount"):
        set_budget(project, monthly="much", prices="")
    with pytest.raises(InvalidInput, match="prices must be prices"):
        set_budget(project, monthly="", prices="m")


@pytest.mark.parametrize(
    ("base_url", "is_free"),
    [
        ("http://localhost:11434/v1", True),
        ("http://192.168.1.5/v1", True),
        ("http://ollama:11434/v1", True),
        ("https://api.openai.com/v1", False),
    ],
)
def test_without_a_price_only_a_server_of_your_own_is_free(
    core: Flask, settings: Settings, base_url: str, *, is_free: bool
) -> None:
    price = price_of("m", None, settings.model_copy(update={"llm_base_url": base_url}))

    assert (price is not None and price.is_free) == is_free


def test_old_texts_are_dropped_and_lost_requests_given_up(stores: Flask) -> None:
    now = utc_now()
    old, lost = request("a", reserved=10), request("b", reserved=20)
    old.started_at, old.text, lost.started_at = now - timedelta(days=40), "A text.", now - timedelta(days=2)
    for row in (old, lost):
        reserve(row, Limits(None, None, "USD"))
    settle(old, phase=RequestPhase.COMPLETED, charged=5)

    dropped = clean_up_requests(retention=timedelta(days=30), now=now)

    db.session.refresh(old)
    db.session.refresh(lost)
    assert (dropped, old.text, old.charged) == (1, "", 5)
    assert (lost.phase, lost.charged, charged_in(INSTALLATION, MONTH)) == (RequestPhase.UNKNOWN, 20, 25)


def test_the_sums_are_read_on_every_database(stores: Flask) -> None:
    item = new_item()
    row = request("a", reserved=900, project_id=item.project_id)
    row.item_id = item.id
    reserve(row, Limits(None, None, "USD"))
    facts = {"outcome": ModelOutcome.COMPLETE, "prompt_tokens": 5, "completion_tokens": 6}
    settle(row, phase=RequestPhase.COMPLETED, charged=7, **facts)
    reserve(request("b", reserved=90, project_id=item.project_id), Limits(None, None, "USD"))

    (total,) = totals_by_model()

    assert (total.requests, total.prompt_tokens, total.charged) == ({"complete": 1, "in flight": 1}, 5, 97)
    assert [(month.label, month.charged, month.open_requests) for month in usage_by_month()] == [(MONTH, 97, 1)]
    assert [usage.charged for usage in usage_by_item(item.project_id, MONTH)] == [90, 7]
    assert [(usage.label, usage.charged) for usage in usage_by_project(MONTH)] == [("Garden", 97)]
    assert usage_of_item(item.id).charged == 7
    assert [row.job_id for row in recent_requests(item.project_id)] == ["b", "a"]
