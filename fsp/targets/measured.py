"""What can only be measured beside stock RQ: the value `make bench` gave last, with its date."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Measured:
    """One measurement that was committed. `jobs` is how many FSP ran for it."""

    at: date
    ours: float
    theirs: float
    jobs: int
    words: str

    @property
    def gain(self) -> float:
        """Return by which part FSP is better; 0.3 is 30 %."""
        return (self.ours - self.theirs) / self.theirs


JOB_PROCESSING = Measured(
    at=date(2026, 11, 25),
    ours=3547,
    theirs=654,
    jobs=20_000,
    words="jobs a second that do nothing, two processes of one thread, beside RQ's faster worker, SimpleWorker",
)
