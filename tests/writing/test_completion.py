"""What an answer of the chat API says."""

from typing import Any

import pytest

from fsp.models.model_request import ModelOutcome
from fsp.writing.completion import Completion, Gathered, Usage


def _answer(content: Any = "Text.", reason: str | None = "stop", **message: Any) -> dict[str, Any]:
    choice = {"finish_reason": reason, "message": {"role": "assistant", "content": content, **message}}
    return {"choices": [choice], "usage": {"prompt_tokens": 3, "completion_tokens": 4096}}


def read(answer: dict[str, Any]) -> Completion:
    """Return a whole answer as it is understood."""
    gathered = Gathered(lambda _: None, is_done=True)
    gathered.add(answer)
    return gathered.completed()


@pytest.mark.parametrize("reason", ["stop", "STOP", "end_turn", "eos", "", None])
def test_a_whole_text_comes_with_its_tokens(reason: str | None) -> None:
    completion = read(_answer(reason=reason))

    assert (completion.text, completion.outcome) == ("Text.", ModelOutcome.COMPLETE)
    assert completion.usage == Usage(3, 4096, None)


def test_a_text_in_parts_is_joined_without_its_reasoning() -> None:
    parts = [
        {"type": "reasoning", "text": "plan"},
        {"type": "text", "text": "One "},
        {"type": "output_text", "text": "two"},
        {"type": "text", "text": 3},
        "x",
    ]

    assert read(_answer(parts)).text == "One two"


def test_reasoning_beside_the_text_is_measured_and_left_out() -> None:
    completion = read(_answer(reasoning_content="I think."))

    assert (completion.text, completion.hidden_bytes) == ("Text.", 8)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (_answer(reason="length"), ModelOutcome.TRUNCATED),
        (_answer(reason="MAX_TOKENS"), ModelOutcome.TRUNCATED),
        (_answer("", reason="length"), ModelOutcome.EMPTY),
        (_answer(reason="content_filter"), ModelOutcome.FILTERED),
        (_answer(None, reason="tool_calls"), ModelOutcome.NOT_TEXT),
        (_answer({"text": "x"}), ModelOutcome.NOT_TEXT),
        (_answer(42), ModelOutcome.NOT_TEXT),
        (_answer(None, refusal="I cannot."), ModelOutcome.REFUSED),
        (_answer([{"type": "refusal", "refusal": "No."}]), ModelOutcome.REFUSED),
        (_answer(" "), ModelOutcome.EMPTY),
        (_answer(reason="insufficient_system_resource"), ModelOutcome.CUT),
    ],
)
def test_each_ending_has_a_name(answer: dict[str, Any], outcome: ModelOutcome) -> None:
    assert read(answer).outcome == outcome


@pytest.mark.parametrize(
    "usage", [None, [], {}, {"prompt_tokens": "3"}, {"prompt_tokens": -1}, {"prompt_tokens": True}]
)
def test_tokens_that_are_no_counts_are_left_out(usage: Any) -> None:
    assert read({**_answer(), "usage": usage}).usage.prompt is None


@pytest.mark.parametrize("answer", [{}, {"choices": None}, {"choices": [None]}, {"choices": [{"message": "text"}]}])
def test_an_answer_without_any_part_has_nothing(answer: dict[str, Any]) -> None:
    gathered = Gathered(lambda _: None)
    gathered.add(answer)

    assert not gathered.has_anything


def test_cached_tokens_are_read() -> None:
    usage = {"prompt_tokens": 10, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 8}}

    assert read({**_answer(), "usage": usage}).usage == Usage(10, 2, 8)
