"""The actions that are available in bulk. No side effects."""

from enum import StrEnum

FEW = 100
"""Above this number the count must be typed, whatever the action."""


class BulkAction(StrEnum):
    """One action."""

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
        """Return the action as part of a sentence."""
        return _WORDS.get(self, self.value)

    @property
    def is_destructive(self) -> bool:
        """Return whether the action discards something."""
        return self in {BulkAction.CANCEL, BulkAction.DISCARD}

    @property
    def is_paced(self) -> bool:
        """Return whether the rate of started jobs can be chosen."""
        return self in {BulkAction.RETRY, BulkAction.REPLAY}


_WORDS = {
    BulkAction.AGAIN: "run again",
    BulkAction.FRONT: "move to the front",
    BulkAction.HIGH: "move to high",
    BulkAction.MEDIUM: "move to medium",
    BulkAction.LOW: "move to low",
}


def needs_typed_count(action: BulkAction, total: int) -> bool:
    """Return whether the user must type the count: for destructive actions, and for many targets."""
    return action.is_destructive or total > FEW
