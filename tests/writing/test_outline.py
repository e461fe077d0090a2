"""The outline: a section for each point, the same every time."""

import pytest

from fsp.writing.outline import OutlineWriter
from fsp.writing.writer import Assignment


def assignment(brief: str, summary: str = "") -> Assignment:
    return Assignment("Beans", brief, summary, ("a",), "Garden", "en")


@pytest.mark.parametrize("brief", ["Sow them. Water them.", "- Sow them\n- Water them", "* Sow them\n\n* Water them"])
def test_sentences_and_list_points_become_sections(brief: str) -> None:
    body = OutlineWriter().write(assignment(brief)).body

    assert body.index("## Sow them") < body.index("## Water them")


def test_without_a_brief_there_is_still_a_beginning() -> None:
    draft = OutlineWriter().write(assignment(""))

    assert draft.body.strip()
    assert draft == OutlineWriter().write(assignment(""))
