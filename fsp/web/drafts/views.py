"""The page that writes a post: its runs, the text while it arrives, and the proposal."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from fsp.content.lookup import find_item
from fsp.content.wording import number
from fsp.model_prices import amount_text
from fsp.models.draft_run import DraftRun, DraftState
from fsp.models.item import Item, Revision
from fsp.models.job_request import JobRequest, RequestState
from fsp.models.model_request import ModelRequest, RequestPhase
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import current_redis, db, end_reading
from fsp.writing.partial_text import ArrivingText, read_arriving
from fsp.writing.proposal import Proposal, body_of, read_proposal
from fsp.writing.request import find_run, runs_of, waiting_requests
from fsp.writing.sections import sections_of
from fsp.writing.tidy import without_thoughts
from fsp.writing.usage import BudgetState, budget_states, recent_requests, usage_of_item


@dataclass(frozen=True)
class RunView:
    """One run, or a job that no worker has begun. `job_id` is empty if there is neither."""

    job_id: str = ""
    run: DraftRun | None = None
    problem: str = ""
    is_running: bool = False
    is_waiting: bool = False
    arriving: ArrivingText | None = None
    proposal: Proposal | None = None
    revision: Revision | None = None
    requests: tuple[ModelRequest, ...] = ()
    currency: str = ""

    @property
    def cost(self) -> str:
        """Return what the run has cost so far, and its tokens."""
        if not self.requests:
            return ""
        prompt = sum(row.prompt_tokens or 0 for row in self.requests)
        completion = sum(row.completion_tokens or 0 for row in self.requests)
        charged = amount_text(sum(row.charged for row in self.requests), self.currency)
        return f"{charged}, {number(prompt)} input tokens, {number(completion)} output tokens"

    @property
    def unknown_requests(self) -> list[ModelRequest]:
        """Return the requests that may have been charged without an answer."""
        return [row for row in self.requests if row.phase == RequestPhase.UNKNOWN]

    @property
    def is_failed(self) -> bool:
        """Return whether it ended without a text."""
        return (
            not self.is_running and self.run is not None and self.run.state in {DraftState.FAILED, DraftState.RUNNING}
        )


@dataclass(frozen=True)
class DraftPage:
    """The writer of one post at one time."""

    as_of: datetime
    item: Item
    project: Project
    body: str
    runs: list[DraftRun]
    shown: RunView
    budgets: tuple[BudgetState, ...]
    charged: str
    has_model: bool
    currency: str

    @property
    def headings(self) -> list[str]:
        """Return the headings of the present text."""
        return list(dict.fromkeys(section.heading for section in sections_of(self.body)))

    @property
    def nearly_spent(self) -> list[str]:
        """Return the warnings about budgets, as sentences."""
        owners = ("the installation", "the project")
        return [
            f"{budget.ratio:.0%} of the budget of {owner} for {budget.month} is spent or reserved:"
            f" {amount_text(budget.left or 0, self.currency)} is left."
            for owner, budget in zip(owners, self.budgets, strict=False)
            if budget.is_nearly_spent
        ]


def read_draft_page(item_id: int, now: datetime, settings: Settings, *, run_id: int | None = None) -> DraftPage:
    """Read the page. Without a number, it shows the newest run."""
    item = find_item(item_id)
    runs, currency = runs_of(item.id), settings.llm_currency
    page = DraftPage(
        as_of=now,
        item=item,
        project=db.session.get_one(Project, item.project_id),
        body=body_of(item.current_revision_id),
        runs=runs,
        shown=_shown(item, runs, run_id, currency),
        budgets=tuple(budget for budget in budget_states(item.project_id, now, settings) if budget),
        charged=amount_text(usage_of_item(item.id).charged, currency),
        has_model=settings.llm_base_url is not None,
        currency=currency,
    )
    end_reading()
    return page


def _shown(item: Item, runs: list[DraftRun], run_id: int | None, currency: str) -> RunView:
    if run_id is None:
        begun = {run.job_id for run in runs}
        waiting = [request for request in waiting_requests(item) if request.job_id not in begun]
        if waiting:
            return RunView(waiting[0].job_id, is_running=True, is_waiting=True)
        return _run_view(runs[0], item, currency) if runs else RunView()
    return _run_view(find_run(item.id, run_id), item, currency)


def _run_view(run: DraftRun, item: Item, currency: str) -> RunView:
    request = db.session.scalar(select(JobRequest).where(JobRequest.job_id == run.job_id))
    is_open = request is None or request.state == RequestState.QUEUED
    is_running = run.state == DraftState.RUNNING and is_open
    arriving = read_arriving(current_redis(), run.job_id) if is_running else ArrivingText()
    return RunView(
        job_id=run.job_id,
        run=run,
        problem=run.problem or (request.error or "" if request and not is_open else ""),
        is_running=is_running,
        arriving=ArrivingText(arriving.step, without_thoughts(arriving.text).strip()),
        proposal=read_proposal(run, item) if run.state == DraftState.PROPOSED and run.revision_id else None,
        revision=db.session.get(Revision, run.revision_id) if run.revision_id else None,
        requests=tuple(recent_requests(job_id=run.job_id)),
        currency=currency,
    )
