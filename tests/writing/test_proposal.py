"""What a person makes of a proposal: paragraphs are accepted or not, and nobody's text is lost."""

import pytest

from fsp.content.revisions import add_current_revision, add_draft_revision
from fsp.errors import Changed, Conflict, InvalidInput, NotFound
from fsp.models.draft_run import DraftKind, DraftRun, DraftState
from fsp.models.item import Item, Revision, RevisionOrigin
from fsp.stores import db
from fsp.writing.proposal import accept, discard, read_proposal, restore

BASE = "One.\n\nTwo.\n\nThree.\n"
CHANGED = "One, changed.\n\nTwo.\n\nThree, changed.\n"


def proposed(item: Item, text: str = CHANGED, base: str = BASE) -> DraftRun:
    """Add a run that proposes this text for the base."""
    before = add_current_revision(item, base, RevisionOrigin.PERSON)
    revision = add_draft_revision(item, text, RevisionOrigin.GENERATED, job_id="j")
    run = DraftRun(
        item_id=item.id,
        job_id="j",
        kind=DraftKind.REVISION,
        state=DraftState.PROPOSED,
        base_revision_id=before.id,
        revision_id=revision.id,
    )
    db.session.add(run)
    db.session.commit()
    return run


def edit(item: Item, text: str) -> None:
    """Change the text as a person."""
    add_current_revision(item, text, RevisionOrigin.PERSON)
    db.session.commit()


def test_only_accepted_paragraphs_become_a_new_revision(item: Item) -> None:
    run = proposed(item)
    first, _ = read_proposal(run, item).changed

    revision = accept(item.id, run.id, [first.number], seen_revision_id=item.current_revision_id, by="anna")

    assert revision.body == "One, changed.\n\nTwo.\n\nThree.\n"
    assert (revision.author, revision.origin, item.current_revision_id) == ("anna", RevisionOrigin.PERSON, revision.id)
    assert (run.state, run.decided_by) == (DraftState.ACCEPTED, "anna")


def test_all_changes_give_the_proposed_text(item: Item) -> None:
    run = proposed(item)

    assert accept(item.id, run.id, None, seen_revision_id=item.current_revision_id, by="anna").body == CHANGED
    with pytest.raises(Conflict, match="is accepted"):
        accept(item.id, run.id, None, seen_revision_id=item.current_revision_id, by="anna")


def test_a_proposal_is_merged_with_what_a_person_wrote_meanwhile(item: Item) -> None:
    run = proposed(item)
    edit(item, "One.\n\nTwo, mine.\n\nThree, mine.\n")

    proposal = read_proposal(run, item)
    (free,) = [block for block in proposal.changed if not block.is_conflict]
    conflicts = [block.block.before.strip() for block in proposal.changed if block.is_conflict]
    revision = accept(item.id, run.id, [free.number], seen_revision_id=item.current_revision_id, by="anna")

    assert (proposal.is_outdated, conflicts) == (True, ["Three, mine."])
    assert revision.body == "One, changed.\n\nTwo, mine.\n\nThree, mine.\n"


def test_a_decision_on_an_older_text_is_refused_and_loses_nothing(item: Item) -> None:
    run = proposed(item)
    seen = item.current_revision_id
    edit(item, "Mine.\n")

    with pytest.raises(Changed):
        accept(item.id, run.id, None, seen_revision_id=seen, by="anna")

    db.session.refresh(run)
    assert run.state == DraftState.PROPOSED
    assert db.session.get_one(Revision, item.current_revision_id).body == "Mine.\n"


@pytest.mark.parametrize(("accepted", "message"), [([], "No paragraph is accepted"), ([99], "no change 99")])
def test_a_senseless_choice_is_refused(item: Item, accepted: list[int], message: str) -> None:
    run = proposed(item)

    with pytest.raises(InvalidInput, match=message):
        accept(item.id, run.id, accepted, seen_revision_id=item.current_revision_id, by="anna")


def test_a_proposal_is_discarded_and_restored(item: Item) -> None:
    run = proposed(item)

    assert discard(item.id, run.id, by="anna").state == DraftState.DISCARDED
    assert restore(item.id, run.id).state == DraftState.PROPOSED
    with pytest.raises(Conflict):
        restore(item.id, run.id)
    with pytest.raises(NotFound):
        discard(item.id, 99, by="anna")
