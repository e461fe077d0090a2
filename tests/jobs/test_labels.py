"""Labels: what a job can be found by, and what is refused."""

import pytest

from fsp.errors import InvalidInput
from fsp.jobs.labels import checked_tags, labels_of, split


def test_a_job_is_found_by_its_tags_its_parent_and_its_declared_arguments() -> None:
    arguments = {"project": "garden: one", "item_id": 7, "secret": "x", "when": None}

    results = labels_of(arguments, indexed=("project", "item_id", "when"), tags=["nightly"], parent="job-1")

    assert results == ["args.project:garden: one", "args.item_id:7", "tag:nightly", "parent:job-1"]
    assert split(results[0]) == ("args.project", "garden: one")


def test_a_long_value_is_cut_where_the_search_cuts_it() -> None:
    (result,) = labels_of({"text": "x" * 500}, indexed=("text",))

    assert split(result) == ("args.text", "x" * 100)


def test_tags_are_told_once() -> None:
    assert checked_tags([" a", "b", "a"]) == ["a", "b"]


@pytest.mark.parametrize("tags", [[""], ["x" * 101], ["日" * 34], ["a\nb"], [str(number) for number in range(21)]])
def test_a_tag_that_cannot_be_shown_is_refused(tags: list[str]) -> None:
    with pytest.raises(InvalidInput, match="tags"):
        checked_tags(tags)
