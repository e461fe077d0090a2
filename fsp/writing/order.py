"""What a job of the writer is asked for."""

from dataclasses import asdict, dataclass
from typing import Any

from fsp.errors import InvalidInput
from fsp.models.draft_run import DraftKind

MAX_INSTRUCTION_CHARACTERS = 10_000
MAX_WORDS = 50_000
MAX_HEADING_CHARACTERS = 300


@dataclass(frozen=True, kw_only=True)
class DraftOrder:
    """One run: what to write, and from what.

    `run_id` is the run whose outline a draft follows, or whose text is continued. `section` is the
    heading of the only section to revise. `by_section` asks for one request per section; None leaves it to the length.
    """

    kind: DraftKind = DraftKind.DRAFT
    run_id: int | None = None
    instruction: str = ""
    section: str = ""
    words: int = 0
    by_section: bool | None = None

    def arguments(self, item_id: int, provider: str) -> dict[str, Any]:
        """Return the arguments of the job. `provider` is the key of its gate; empty for none."""
        return {"item_id": item_id, **asdict(self), "kind": str(self.kind), "provider": provider or None}

    @property
    def options(self) -> dict[str, Any]:
        """Return what a person chose, as its run keeps it."""
        values = asdict(self)
        return {name: values[name] for name in ("run_id", "instruction", "section", "words", "by_section")}


def checked_order(order: DraftOrder) -> DraftOrder:
    """Return the order; raise InvalidInput for one that cannot be carried out."""
    if order.kind == DraftKind.REVISION and not order.instruction.strip():
        raise InvalidInput("Say what to change: the instruction is empty.")
    if len(order.instruction) > MAX_INSTRUCTION_CHARACTERS:
        raise InvalidInput(
            f"The instruction may have {MAX_INSTRUCTION_CHARACTERS} characters, got {len(order.instruction)}."
        )
    if not 0 <= order.words <= MAX_WORDS:
        raise InvalidInput(f"The length must be from 0 to {MAX_WORDS} words, got {order.words}.")
    if order.kind == DraftKind.CONTINUATION and order.run_id is None:
        raise InvalidInput("Say which run to continue.")
    return order
