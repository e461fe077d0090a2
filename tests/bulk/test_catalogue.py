"""Every subject of bulk actions: its name, its words, its actions."""

import pytest

from fsp.bulk.catalogue import SUBJECTS
from fsp.bulk.subject import Subject
from fsp.errors import InvalidInput


@pytest.mark.parametrize("subject", SUBJECTS.values())
def test_a_subject_is_named_and_refuses_what_cannot_be_done(subject: Subject) -> None:
    assert SUBJECTS[subject.name] is subject
    assert [subject.label(target) for target in ("12", "job-a")] == [f"{subject.singular} 12", "job-a"]
    assert [subject.noun(number) for number in (0, 1, 2)] == [subject.plural, subject.singular, subject.plural]
    with pytest.raises(InvalidInput, match=subject.plural):
        subject.action("burn")
