"""What the data set is made of: the five job types with their loads, and seven causes of failure."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

PROJECTS = tuple(f"project-{number:02}" for number in range(40))
TAGS = ("nightly", "import", "spring-campaign", "customer-a", "backfill")


@dataclass(frozen=True)
class Kind:
    """One job type: its queue, its part of all jobs, how long it runs, and what it is called with."""

    name: str
    queue: str
    weight: int
    run_seconds: float
    argument: str

    def arguments(self, random: Random) -> dict[str, Any]:
        """Return arguments as such a job has them."""
        return {self.argument: random.choice(PROJECTS) if self.argument == "project" else random.randint(1, 5000)}


KINDS = (
    Kind("item-scheduled-publish", "high", 40, 0.6, "item_id"),
    Kind("content-generation", "medium", 30, 8.0, "item_id"),
    Kind("generate-report", "medium", 15, 3.0, "project"),
    Kind("export-data", "low", 10, 12.0, "project"),
    Kind("project-scheduled-publish", "high", 5, 0.2, "project"),
)


@dataclass(frozen=True)
class Cause:
    """One fault: whom it hits, what is raised, and a message that is never twice the same."""

    job_type: str
    error_class: str
    reason: str
    message: Callable[[Random], str]


CAUSES = (
    Cause(
        "content-generation",
        "ServiceUnavailable",
        "spent",
        lambda r: (
            f"The language model at 10.0.{r.randint(0, 255)}.{r.randint(1, 254)} said 503 in {r.randint(80, 900)} ms."
        ),
    ),
    Cause(
        "item-scheduled-publish",
        "ConnectError",
        "spent",
        lambda r: f"connection to 'wp-{r.randint(1, 99)}.example' refused (port {r.randint(1024, 65535)})",
    ),
    Cause(
        "item-scheduled-publish",
        "PermanentFailure",
        "permanent",
        lambda r: f"The item {r.randint(1, 5000)} has no text; write one, then schedule it again.",
    ),
    Cause(
        "project-scheduled-publish",
        "TimeoutError",
        "timeout",
        lambda r: f"the job ran for {r.randint(180, 190)} s, its limit",
    ),
    Cause(
        "generate-report",
        "OperationalError",
        "spent",
        lambda r: (
            f"could not lock row ({r.randint(1, 10**6)},{r.randint(1, 90)}) in connection 0x{r.getrandbits(40):x}"
        ),
    ),
    Cause(
        "export-data",
        "OSError",
        "spent",
        lambda r: f"[Errno 28] No space left on device: '/exports/{r.getrandbits(64):016x}.zip'",
    ),
    Cause(
        "content-generation",
        "ValueError",
        "spent",
        lambda r: f"unexpected byte 0x{r.getrandbits(8):02x} in position {r.randint(1, 99999)} of the answer",
    ),
)
