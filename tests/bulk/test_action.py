"""Actions: each has its words, and those that give something up, or are for many, ask for the count."""

from fsp.bulk.action import BulkAction, needs_typed_count


def test_every_action_has_words() -> None:
    assert all(action.words for action in BulkAction)


def test_the_count_is_typed_where_it_matters() -> None:
    assert needs_typed_count(BulkAction.CANCEL, 1)
    assert not needs_typed_count(BulkAction.RETRY, 100)
    assert needs_typed_count(BulkAction.RETRY, 101)
