"""The pages of the language model: costs, budgets and prompts."""

from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.models.item import Item
from fsp.models.model_request import ModelRequest, ProjectBudget, RequestPhase
from fsp.stores import db
from fsp.writing.prices import Limits
from fsp.writing.spending import mark_unknown, month_of, reserve
from tests.web.forms import send
from tests.web.rows import row


def add_request(item: Item, *, reserved: int = 5000) -> ModelRequest:
    """Add a request of this month whose outcome is unknown."""
    about = {"project_id": item.project_id, "item_id": item.id, "month": month_of(utc_now()), "model": "m"}
    request = ModelRequest(job_id="j", step="draft", number=1, reserved=reserved, **about)
    reserve(request, Limits(None, None, "USD"))
    mark_unknown(request, text="", error="The worker stopped.")
    return request


def test_costs_are_shown_by_month_post_and_project(signed_in: FlaskClient, garden: Item) -> None:
    add_request(garden, reserved=1_250_000)

    everything = signed_in.get("/language-model").text
    project = signed_in.get("/projects/garden/language-model").text

    assert everything.count("1.25 USD") >= 3
    assert "Garden &lt;b&gt;" in everything
    assert f'href="/items/{garden.id}/draft"' in project
    assert "may have been charged" in project


def test_a_budget_is_set_and_warns_before_it_is_spent(signed_in: FlaskClient, garden: Item) -> None:
    add_request(garden, reserved=900_000)
    path = f"/items/{garden.id}/draft"

    send(signed_in, "/projects/garden/language-model", monthly="1.00", prices="m=1/2")
    refused = send(signed_in, "/projects/garden/language-model", monthly="much")

    assert row(select(ProjectBudget.monthly)) == 1_000_000
    assert refused.status_code == 422
    assert "budget must be an amount" in refused.text
    assert "90% of the budget of the project" in signed_in.get(path).text


def test_the_usage_of_a_lost_request_is_entered(signed_in: FlaskClient, garden: Item) -> None:
    request = add_request(garden)
    send(signed_in, "/projects/garden/language-model", prices="m=1/2")

    answer = send(
        signed_in, f"/language-model/requests/{request.id}", prompt="1000", completion="100", back="//evil.example"
    )

    assert answer.headers["Location"] == "/language-model"
    db.session.expire_all()
    assert (request.phase, request.charged) == (RequestPhase.COMPLETED, 1200)


def test_a_prompt_is_edited_with_the_line_of_an_error_and_its_history(signed_in: FlaskClient, garden: Item) -> None:
    path = "/projects/garden/prompts/draft"
    assert "built-in" in signed_in.get(path).text

    refused = send(signed_in, path, text="Write.\n{{ beans }}")
    send(signed_in, path, text="Write <b>.")
    page = signed_in.get(path).text
    send(signed_in, f"{path}/reset")

    assert refused.status_code == 422
    assert "line 2" in refused.text
    assert "{{ beans }}" in refused.text
    assert "saved by" in page
    assert "Write &lt;b&gt;." in page
    assert "built-in" in signed_in.get(path).text


def test_an_older_prompt_does_not_overwrite_a_newer_one(signed_in: FlaskClient, garden: Item) -> None:
    answer = send(signed_in, "/projects/garden/prompts/draft", text="Mine.", seen_sha256="0" * 64)

    assert answer.status_code == 409
    assert "Mine." in answer.text
    assert signed_in.get("/projects/garden/prompts/poem").status_code == 404
