"""A proposed text beside the present one, and what a person makes of it: each changed paragraph is accepted or not."""

from collections.abc import Collection
from dataclasses import dataclass

from fsp.clock import utc_now
from fsp.content.editing import lock_item
from fsp.content.revisions import add_current_revision
from fsp.content.text_diff import Block, diff_texts, merge
from fsp.content.three_way import merge_three
from fsp.content.word_diff import Change
from fsp.errors import Changed, Conflict, InvalidInput
from fsp.models.draft_run import DraftRun, DraftState
from fsp.models.item import Item, Revision, RevisionOrigin
from fsp.stores import db
from fsp.writing.request import find_run


@dataclass(frozen=True)
class NumberedBlock:
    """A paragraph with its number. In a conflict a person changed it after the proposal was requested."""

    number: int
    block: Block
    is_conflict: bool

    @property
    def is_changed(self) -> bool:
        """Return whether there is something to accept."""
        return self.block.change != Change.EQUAL


@dataclass(frozen=True)
class Proposal:
    """The proposed text of a run, compared with the present one."""

    seen_revision_id: int | None
    """The present text that it was compared with."""
    present: str
    blocks: tuple[NumberedBlock, ...]
    is_outdated: bool
    """Whether the text changed after the proposal was requested."""

    @property
    def changed(self) -> list[NumberedBlock]:
        """Return the paragraphs to decide on."""
        return [block for block in self.blocks if block.is_changed]

    def text_with(self, accepted: Collection[int]) -> str:
        """Return the present text with the accepted changes."""
        text = merge([numbered.block for numbered in self.blocks], accepted.__contains__)
        # Without the paragraph after it, the last one would end with the blank line between them.
        return f"{text.rstrip()}\n"


def read_proposal(run: DraftRun, item: Item) -> Proposal:
    """Compare the text of a run with the present one; raise Conflict if the run has no text."""
    if run.revision_id is None:
        raise Conflict(f"Run {run.id} has no text.")
    present = body_of(item.current_revision_id)
    merged = merge_three(body_of(run.base_revision_id), present, body_of(run.revision_id))
    blocks = diff_texts(present, merged.text)
    numbered = tuple(
        NumberedBlock(number, block, bool({block.before.strip(), block.after.strip()} & (merged.conflicts - {""})))
        for number, block in enumerate(blocks)
    )
    is_outdated = item.current_revision_id not in {run.base_revision_id, run.revision_id}
    return Proposal(item.current_revision_id, present, numbered, is_outdated)


def accept(
    item_id: int, run_id: int, accepted: Collection[int] | None, *, seen_revision_id: int | None, by: str
) -> Revision:
    """Save the present text with the accepted paragraphs as a new revision; None accepts all.

    Raise Changed if the text is no longer the one that the person saw: nothing is lost, and the proposal stays.
    """
    item = lock_item(item_id)
    run = find_run(item_id, run_id)
    if run.state != DraftState.PROPOSED:
        db.session.rollback()
        raise Conflict(f"This proposal is {run.state}. There is nothing to decide.")
    if item.current_revision_id != seen_revision_id:
        db.session.rollback()
        raise Changed("The text changed while you read the proposal. Decide again: it is compared with the new text.")
    proposal = read_proposal(run, item)
    numbers = {block.number for block in proposal.changed}
    chosen = numbers if accepted is None else set(accepted)
    if not chosen <= numbers:
        db.session.rollback()
        raise InvalidInput(f"The proposal has no change {min(chosen - numbers)}. Reload the page.")
    if not chosen:
        db.session.rollback()
        raise InvalidInput("No paragraph is accepted. Discard the proposal if you want none of it.")
    revision = add_current_revision(item, proposal.text_with(chosen), RevisionOrigin.PERSON, author=by)
    _decide(run, DraftState.ACCEPTED, by)
    db.session.commit()
    return revision


def discard(item_id: int, run_id: int, *, by: str) -> DraftRun:
    """Discard a proposal or an outline. Its text stays among the revisions."""
    run = find_run(item_id, run_id)
    if run.state not in {DraftState.PROPOSED, DraftState.OUTLINED, DraftState.FAILED}:
        raise Conflict(f"This run is {run.state}. It cannot be discarded.")
    _decide(run, DraftState.DISCARDED, by)
    db.session.commit()
    return run


def restore(item_id: int, run_id: int) -> DraftRun:
    """Restore a discarded proposal or outline."""
    run = find_run(item_id, run_id)
    if run.state != DraftState.DISCARDED:
        raise Conflict(f"This run is {run.state}. Only a discarded one can be restored.")
    run.state = DraftState.PROPOSED if run.revision_id else DraftState.OUTLINED
    run.decided_by, run.decided_at = "", None
    db.session.commit()
    return run


def body_of(revision_id: int | None) -> str:
    """Return the text of a revision; empty for none."""
    revision = db.session.get(Revision, revision_id) if revision_id else None
    return revision.body if revision else ""


def _decide(run: DraftRun, state: DraftState, by: str) -> None:
    run.state, run.decided_by, run.decided_at = state, by[:200], utc_now()
