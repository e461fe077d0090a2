"""The paragraphs of a Markdown text."""

import pytest

from fsp.content.paragraphs import paragraphs_of, separated


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "One", "One\n\nTwo\n", "\n\nOne\n \n\nTwo", "One\r\n\r\nTwo\r\n", "```\nnever\n\nclosed"],
)
def test_the_parts_together_are_the_text(text: str) -> None:
    assert "".join(paragraphs_of(text)) == text


def test_blank_lines_separate_paragraphs() -> None:
    assert paragraphs_of("One\nline\n\n\nTwo\n") == ["One\nline\n\n\n", "Two\n"]


def test_a_fenced_code_block_stays_whole() -> None:
    text = "Before\n\n````python\na\n\n```\n\nb\n````\n\nAfter"

    assert paragraphs_of(text) == ["Before\n\n", "````python\na\n\n```\n\nb\n````\n\n", "After"]


def test_a_separated_paragraph_ends_with_a_blank_line() -> None:
    assert [separated("a"), separated("a\n"), separated("a\n\n\n")] == ["a\n\n", "a\n\n", "a\n\n\n"]
