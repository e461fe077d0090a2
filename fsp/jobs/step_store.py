"""Where the results of a job's steps are kept while the job may run again."""

from typing import Protocol


class StepStore(Protocol):
    """Keeps results as JSON, by the names of their steps; only the attempt that holds the job may write."""

    def find(self, name: str) -> str | None:
        """Return the result that an earlier attempt kept."""

    def begin(self, name: str) -> None:
        """Note that the step begins."""

    def keep(self, name: str, result: str, seconds: float) -> None:
        """Keep the result; raise LeaseLost if the job has passed on, InvalidStep if there is no more room."""

    def fail(self, name: str, error: str, seconds: float) -> None:
        """Note that the step failed; raises nothing."""


class NoSteps:
    """Keeps nothing: for a job's function called directly, as in a test."""

    def find(self, name: str) -> str | None:  # noqa: ARG002  (the protocol's)
        """Return None."""
        return None

    def begin(self, name: str) -> None:
        """Ignore it."""

    def keep(self, name: str, result: str, seconds: float) -> None:
        """Ignore it."""

    def fail(self, name: str, error: str, seconds: float) -> None:
        """Ignore it."""
