"""Schemas of problems for the API and `fsp problems --json`."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from fsp.conditions.finding import SubjectKind
from fsp.models.alert_kinds import Severity
from fsp.problems.current import CurrentProblems
from fsp.shape import From, Shape


class SubjectSchema(Shape):
    """The subject of a problem."""

    kind: SubjectKind
    name: str
    size_class: str = Field(description="For a job type: the size class of its inputs; empty for all")


class ActionSchema(Shape):
    """The next step: a page of FSP to open, an action to send as a POST, or a command to run on the server."""

    label: str
    url: str
    is_post: bool
    command: str = Field(description="The command to run on the server; empty for other actions")
    role: str = Field(description="The role that is needed: viewer, operator or admin")


class NumbersSchema(Shape):
    """The compared numbers."""

    value: float | None
    threshold: float | None
    sample: int | None = Field(description="The number of events behind the value")
    lower_bound: float | None = Field(description="For a rate: the lower bound of its 95 % confidence interval")


class EarlierSchema(Shape):
    """What the last evaluation of an alert found, and when."""

    at: datetime
    words: str


class AcknowledgementSchema(Shape):
    """Who acknowledged an alert, and when. Its reminders stop; the resolve is still sent."""

    by: str
    at: datetime | None


class ProblemSchema(Shape):
    """One problem: what is wrong, since when, why, and the next step."""

    rule: str = Field(description="The runbook entry: `/runbook#RULE`")
    subject: SubjectSchema
    severity: Severity
    summary: str
    since: datetime | None
    cause: str
    error: str = Field(description="The newest error text of jobs or a service, if there is one")
    earlier: EarlierSchema | None
    acknowledged: AcknowledgementSchema | None = Field(
        description="For an alert: who acknowledged it; null if nobody did"
    )
    doubt: str = Field(description="Why it is uncertain; empty for a certain problem")
    jobs_hit: int | None
    action: ActionSchema
    details_url: Annotated[str, From("details")] = Field(description="The page of FSP with the details")
    numbers: NumbersSchema
    alert: str = Field(description="The rule of the underlying alert, if there is one")


class ProblemListSchema(Shape):
    """The current problems, most severe first, and the overall state in one sentence."""

    timestamp: datetime
    status: str = Field(description="`good`, `warn` or `bad`")
    summary: str
    since: datetime | None
    problems: list[ProblemSchema]


def problem_list(current: CurrentProblems) -> ProblemListSchema:
    """Return the current problems as the API returns them."""
    verdict = current.verdict
    return ProblemListSchema(
        timestamp=current.as_of,
        status=verdict.tone,
        summary=verdict.words,
        since=verdict.since,
        problems=ProblemSchema.list_of(current.problems),
    )
