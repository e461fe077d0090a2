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
    size_class: str = Field(description="Of a job type: the size of the inputs it is about; empty for all")


class ActionSchema(Shape):
    """The next step: a page of FSP to open, an action to send as a POST, or a command to run on the server."""

    label: str
    url: str
    is_post: bool
    command: str = Field(description="The command line, for an action that is one; empty for the others")


class NumbersSchema(Shape):
    """The compared numbers."""

    value: float | None
    threshold: float | None
    sample: int | None = Field(description="How many events the value rests on")
    lower_bound: float | None = Field(description="Of a rate: the true one exceeds it with 95 % confidence")


class EarlierSchema(Shape):
    """What the last evaluation of an alert found, and when."""

    at: datetime
    words: str


class ProblemSchema(Shape):
    """One problem: what is wrong, since when, why, and the next step."""

    rule: str = Field(description="The entry of the runbook: `/runbook#RULE`")
    subject: SubjectSchema
    severity: Severity
    summary: str
    since: datetime | None
    cause: str
    error: str = Field(description="The newest error text, where jobs or a service reported one")
    earlier: EarlierSchema | None
    doubt: str = Field(description="Why it is not certain; empty for a problem that is")
    jobs_hit: int | None
    action: ActionSchema
    details_url: Annotated[str, From("details")] = Field(description="The page of FSP with the details")
    numbers: NumbersSchema
    alert: str = Field(description="The rule of the alert it was made of, if it was")


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
