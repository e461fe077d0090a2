"""The result of one rule for one subject: whether something is wrong, since when, why, and the next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from fsp.models.alert_kinds import Severity


class Verdict(StrEnum):
    """BETWEEN is not bad enough to start a problem and not good enough to end one."""

    BAD = "bad"
    BETWEEN = "between"
    FINE = "fine"
    NO_DATA = "no_data"


class Reach(IntEnum):
    """How much a problem affects. One that makes other facts unreliable affects the most."""

    SOME = 1
    """Some jobs fail, wait or are slower."""
    TYPE = 2
    SERVICE = 3
    """Jobs of every type that needs a service."""
    QUEUE = 4
    SCHEDULES = 5
    """No scheduled work starts."""
    EVERYTHING = 6
    """No job runs."""
    INFRASTRUCTURE = 7
    """The disk, the database, Redis or the clock: other problems may be consequences, or be misread."""


class SubjectKind(StrEnum):
    """The kind of subject of a finding. The value is the label of its alert."""

    SYSTEM = "system"
    ALERT = "alert"
    CHANNEL = "channel"
    COMPONENT = "component"
    DESTINATION = "destination"
    HOST = "host"
    ITEM = "item"
    JOB = "job"
    JOB_TYPE = "job_type"
    PLATFORM = "platform"
    PROJECT = "project"
    QUEUE = "queue"
    RULE = "rule"
    SCHEDULE = "schedule"
    WORKER = "worker"


@dataclass(frozen=True)
class Subject:
    """The subject of a finding. `size_class` narrows a job type to inputs of one size."""

    kind: SubjectKind
    name: str
    size_class: str = ""

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """Return the labels of an alert about this subject: none for the whole system."""
        if self.kind is SubjectKind.SYSTEM:
            return ()
        size = (("size_class", self.size_class),) if self.size_class else ()
        return ((self.kind.value, self.name), *size)


SYSTEM = Subject(SubjectKind.SYSTEM, "all")


def subject_of(labels: Mapping[str, str]) -> Subject:
    """Return the subject whose alert has these labels."""
    kinds = [kind for kind in SubjectKind if kind.value in labels]
    return Subject(kinds[0], labels[kinds[0].value], labels.get("size_class", "")) if kinds else SYSTEM


@dataclass(frozen=True)
class Action:
    """The next step: a page to open, a POST that changes something, or a command to run on the server."""

    label: str
    url: str
    """The page, or the address of the POST; for a command the page with details."""
    is_post: bool = False
    command: str = ""
    """The command line to copy."""
    question: str = ""
    """The confirmation before a POST that cannot be undone; empty for none."""
    is_for_operators: bool = False
    """Whether viewers may not open the page. A POST is always for operators."""
    is_for_admins: bool = False
    """Whether only administrators may use it."""

    @property
    def is_open_to_all(self) -> bool:
        """Return whether every account may use it."""
        return self.role == "viewer"

    @property
    def role(self) -> str:
        """Return the role that is needed to use it: viewer, operator or admin."""
        if self.is_for_admins:
            return "admin"
        return "operator" if self.is_post or self.is_for_operators else "viewer"


NO_ACTION = Action("", "")


@dataclass(frozen=True)
class Numbers:
    """The compared numbers: the value and the limit, the number of events, and a rate's lower bound."""

    value: float | None = None
    threshold: float | None = None
    sample: int | None = None
    lower_bound: float | None = None
    """For a rate: the Wilson lower bound with 95 % confidence."""


NO_NUMBERS = Numbers()


@dataclass(frozen=True)
class Earlier:
    """What an earlier evaluation found, and when."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Acknowledgement:
    """Who acknowledged an alert, and when. Its reminders stop; the resolve is still sent."""

    by: str
    at: datetime | None


@dataclass(frozen=True)
class Finding:
    """One rule and one subject. `since` is None if the start is unknown, `jobs_hit` if nothing is counted."""

    rule: str
    subject: Subject
    severity: Severity
    summary: str
    cause: str = ""
    """The cause, if known."""
    since: datetime | None = None
    error: str = ""
    """The newest error text of jobs or services."""
    action: Action = NO_ACTION
    details_url: str = ""
    """The page with details; empty if the action opens it."""
    verdict: Verdict = Verdict.BAD
    measured: str = ""
    """What was measured and the limit, in words; empty if the cause contains it."""
    numbers: Numbers = NO_NUMBERS
    jobs_hit: int | None = None
    reach: Reach = Reach.SOME
    affects: tuple[str, ...] = ()
    """Job types that cannot work because of it."""
    alert: str = ""
    """The rule of the underlying alert, if there is one."""
    deploy: str = ""
    """The version of the deploy in its cause."""
    advice: str = ""
    """What to do first, if it differs from the advice of the rule."""
    earlier: Earlier | None = None
    """For an alert that is clearing or cannot be evaluated now: what its last evaluation found."""
    acknowledged: Acknowledgement | None = None
    """For an alert: who acknowledged it, if anybody did."""
    doubt: str = ""
    """Why it is uncertain, such as a clock that is off; empty for a certain finding."""

    @property
    def name(self) -> str:
        """Return the identity of this problem, which is the same in every snapshot."""
        return f"{self.rule}:{self.subject.name}"

    @property
    def details(self) -> str:
        """Return the page with details: its own, that of its action, or its runbook entry."""
        return self.details_url or (f"/runbook#{self.rule}" if self.action.is_post else self.action.url)

    @property
    def cause_and_error(self) -> str:
        """Return the cause with the newest error text, in one line."""
        return f"{self.cause}; latest error: {self.error}" if self.error else self.cause

    @property
    def why(self) -> str:
        """Return what was measured, or else the cause."""
        return self.measured or self.cause
