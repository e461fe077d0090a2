"""Every error FSP raises on purpose, as one tree.

FspError
├── SettingsError            a variable or the data folder is unusable
├── InvalidInput             what a person gave cannot be used
│   ├── UnknownName          a job type or a queue is named that is not there
│   │   └── UnknownJobType   no such job type is registered
│   ├── InvalidArguments     a job's arguments do not fit its type
│   ├── UnstorableInput      a text or number that no store can hold; says which field
│   ├── AddressRefused       a URL leads into the internal network, or cannot be used
│   └── NotFound             the named thing does not exist
├── Conflict                 the thing is not in a state that allows this
│   ├── AlreadyDone          somebody did it first; says what, who and when
│   └── Changed              somebody changed it since it was looked at
├── InvalidResult            a job returned what cannot be kept
├── UndecodableJob           a job is stored in a way that cannot be read
├── PermanentFailure         a job failed in a way that trying again cannot mend
├── ServiceUnavailable       another service did not do what was asked; trying again may help
│   └── RateLimited          it was asked too often; says when to try again
├── ChannelFailed            an alert channel did not accept a message; says whether for good
└── JobCancelled             a running job stopped because it was cancelled

TimeLimitExceeded, which ends a job whose time is up, is no Exception: a job that catches those must still end.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType


class FspError(Exception):
    """Any fault FSP names itself; its text is meant for a person."""


class SettingsError(FspError):
    """A variable or the data folder is unusable; the process cannot start."""


class InvalidInput(FspError):
    """What a person or a program gave cannot be used."""


class UnknownName(InvalidInput):
    """A job type or a queue is named that is not there."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


class UnknownJobType(UnknownName):
    """No job type of this name is registered."""


class InvalidArguments(InvalidInput):
    """A job's arguments do not fit the schema of its type; `faults` says what is wrong with each, by name."""

    def __init__(self, message: str, faults: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(message)
        self.faults = faults


class UnstorableInput(InvalidInput):
    """A text or a number was given that no store can hold; `field` says which."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class AddressRefused(InvalidInput):
    """A URL leads into the internal network, or cannot be used at all."""


class NotFound(InvalidInput):
    """The named thing does not exist."""


class Conflict(FspError):
    """The thing is not in a state that allows what was asked."""


class AlreadyDone(Conflict):
    """Somebody did this first: what was done, by whom, and when (UTC)."""

    def __init__(self, done: str, *, by: str, at: datetime) -> None:
        super().__init__(f"Already {done} by {by} at {at:%H:%M} UTC.")
        self.done, self.by, self.at = done, by, at


class Changed(Conflict):
    """The thing is not what it was when whoever asks looked at it."""


class InvalidResult(FspError):
    """A job returned what is not JSON, or too much of it."""


class UndecodableJob(FspError):
    """A job's hash holds what cannot be read, so that it cannot be run."""


class PermanentFailure(FspError):
    """A job failed in a way that trying again cannot mend; it goes straight to the dead letters."""


class ServiceUnavailable(FspError):
    """Another service did not do what was asked; trying again may help, not before `retry_after_seconds` if it said."""

    def __init__(self, message: str = "", *, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class RateLimited(ServiceUnavailable):
    """Another service was asked too often, such as HTTP's 429; it is in order, and no circuit hears of it."""


class ChannelFailed(FspError):
    """An alert channel did not accept a message: for good if `permanent`, else to be tried again after a wait."""

    def __init__(self, message: str, *, permanent: bool, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after_seconds = retry_after_seconds


class JobCancelled(FspError):
    """A running job stopped because somebody cancelled it; it is neither retried nor dead."""


class TimeLimitExceeded(BaseException):
    """The time of a job is up. `except Exception` in a job does not catch it; `finally` and `with` blocks still run."""
