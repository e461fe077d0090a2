"""The result of one rule for one subject: whether something is wrong, since when, why, and the next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from fsp.models.alert_kinds import Severity


class Verdict(StrEnum):
    """BETWEEN is not bad enough to begin a problem and not good enough to end one."""

    BAD = "bad"
    BETWEEN = "between"
    FINE = "fine"
    NO_DATA = "no_data"


class Reach(IntEnum):
    """How much a problem stops. One that makes other facts unreliable stops the most: nothing is certain."""

    SOME = 1
    """Some jobs fail, wait or are slower."""
    TYPE = 2
    SERVICE = 3
    """Jobs of every type that needs a service."""
    QUEUE = 4
    SCHEDULES = 5
    """Nothing that is scheduled begins."""
    EVERYTHING = 6
    """No job runs."""
    INFRASTRUCTURE = 7
    """The disk, the database, Redis or the clock: what else is wrong may follow from it, or be read wrongly."""


class SubjectKind(StrEnum):
    """What a finding can be about. The value is the label of its alert."""

    SYSTEM = "system"
    ALERT = "alert"
    CHANNEL = "channel"
    COMPONENT = "component"
    HOST = "host"
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
    """What a finding is about; `size_class` narrows a job type to the runs with inputs of one size."""

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
    """The page, or the address of the POST; for a command the page with the details."""
    is_post: bool = False
    command: str = ""
    """The command line to copy."""
    question: str = ""
    """What to ask before a POST that cannot be undone; empty for none."""
    is_for_operators: bool = False
    """Whether viewers may not open the page. A POST is always for operators."""

    @property
    def is_open_to_all(self) -> bool:
        """Return whether every account may take it."""
        return not (self.is_post or self.is_for_operators)


NO_ACTION = Action("", "")


@dataclass(frozen=True)
class Numbers:
    """What was compared: the value and the limit, how many events the value rests on, and a rate's lower bound."""

    value: float | None = None
    threshold: float | None = None
    sample: int | None = None
    lower_bound: float | None = None
    """Of a rate: the Wilson bound that the true rate exceeds with 95 % confidence."""


NO_NUMBERS = Numbers()


@dataclass(frozen=True)
class Earlier:
    """What an evaluation found before, when."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Finding:
    """One rule on one subject. `since` is None where its beginning left no trace, `jobs_hit` where none is counted."""

    rule: str
    subject: Subject
    severity: Severity
    summary: str
    cause: str = ""
    """Why it is so, as far as it is known."""
    since: datetime | None = None
    error: str = ""
    """The newest error text, as jobs or services reported it."""
    action: Action = NO_ACTION
    details_url: str = ""
    """The page with the details; empty if the action opens it."""
    verdict: Verdict = Verdict.BAD
    measured: str = ""
    """What was measured and what the limit is, in words; empty where the cause says it."""
    numbers: Numbers = NO_NUMBERS
    jobs_hit: int | None = None
    reach: Reach = Reach.SOME
    affects: tuple[str, ...] = ()
    """Job types that cannot do their work while this is so."""
    alert: str = ""
    """The rule of the alert it was made of, if it was."""
    deploy: str = ""
    """The version of the deploy that its cause names."""
    advice: str = ""
    """What to do first, where it differs from the advice of the rule."""
    earlier: Earlier | None = None
    """Of an alert that is clearing or cannot be judged now: what its last evaluation found."""
    doubt: str = ""
    """Why it is not certain, such as a clock that is off; empty for a finding that is."""

    @property
    def name(self) -> str:
        """Return what identifies this problem, also from one snapshot to the next."""
        return f"{self.rule}:{self.subject.name}"

    @property
    def details(self) -> str:
        """Return the page with the details: its own, that of its action, or its entry in the runbook."""
        return self.details_url or (f"/runbook#{self.rule}" if self.action.is_post else self.action.url)

    @property
    def cause_and_error(self) -> str:
        """Return the cause with the newest error text, for places that show one line."""
        return f"{self.cause}; latest error: {self.error}" if self.error else self.cause

    @property
    def why(self) -> str:
        """Return what was measured, or else the cause."""
        return self.measured or self.cause
