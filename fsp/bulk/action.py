"""What can be done with many things at once; touches nothing."""

from enum import StrEnum

FEW = 100
"""Above so many the count is typed, whatever the action."""


class BulkAction(StrEnum):
    """What is done with each."""

    RETRY = "retry"
    REPLAY = "replay"
    AGAIN = "again"
    CANCEL = "cancel"
    DISCARD = "discard"
    RESTORE = "restore"
    FRONT = "front"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def words(self) -> str:
        """Return the action as part of a sentence: to … so many jobs."""
        return _WORDS.get(self, self.value)

    @property
    def is_destructive(self) -> bool:
        """Return whether something is given up."""
        return self in {BulkAction.CANCEL, BulkAction.DISCARD}

    @property
    def is_paced(self) -> bool:
        """Return whether what it starts begins at a pace that can be chosen."""
        return self in {BulkAction.RETRY, BulkAction.REPLAY}


_WORDS = {
    BulkAction.AGAIN: "run again",
    BulkAction.FRONT: "move to the front",
    BulkAction.HIGH: "move to high",
    BulkAction.MEDIUM: "move to medium",
    BulkAction.LOW: "move to low",
}


def needs_typed_count(action: BulkAction, total: int) -> bool:
    """Return whether a person types the count to go on: for what gives something up, and for many."""
    return action.is_destructive or total > FEW
