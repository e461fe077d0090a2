"""Drafts, prompts and costs on the command line."""

import pytest
import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.content.editing import ItemText, create_item
from fsp.content.project_settings import ProjectText, create_project
from fsp.models.draft_run import DraftKind, DraftState
from fsp.models.item import Item
from fsp.stores import db
from tests.inspection.waiting import waiting_jobs
from tests.web.drafts.test_model_pages import add_request
from tests.web.drafts.test_pages import add_run, propose


@pytest.fixture
def item(run: CliRunner) -> Item:
    return create_item(create_project(ProjectText("Garden")), ItemText(title="Beans", brief="Sow.", body="Text.\n"))


def call(run: CliRunner, *arguments: str, text: str | None = None) -> str:
    """Run a command that must succeed; return its output."""
    result = run.invoke(fsp, list(arguments), input=text)
    assert result.exit_code == 0, result.output
    return result.output


def test_runs_are_requested_by_kind(run: CliRunner, item: Item, redis_client: redis.Redis) -> None:
    number = str(item.id)

    call(run, "items", "draft", number, "--outline", "--words", "800")
    call(run, "items", "draft", number, "--revise", "Shorter.", "--section", "One")
    both = run.invoke(fsp, ["items", "draft", number, "--outline", "--revise", "Shorter."])

    assert both.exit_code == 2
    assert len(waiting_jobs(redis_client)) == 2


def test_an_outline_is_replaced_from_a_file(run: CliRunner, item: Item) -> None:
    draft = add_run(item, kind=DraftKind.OUTLINE, state=DraftState.OUTLINED, outline="## One\n")

    output = call(run, "drafts", "outline", str(item.id), str(draft.id), "-", text="## Two\n")

    assert f"--from-outline {draft.id}" in output
    assert call(run, "drafts", "show", str(item.id), str(draft.id)) == "## Two\n"


def test_a_proposal_is_listed_shown_discarded_restored_and_accepted(run: CliRunner, item: Item) -> None:
    draft = propose(item, "Text, changed.\n")
    names = (str(item.id), str(draft.id))

    assert "proposed" in call(run, "drafts", "list", str(item.id))
    assert "+ Text, changed." in call(run, "drafts", "show", *names, "--changes")
    call(run, "drafts", "discard", *names)
    call(run, "drafts", "restore", *names)
    assert "Saved as revision 3" in call(run, "drafts", "accept", *names, "--only", "0")
    db.session.expire_all()
    assert call(run, "drafts", "show", *names) == "Text, changed.\n"


def test_a_prompt_is_set_shown_and_reset(run: CliRunner, item: Item) -> None:
    assert "{{ brief }}" in call(run, "prompts", "list", "garden")
    saved = call(run, "prompts", "set", "garden", "draft", "-", text="Write.\n")
    version = saved.split()[-1].rstrip(".")

    assert call(run, "prompts", "show", "garden", "draft") == "Write.\n"
    assert version in call(run, "prompts", "history", "garden", "draft")
    call(run, "prompts", "reset", "garden", "draft")
    assert call(run, "prompts", "show", "garden", "draft", "--version", version) == "Write.\n"
    faulty = run.invoke(fsp, ["prompts", "set", "garden", "draft", "-"], input="\n{{ beans }}")
    assert faulty.exit_code == 1
    assert "line 2" in str(faulty.exception)


def test_costs_are_shown_and_a_budget_is_set(run: CliRunner, item: Item) -> None:
    request = add_request(item, reserved=900_000)

    call(run, "language-model", "budget", "garden", "--monthly", "1.00")
    call(run, "language-model", "budget", "garden", "--prices", "m=1/2")
    usage = call(run, "language-model", "usage", "garden")

    assert "of 1.00 USD\t80 % or more is spent" in usage
    assert "0.90 USD" in call(run, "language-model", "usage")
    assert "unknown" in call(run, "language-model", "requests")
    assert "0.0012 USD" in call(run, "language-model", "enter-usage", str(request.id), "1000", "100")
