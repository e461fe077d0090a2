"""The sections of a text."""

from fsp.writing.sections import find_section, replaced, sections_of, top_sections

TEXT = "Intro.\n\n## One\n\nA.\n\n### Inside\n\nB.\n\n```\n## code\n```\n\n## Two ##\n\nC.\n"


def test_a_section_contains_its_subsections_and_no_code() -> None:
    assert [section.heading for section in sections_of(TEXT)] == ["One", "Inside", "Two"]
    assert [section.heading for section in top_sections(TEXT)] == ["One", "Two"]
    assert sections_of(TEXT)[0].text.endswith("```\n\n")


def test_a_section_is_found_by_its_heading_and_replaced() -> None:
    section = find_section(TEXT, "## one")

    assert section is not None
    assert replaced(TEXT, section, "## One\n\nNew.") == "Intro.\n\n## One\n\nNew.\n\n## Two ##\n\nC.\n"
    assert find_section(TEXT, "Three") is None


def test_the_last_section_ends_with_one_line_end() -> None:
    section = find_section(TEXT, "Two")

    assert section is not None
    assert replaced(TEXT, section, "## Two\n\nNew.\n\n").endswith("## Two\n\nNew.\n")
