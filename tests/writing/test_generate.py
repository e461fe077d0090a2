"""Runs of the writer: outline, draft, revision and continuation, offline and with a language model."""

import json
from datetime import timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import func, select

from fsp.clock import utc_now
from fsp.content.prompt_store import save_prompt
from fsp.content.revisions import add_current_revision
from fsp.errors import BudgetExceeded, JobCancelled, PermanentFailure, ServiceUnavailable
from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs.run_context import Nobody, Run, running
from fsp.metrics.platform_calls import platform_calls_read
from fsp.models.draft_run import DraftKind, DraftRun, DraftState
from fsp.models.item import Item, ItemState, Revision, RevisionOrigin
from fsp.models.model_request import ModelOutcome, ModelRequest, RequestPhase
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops.reads import fetch
from fsp.settings import Settings
from fsp.stores import db
from fsp.writing.generate import generate_draft
from fsp.writing.order import DraftOrder
from fsp.writing.partial_text import read_arriving
from fsp.writing.prices import INSTALLATION
from fsp.writing.spending import charged_in
from testbed.chat_server import ChatBed, Reply
from tests.worker.claiming import claimed, end
from tests.worker.stepping import run_of

OUTLINE = Reply("## Sowing\n- when\n\n## Staking\n- how\n")
DRAFT = DraftOrder()


def body_of(run: DraftRun) -> str:
    """Return the text that a run proposes."""
    return db.session.get_one(Revision, run.revision_id).body


def write(item: Item, settings: Settings, order: DraftOrder = DRAFT, *, job_id: str = "j") -> DraftRun:
    """Carry out a run."""
    return generate_draft(item.id, order, settings=settings, job_id=job_id)


def requests() -> list[ModelRequest]:
    """Return all requests in order."""
    return list(db.session.scalars(select(ModelRequest).order_by(ModelRequest.id)))


def test_without_a_model_the_draft_has_a_section_for_each_point(item: Item, settings: Settings) -> None:
    run = write(item, settings)

    assert "## When to sow\n" in body_of(run)
    assert "## How to stake them\n" in body_of(run)
    assert (run.state, run.model, requests()) == (DraftState.ACCEPTED, "FSP outline", [])


def test_without_a_model_an_edited_outline_is_followed_too(item: Item, settings: Settings) -> None:
    outline = write(item, settings, DraftOrder(kind=DraftKind.OUTLINE), job_id="o")
    assert (outline.state, outline.revision_id) == (DraftState.OUTLINED, None)
    outline.outline = "## Only this\n"
    db.session.commit()

    run = write(item, settings, DraftOrder(run_id=outline.id))

    assert "## Only this\n" in body_of(run)
    assert "When to sow" not in body_of(run)


def test_without_a_model_a_text_cannot_be_revised(item: Item, settings: Settings) -> None:
    with pytest.raises(PermanentFailure, match="FSP_LLM_BASE_URL"):
        write(item, settings, DraftOrder(kind=DraftKind.REVISION, instruction="Shorter."))

    assert db.session.scalars(select(DraftRun.state)).all() == [DraftState.FAILED]


def test_a_job_run_twice_leaves_one_draft(item: Item, settings: Settings) -> None:
    first, second = write(item, settings), write(item, settings)

    assert first.id == second.id
    assert db.session.scalar(select(func.count(Revision.id))) == 1


def test_a_draft_never_takes_the_place_of_what_a_person_wrote(item: Item, settings: Settings) -> None:
    own = add_current_revision(item, "Mine.", RevisionOrigin.PERSON)
    db.session.commit()

    run = write(item, settings)

    db.session.refresh(item)
    assert (item.current_revision_id, run.base_revision_id, run.state) == (own.id, own.id, DraftState.PROPOSED)


@pytest.mark.parametrize(("state", "takes_it"), [(ItemState.DRAFT, True), (ItemState.SCHEDULED, False)])
def test_a_scheduled_item_does_not_publish_a_draft_that_nobody_read(
    item: Item, settings: Settings, *, state: ItemState, takes_it: bool
) -> None:
    item.state = state
    db.session.commit()

    run = write(item, settings)

    db.session.refresh(item)
    assert item.current_revision_id == (run.revision_id if takes_it else None)


def test_a_model_writes_an_outline_and_then_the_draft(item: Item, model: Settings, server: ChatBed) -> None:
    server.replies = [OUTLINE, Reply("Written.")]

    run = write(item, model)

    revision = db.session.get_one(Revision, run.revision_id)
    assert (revision.body, revision.author, run.outline) == (
        "Written.\n",
        "m",
        "## Sowing\n- when\n\n## Staking\n- how\n",
    )
    assert (revision.prompt_tokens, revision.completion_tokens) == (62, 2400)
    assert [row.step for row in requests()] == ["outline", "draft"]
    assert "How to stake them" in json.dumps(server.seen[0].content)
    assert "## Staking" in json.dumps(server.seen[1].content)
    assert [prompt["name"] for prompt in run.prompts] == ["outline", "draft"]
    assert {row.prompt_sha256 for row in requests()} == {prompt["sha256"] for prompt in run.prompts}


def test_a_long_draft_is_written_by_section(item: Item, model: Settings, server: ChatBed) -> None:
    server.replies = [OUTLINE, Reply("## Sowing\n\nIn May."), Reply("With poles.")]

    run = write(item, model, DraftOrder(words=8000))

    assert body_of(run) == "## Sowing\n\nIn May.\n\n## Staking\n\nWith poles.\n"
    assert [row.step for row in requests()] == ["outline", "section 1", "section 2"]
    assert "In May." in json.dumps(server.seen[2].content)


def test_a_revision_changes_the_whole_text_or_one_section(item: Item, model: Settings, server: ChatBed) -> None:
    add_current_revision(item, "Intro.\n\n## One\n\nA.\n\n## Two\n\nB.\n", RevisionOrigin.PERSON)
    db.session.commit()
    server.replies = [Reply("## Two\n\nChanged."), Reply("Everything new.")]

    section = write(item, model, DraftOrder(kind=DraftKind.REVISION, instruction="Shorter.", section="Two"))
    whole = write(item, model, DraftOrder(kind=DraftKind.REVISION, instruction="Shorter."), job_id="k")

    assert body_of(section) == "Intro.\n\n## One\n\nA.\n\n## Two\n\nChanged.\n"
    assert body_of(whole) == "Everything new.\n"
    assert "Intro" not in json.dumps(server.seen[0].content)


def test_a_truncated_text_is_kept_and_can_be_continued(item: Item, model: Settings, server: ChatBed) -> None:
    server.replies = [OUTLINE, Reply("The beans are", finish_reason="length"), Reply("ripe.")]

    run = write(item, model)
    rest = write(item, model, DraftOrder(kind=DraftKind.CONTINUATION, run_id=run.id), job_id="k")

    db.session.refresh(item)
    assert (run.outcome, run.state) == (ModelOutcome.TRUNCATED, DraftState.PROPOSED)
    assert "finish_reason length" in run.problem
    assert (body_of(rest), rest.outcome) == ("The beans are ripe.\n", ModelOutcome.COMPLETE)
    assert "The beans are" in json.dumps(server.seen[2].content)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply("", refusal="I cannot."), 'refused: "I cannot."'),
        (Reply("x", finish_reason="content_filter"), "content filter"),
        (Reply(""), "empty text"),
        (Reply("", finish_reason="tool_calls"), "no text"),
        (Reply("<think>only thoughts</think>"), "empty text"),
    ],
)
def test_what_is_no_text_ends_the_run_and_is_paid_once(
    item: Item, model: Settings, server: ChatBed, reply: Reply, message: str
) -> None:
    server.replies = [reply]

    for _ in range(2):
        with pytest.raises(PermanentFailure, match=message):
            write(item, model, DraftOrder(kind=DraftKind.OUTLINE))

    assert len(server.seen) == 1
    assert [row.phase for row in requests()] == [RequestPhase.COMPLETED]
    assert db.session.scalar(select(DraftRun.problem))


@pytest.mark.parametrize("text", ["<think>A plan.</think>\n\n# Beans", "```markdown\n# Beans\n```", "# Beans\x00\r\n"])
def test_a_text_is_cleaned(item: Item, model: Settings, server: ChatBed, text: str) -> None:
    server.replies = [OUTLINE, Reply(text)]

    assert body_of(write(item, model)) == "# Beans\n"


def test_a_cancelled_stream_is_hung_up_and_its_text_kept_as_cut(
    item: Item, model: Settings, server: ChatBed, redis_client: redis.Redis
) -> None:
    server.replies = [OUTLINE, Reply("word " * 400, parts=400, pause_seconds=0.05)]

    class Cancelled(Nobody):
        def is_cancelled(self) -> bool:
            return bool(read_arriving(redis_client, "j").step == "draft")

    with running(Run("j", "content-generation", watcher=Cancelled())), pytest.raises(JobCancelled):
        write(item, model)

    (run,) = db.session.scalars(select(DraftRun))
    assert (run.state, run.outcome) == (DraftState.PROPOSED, ModelOutcome.CUT)
    assert body_of(run).startswith("word")
    assert len(body_of(run)) < 2000
    last = requests()[-1]
    assert (last.is_estimated, last.charged <= last.reserved) == (True, True)


def test_a_completed_answer_is_paid_once_when_the_database_takes_the_text_only_in_the_next_attempt(
    item: Item, model: Settings, server: ChatBed, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    enqueue(redis_client, "content-generation", {"item_id": item.id}, job_id="j")
    claim = claimed(redis_client)
    with monkeypatch.context() as away, run_of(redis_client, claim):
        away.setattr("fsp.writing.generate.add_draft_revision", refuse)
        with pytest.raises(OSError, match="disk"):
            write(item, model)
    end(redis_client, claim, "release")

    with run_of(redis_client, claimed(redis_client)):
        run = write(item, model)

    assert (body_of(run), len(server.seen)) == ("Written.\n", 2)


def refuse(*_: object, **_options: object) -> None:
    raise OSError("the disk is full")


def test_a_draft_longer_than_a_step_keeps_is_stored(item: Item, model: Settings, server: ChatBed) -> None:
    server.replies = [OUTLINE, Reply("x" * 70_000, streams=False)]

    assert len(body_of(write(item, model))) == 70_001


def test_a_refused_request_costs_nothing_and_is_sent_again(item: Item, model: Settings, server: ChatBed) -> None:
    server.replies = [Reply(status=503), OUTLINE, Reply("Written.")]

    with pytest.raises(ServiceUnavailable):
        write(item, model)
    run = write(item, model)

    assert [(row.step, row.number, row.phase) for row in requests()][:2] == [
        ("outline", 1, RequestPhase.FAILED),
        ("outline", 2, RequestPhase.COMPLETED),
    ]
    assert (requests()[0].charged, run.state) == (0, DraftState.ACCEPTED)


def test_an_answer_that_was_lost_is_not_paid_twice(item: Item, model: Settings, server: ChatBed) -> None:
    server.replies = [Reply(body=b"no JSON")]

    with pytest.raises(PermanentFailure, match=r"unknown, so it was not sent again: 0.00.* counts as spent"):
        write(item, model)

    (row,) = requests()
    assert (row.phase, row.charged) == (RequestPhase.UNKNOWN, row.reserved)
    assert charged_in(INSTALLATION, row.month) == row.reserved > 0


def test_a_budget_stops_before_it_is_passed(item: Item, model: Settings, server: ChatBed) -> None:
    model = model.model_copy(update={"llm_budget": 6000})
    server.replies = [OUTLINE, Reply("Written.")]

    with pytest.raises(BudgetExceeded, match="installation"):
        write(item, model)

    assert len(server.seen) == 1
    assert charged_in(INSTALLATION, requests()[0].month) == 31 + 2 * 1200


def test_a_model_without_a_price_is_not_used_under_a_budget(item: Item, model: Settings, server: ChatBed) -> None:
    model = model.model_copy(
        update={"llm_budget": 6000, "llm_prices": "", "llm_base_url": server.url.replace("127.0.0.1", "a.example")}
    )

    with pytest.raises(PermanentFailure, match="model m has no price"):
        write(item, model)


def test_a_prompt_of_the_project_names_model_and_length(item: Item, model: Settings, server: ChatBed) -> None:
    server.replies = [OUTLINE]
    text = "---\nmodel: other\nmax_tokens: 77\ntemperature: 0.2\nversion: 3\n---\nAbout {{ title }} in {{ language }}."
    saved = save_prompt("garden", "outline", text, by="anna", settings=model)

    run = write(item, model, DraftOrder(kind=DraftKind.OUTLINE))

    content = server.seen[0].content
    assert (content["model"], content["max_tokens"], content["temperature"]) == ("other", 77, 0.2)
    assert content["messages"] == [{"role": "user", "content": "About Beans in en."}]
    assert run.prompts == [{"name": "outline", "version": "3", "sha256": saved.sha256}]


def test_a_post_without_anything_to_write_about_is_named(item: Item, settings: Settings) -> None:
    item.title = item.brief = " "
    db.session.commit()

    with pytest.raises(PermanentFailure, match="neither a title nor a brief"):
        write(item, settings)


def test_a_post_that_is_gone_is_named(core: Flask, settings: Settings) -> None:
    with pytest.raises(PermanentFailure, match="may have been deleted after the job was created"):
        generate_draft(99, DRAFT, settings=settings, job_id="j")


def test_a_model_counts_as_a_platform(item: Item, model: Settings, server: ChatBed, redis_client: redis.Redis) -> None:
    server.replies = [Reply(status=500), OUTLINE, Reply("Written.")]
    with pytest.raises(ServiceUnavailable):
        write(item, model)
    write(item, model)

    (calls,) = fetch(redis_client, platform_calls_read(now=utc_now(), window=timedelta(minutes=1)))
    assert (calls.platform, calls.succeeded, calls.failed) == ("language-model", 2, 1)
