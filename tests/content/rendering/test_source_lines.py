"""Prose and code told apart."""

import pytest

from fsp.content.rendering.source_lines import code_spans, split_fences


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n```py\nb\n```\nc", ["```py\nb\n```"]),
        ("~~~\n```\n~~~\n", ["~~~\n```\n~~~"]),
        ("````\n```\n````", ["````\n```\n````"]),
        ("> ```\n> x\n> ```\ny", ["> ```\n> x\n> ```"]),
        ("- ```\n  x\n  ```", ["- ```\n  x\n  ```"]),
        ("```\nnever closed", ["```\nnever closed"]),
        ("``` not `a` fence", []),
    ],
)
def test_fenced_code_is_found_and_nothing_is_lost(text: str, code: list[str]) -> None:
    blocks = list(split_fences(text))

    assert [block.text for block in blocks if block.is_code] == code
    assert "\n".join(block.text for block in blocks) == text


def test_inline_code_ends_at_as_many_backticks() -> None:
    text = "a `b` ``c ` d`` `e"

    assert [text[start:end] for start, end in code_spans(text)] == ["`b`", "``c ` d``"]
