"""All errors that FSP raises deliberately.

FspError
├── SettingsError            a variable or the data folder is unusable
├── InvalidInput             the input of a user or a program is invalid
│   ├── UnknownName          no job type or queue with this name
│   │   └── UnknownJobType   no job type with this name is registered
│   ├── InvalidArguments     a job's arguments do not fit its type
│   ├── UnstorableInput      a text or number that cannot be stored; names the field
│   ├── AddressRefused       a URL leads into the internal network, or is unusable
│   └── NotFound             the named object does not exist
├── Conflict                 the state of the object does not allow the action
│   ├── AlreadyDone          someone else was first; says what, who and when
│   └── Changed              the object has changed since it was read
├── InvalidResult            a job or a step returned a result that cannot be stored
├── InvalidStep              the name of a step is invalid or in use, or a job has too many steps
├── LeaseLost                a running job has passed to another attempt
├── UndecodableJob           a stored job cannot be read
├── PermanentFailure         a job failed, and a retry cannot help
│   ├── BudgetExceeded       a request to a language model might cost more than is left of a budget
│   └── RemoteGone           a platform no longer has the post
├── InconclusiveLookup       a platform cannot say whether it has a post
├── ServiceUnavailable       another service failed; a retry may help
│   ├── AnswerLost           a request was sent, and it is unknown whether it was carried out
│   ├── CertificateRefused   a server's TLS certificate is not valid, so nothing was sent
│   ├── StillWanted          the work is wanted for longer than the retries of its type last
│   └── RateLimited          it was called too often; may say when to retry
├── ChannelFailed            an alert channel did not accept a message; says whether permanently
└── JobCancelled             a running job stopped because it was cancelled

TimeLimitExceeded ends a job that exceeded its time limit. It is no Exception, so a job cannot catch it by accident.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType


class FspError(Exception):
    """Base class of all errors that FSP raises deliberately. The text is written for users."""


class SettingsError(FspError):
    """A variable or the data folder is unusable. The process cannot start."""


class InvalidInput(FspError):
    """The input of a user or a program cannot be used."""


class UnknownName(InvalidInput):
    """A job type or queue with this name does not exist."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


class UnknownJobType(UnknownName):
    """No job type with this name is registered."""


class InvalidArguments(InvalidInput):
    """A job's arguments do not fit the schema of its type. `faults` has an error for each argument."""

    def __init__(self, message: str, faults: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(message)
        self.faults = faults


class UnstorableInput(InvalidInput):
    """A text or number cannot be stored. `field` names it."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class AddressRefused(InvalidInput):
    """A URL leads into the internal network, or is unusable."""


class NotFound(InvalidInput):
    """The named object does not exist."""


class Conflict(FspError):
    """The current state of the object does not allow the action."""


class AlreadyDone(Conflict):
    """Someone else did this first: what was done, by whom, and when (UTC)."""

    def __init__(self, done: str, *, by: str, at: datetime) -> None:
        super().__init__(f"Already {done} by {by} at {at:%H:%M} UTC.")
        self.done, self.by, self.at = done, by, at


class Changed(Conflict):
    """The object has changed since the client read it."""


class InvalidResult(FspError):
    """A job or a step returned a result that is not JSON, or is too large."""


class InvalidStep(FspError):
    """The name of a step is invalid or was used before in the attempt, or the job has too many steps."""


class LeaseLost(FspError):
    """A running job has passed to another attempt; the results of this one are no longer recorded."""


class UndecodableJob(FspError):
    """A job's hash cannot be read, so the job cannot run."""


class PermanentFailure(FspError):
    """A job failed in a way that a retry cannot fix. It becomes a dead letter immediately."""


class BudgetExceeded(PermanentFailure):
    """A request to a language model might cost more than is left of a budget, and was not sent."""


class RemoteGone(PermanentFailure):
    """A platform no longer has the post or image with this id."""


class InconclusiveLookup(FspError):
    """A platform cannot say whether it has a post. If a create was sent before, a person decides."""


class ServiceUnavailable(FspError):
    """Another service did not do its work.

    A retry may help, after `retry_after_seconds` if the service named a delay.
    """

    def __init__(self, message: str = "", *, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class AnswerLost(ServiceUnavailable):
    """A request was sent, and no complete answer came: it may have been carried out, or not."""


class CertificateRefused(ServiceUnavailable):
    """A server's TLS certificate is not valid: it has expired, names another host, or nobody trusted signed it."""


class StillWanted(ServiceUnavailable):
    """The work is wanted for longer than the retries of its type last, so it is retried however often it failed.

    What raises it decides when the work is no longer wanted.
    """


class RateLimited(ServiceUnavailable):
    """Another service rejected the request as too frequent, such as HTTP's 429.

    It is healthy, so circuits ignore the error.
    """


class ChannelFailed(FspError):
    """An alert channel did not accept a message: permanently if `permanent`, else a later retry may help."""

    def __init__(self, message: str, *, permanent: bool, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after_seconds = retry_after_seconds


class JobCancelled(FspError):
    """A running job stopped because it was cancelled. It is neither retried nor dead-lettered."""


class TimeLimitExceeded(BaseException):
    """The time limit of a job was exceeded.

    `except Exception` does not catch it; `finally` and `with` blocks still run.
    """
