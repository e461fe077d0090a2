"""A model's answer as the text alone."""

import pytest

from fsp.writing.tidy import tidy

CODE = "```py\nprint()\n```"


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("```markdown\n# T\n\nText\n```", "# T\n\nText"),
        ("~~~~ md\nText\n~~~~~\n", "Text"),
        ("```\nText\n```", "Text"),
        (f"```markdown\n{CODE}\nText\n```", f"{CODE}\nText"),
        ("```markdown\nText that never ends its fence", "Text that never ends its fence"),
        ("<think>secret ```plan</think>\nText", "Text"),
        ("<thinking>a</thinking>\n\n<think>b</think>Text", "Text"),
        ("a plan\n</think>\n\nText", "Text"),
        ("<think>\nno end", ""),
        ("---\ntitle: X\n---\nText", "Text"),
        ("+++\ntitle = 'X'\n+++\nText", "Text"),
        ("<think>p</think>```markdown\n---\ntitle: X\n---\nText\n```", "Text"),
        ("a\0b\x07c\r\nd", "abc\nd"),
    ],
)
def test_what_is_around_the_text_is_taken_off(answer: str, text: str) -> None:
    assert tidy(answer) == text


@pytest.mark.parametrize(
    "text",
    [
        f"{CODE}\n\nText\n\n{CODE}",
        CODE,
        "```\na\n```\ntext\n```\nb\n```",
        "---\n\nA rule comes first.\n\n---\n\nText",
        "Text: about <think> and </think> as tags",
        "title: not a header, the first line",
        "{not JSON}",
    ],
)
def test_a_text_of_its_own_stays(text: str) -> None:
    assert tidy(text) == text


def test_half_a_character_is_replaced() -> None:
    assert tidy("a \ud800 b") == "a \N{REPLACEMENT CHARACTER} b"
