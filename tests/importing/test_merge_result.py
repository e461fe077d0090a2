"""What a merge decided."""

import pytest

from fsp.importing.merge_result import Merge, TextAction


@pytest.mark.parametrize(
    ("merge", "changes"),
    [
        (Merge(), False),
        (Merge(notes=["x"]), False),
        (Merge(text=TextAction.BESIDE), False),
        (Merge(text=TextAction.REPLACE), True),
        (Merge({"title": "x"}), True),
        (Merge(new_slug="x"), True),
        (Merge(has_new_images=True), True),
    ],
)
def test_a_note_and_a_draft_beside_change_no_item(merge: Merge, changes: bool) -> None:
    assert merge.changes is changes
