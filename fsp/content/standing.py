"""What the rules of a post's life look at: its state, where it is, and its approvals. Pure."""

from dataclasses import dataclass, field

from fsp.models.item import ItemState


@dataclass(frozen=True)
class Approval:
    """What a post has of the approvals that its project requires, for its current revision."""

    required: int = 0
    approved_by: tuple[str, ...] = ()
    objections_by: tuple[str, ...] = ()
    """Reviewers who requested changes to the current revision."""
    is_live: bool = False
    """Whether the current revision was published before, which counts as approved."""
    is_review_open: bool = False
    has_earlier_approval: bool = False
    """Whether an earlier revision was approved."""
    reviewers: tuple[str, ...] = ()
    """Who may be asked, by name; empty for everyone with the role."""

    @property
    def is_sufficient(self) -> bool:
        """Return whether the post may be scheduled and published."""
        if not self.required or self.is_live:
            return True
        return len(self.approved_by) >= self.required and not self.objections_by


@dataclass(frozen=True)
class Standing:
    """A post as the rules see it."""

    title: str
    state: ItemState
    is_deleted: bool = False
    has_text: bool = True
    is_public: bool = False
    """Whether it is at any destination."""
    was_public: bool = False
    approval: Approval = field(default_factory=Approval)


def missing_approval(approval: Approval) -> str:
    """Return which approval a post lacks, and what to do, as sentences."""
    if approval.objections_by:
        return f"{_names(approval.objections_by)} requested changes. Edit it, then ask for another review."
    count = f"{len(approval.approved_by)} of {approval.required} approvals"
    if approval.is_review_open:
        return f"it is in review and has {count}. Ask {_names(approval.reviewers) or 'a reviewer'} to approve it."
    if approval.has_earlier_approval and not approval.approved_by:
        return f"it was changed after its approval, and this revision has {count}. Ask for another review."
    return f"it has {count}. Ask for a review first."


def _names(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else "".join(names)
