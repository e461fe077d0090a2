"""What an answer of the chat API says."""

from typing import Any

import pytest

from fsp.errors import PermanentFailure, ServiceUnavailable
from fsp.writing.completion import Completion, read_completion


def _answer(content: Any = "Text.", reason: str | None = "stop", **message: Any) -> dict[str, Any]:
    choice = {"finish_reason": reason, "message": {"role": "assistant", "content": content, **message}}
    return {"choices": [choice], "usage": {"prompt_tokens": 3, "completion_tokens": 4096}}


@pytest.mark.parametrize("reason", ["stop", "STOP", "end_turn", "eos", "", None])
def test_a_whole_text_comes_with_its_tokens(reason: str | None) -> None:
    assert read_completion(_answer(reason=reason), "m") == Completion("Text.", 3, 4096)


def test_a_text_in_parts_is_joined_without_its_reasoning() -> None:
    parts = [
        {"type": "reasoning", "text": "plan"},
        {"type": "text", "text": "One "},
        {"type": "output_text", "text": "two"},
        {"type": "text", "text": 3},
        "x",
    ]

    assert read_completion(_answer(parts), "m").text == "One two"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (_answer(reason="length"), "length limit after 4,096 tokens.*not stored"),
        (_answer(reason="MAX_TOKENS"), "length limit"),
        (_answer(reason="content_filter"), "content filter.*finish_reason content_filter.*Nothing was stored"),
        (_answer("", reason="content_filter"), "content filter"),
        (_answer(None, reason="tool_calls"), "requested a tool"),
        (_answer(None, refusal="I cannot."), 'refused: "I cannot."'),
        (_answer([{"type": "refusal", "refusal": "No."}]), 'refused: "No."'),
    ],
)
def test_what_would_come_again_is_permanent(answer: dict[str, Any], message: str) -> None:
    with pytest.raises(PermanentFailure, match=message):
        read_completion(answer, "m")


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"choices": None},
        {"choices": [None]},
        {"choices": [{"message": "text"}]},
        _answer(42),
        _answer(" "),
        _answer({"text": "x"}),
        _answer(reason="insufficient_system_resource"),
    ],
)
def test_an_answer_without_a_whole_text_is_asked_for_again(answer: dict[str, Any]) -> None:
    with pytest.raises(ServiceUnavailable):
        read_completion(answer, "m")


@pytest.mark.parametrize(
    "usage", [None, [], {}, {"prompt_tokens": "3"}, {"prompt_tokens": -1}, {"prompt_tokens": True}]
)
def test_tokens_that_are_no_counts_are_left_out(usage: Any) -> None:
    assert read_completion({**_answer(), "usage": usage}, "m").prompt_tokens is None
