"""Reads a chat completion: the complete text and its token counts, or the reason why there is none."""

from dataclasses import dataclass
from typing import Any

from fsp.errors import PermanentFailure, ServiceUnavailable

MAX_TOKENS = 2**31 - 1
MAX_QUOTED = 300

_WHOLE = frozenset({"", "stop", "eos", "end_turn", "stop_sequence", "complete"})
_CUT_OFF = frozenset({"length", "max_tokens", "model_length"})
_FILTERED = frozenset({"content_filter", "safety", "recitation", "refusal", "blocklist", "prohibited_content"})
_CALLED = frozenset({"tool_calls", "function_call", "tool_use"})


@dataclass(frozen=True)
class Completion:
    """A complete text as the model wrote it, with token counts; None if the server did not report them."""

    text: str
    prompt_tokens: int | None
    completion_tokens: int | None


def read_completion(answer: dict[str, Any], model: str) -> Completion:
    """Return the text of a response; raise PermanentFailure if a retry cannot help, else ServiceUnavailable."""
    choices = answer.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise ServiceUnavailable(f"The language model {model} returned no text.")
    usage = answer.get("usage")
    tokens = _tokens(usage, "prompt_tokens"), _tokens(usage, "completion_tokens")
    refusal = _refusal_in(message)
    if refusal:
        raise PermanentFailure(f'The language model {model} refused: "{refusal[:MAX_QUOTED]}" Change the brief.')
    text = _text_of(message.get("content"))
    _check_reason(str(choice.get("finish_reason") or "").lower(), model, tokens[1])
    if not text.strip():
        raise ServiceUnavailable(f"The language model {model} returned an empty text.")
    return Completion(text, *tokens)


def _check_reason(reason: str, model: str, tokens: int | None) -> None:
    if reason in _CUT_OFF:
        after = f" after {tokens:,} tokens" if tokens else ""
        raise PermanentFailure(
            f"The language model {model} reached its length limit{after} (finish_reason {reason}); the text is"
            " incomplete and was not stored. Request a shorter text, or raise the limit on the model's server."
        )
    if reason in _FILTERED:
        raise PermanentFailure(
            f"The content filter of the language model {model} stopped the text (finish_reason {reason}). Nothing was"
            " stored. Change the brief, or use another model."
        )
    if reason in _CALLED:
        raise PermanentFailure(f"The language model {model} requested a tool instead of writing. Use another model.")
    if reason not in _WHOLE:
        raise ServiceUnavailable(
            f"The language model {model} stopped early (finish_reason {reason[:50]}). Nothing was stored."
        )


def _text_of(content: Any) -> str:
    """Return the text of a message, also if it is in parts. Reasoning and images are excluded."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = (part for part in content if isinstance(part, dict) and part.get("type") in {"text", "output_text"})
        return "".join(text for part in parts if isinstance(text := part.get("text"), str))
    return ""


def _refusal_in(message: dict[str, Any]) -> str:
    content = message.get("content")
    parts = content if isinstance(content, list) else []
    refusals = [message.get("refusal"), *(part.get("refusal") for part in parts if isinstance(part, dict))]
    return " ".join(refusal.strip() for refusal in refusals if isinstance(refusal, str))


def _tokens(usage: Any, name: str) -> int | None:
    count = usage.get(name) if isinstance(usage, dict) else None
    is_count = isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= MAX_TOKENS
    return count if is_count else None
