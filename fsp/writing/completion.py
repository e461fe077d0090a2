"""Reads what a language model returns, whole or in parts: the text, its token counts, and how it ended."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fsp.models.model_request import ModelOutcome

MAX_TOKENS = 2**31 - 1
MAX_QUOTED = 300

_WHOLE = frozenset({"", "stop", "eos", "end_turn", "stop_sequence", "complete"})
_CUT_OFF = frozenset({"length", "max_tokens", "model_length"})
_FILTERED = frozenset({"content_filter", "safety", "recitation", "refusal", "blocklist", "prohibited_content"})
_CALLED = frozenset({"tool_calls", "function_call", "tool_use"})


@dataclass(frozen=True)
class Usage:
    """Token counts as the server reported them; None for what it did not. `cached` is a part of `prompt`."""

    prompt: int | None = None
    completion: int | None = None
    cached: int | None = None


@dataclass(frozen=True)
class Completion:
    """What came back: the text as the model wrote it, how it ended, and its token counts.

    `detail` is the refusal, the finish reason or the error. `hidden_bytes` is the size of its reasoning, which is no
    part of the text.
    """

    text: str
    outcome: ModelOutcome
    detail: str = ""
    usage: Usage = Usage()
    hidden_bytes: int = 0


@dataclass
class Gathered:
    """Collects the parts of one answer. `on_text` receives the text so far."""

    on_text: Callable[[str], object]
    is_done: bool = False
    """Whether the stream announced its end."""
    _parts: list[str] = field(default_factory=list)
    _refusal: str = ""
    _reason: str = ""
    _usage: Usage = Usage()
    _text_bytes: int = 0
    _hidden_bytes: int = 0
    _is_other: bool = False
    """Whether something came that is neither text nor reasoning."""

    @property
    def text(self) -> str:
        """Return the text so far."""
        return "".join(self._parts)

    @property
    def byte_count(self) -> int:
        """Return the size of what came, with the reasoning."""
        return self._text_bytes + self._hidden_bytes

    @property
    def has_anything(self) -> bool:
        """Return whether any part of an answer arrived."""
        return bool(self._parts or self._hidden_bytes or self._refusal or self._reason)

    def add(self, answer: dict[str, Any]) -> None:
        """Add one part of a stream, or a whole answer."""
        self._usage = usage_of(answer.get("usage")) or self._usage
        choices = answer.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return
        self._reason = str(choice.get("finish_reason") or self._reason).lower()
        message = choice.get("delta") or choice.get("message")
        if isinstance(message, dict):
            self._add_message(message)

    def _add_message(self, message: dict[str, Any]) -> None:
        content = message.get("content")
        self._is_other = self._is_other or not (content is None or isinstance(content, str | list))
        self._refusal += _refusal_in(message)
        for name in ("reasoning_content", "reasoning"):
            if isinstance(hidden := message.get(name), str):
                self._hidden_bytes += len(hidden.encode())
        text = text_of(content)
        if text:
            self._parts.append(text)
            self._text_bytes += len(text.encode())
            self.on_text(self.text)

    def completed(self) -> Completion:
        """Return the answer after its end."""
        return Completion(self.text, self._outcome(), self._detail(), self._usage, self._hidden_bytes)

    def cut(self, detail: str) -> Completion:
        """Return what arrived of an answer that did not end."""
        return Completion(self.text, ModelOutcome.CUT, detail, self._usage, self._hidden_bytes)

    def _outcome(self) -> ModelOutcome:
        if self._refusal:
            return ModelOutcome.REFUSED
        if self._reason in _FILTERED:
            return ModelOutcome.FILTERED
        if self._reason in _CALLED or self._is_other:
            return ModelOutcome.NOT_TEXT
        if self._reason in _CUT_OFF:
            return ModelOutcome.TRUNCATED if self.text.strip() else ModelOutcome.EMPTY
        if self._reason not in _WHOLE or not (self._reason or self.is_done):
            return ModelOutcome.CUT
        return ModelOutcome.COMPLETE if self.text.strip() else ModelOutcome.EMPTY

    def _detail(self) -> str:
        return self._refusal.strip()[:MAX_QUOTED] or (f"finish_reason {self._reason[:50]}" if self._reason else "")


def text_of(content: Any) -> str:
    """Return the text of a message, also if it is in parts. Reasoning and images are excluded."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = (part for part in content if isinstance(part, dict) and part.get("type") in {"text", "output_text"})
        return "".join(text for part in parts if isinstance(text := part.get("text"), str))
    return ""


def usage_of(usage: Any) -> Usage | None:
    """Return the token counts of an answer; None without any."""
    if not isinstance(usage, dict):
        return None
    details = usage.get("prompt_tokens_details")
    cached = _count(details, "cached_tokens")
    counts = Usage(_count(usage, "prompt_tokens"), _count(usage, "completion_tokens"), cached)
    return counts if counts != Usage() else None


def _refusal_in(message: dict[str, Any]) -> str:
    content = message.get("content")
    parts = content if isinstance(content, list) else []
    refusals = [message.get("refusal"), *(part.get("refusal") for part in parts if isinstance(part, dict))]
    return "".join(refusal for refusal in refusals if isinstance(refusal, str))


def _count(counts: Any, name: str) -> int | None:
    count = counts.get(name) if isinstance(counts, dict) else None
    is_count = isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= MAX_TOKENS
    return count if is_count else None
