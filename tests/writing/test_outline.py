"""The offline outline and draft: a section for each point, the same every time."""

import pytest

from fsp.writing.assignment import Assignment
from fsp.writing.outline import offline_draft, offline_outline


def assignment(brief: str, summary: str = "") -> Assignment:
    return Assignment(1, 1, "garden", "Garden", "Beans", brief, summary, ("a",), "en")


@pytest.mark.parametrize("brief", ["Sow them. Water them.", "- Sow them\n- Water them", "* Sow them\n\n* Water them"])
def test_sentences_and_list_points_become_sections(brief: str) -> None:
    outline = offline_outline(assignment(brief))
    body = offline_draft(assignment(brief), outline)

    assert outline == "## Sow them\n\n## Water them\n"
    assert body.index("## Sow them") < body.index("## Water them")


def test_without_a_brief_there_is_still_a_beginning() -> None:
    draft = offline_draft(assignment(""), offline_outline(assignment("")))

    assert "## What it is about" in draft
    assert draft == offline_draft(assignment(""), "")
