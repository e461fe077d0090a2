"""A prompt file: front matter with the settings of a request, and the messages with named placeholders."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fsp.content.header import FrontMatterFault, load_header
from fsp.content.header_split import Form, split_header

NAMES = ("outline", "draft", "revise")
MAX_PROMPT_CHARACTERS = 100_000
MAX_TOKENS = 1_000_000
DEFAULT_MAX_TOKENS = 4000

PLACEHOLDERS: dict[str, str] = {
    "title": "the title of the post",
    "brief": "what the post is about",
    "summary": "its summary",
    "tags": "its tags, separated by commas",
    "project": "the title of its project",
    "language": "its language, as a tag such as en or pt-BR",
    "words": "the length that was asked for, or “as the subject needs”",
    "outline": "the outline, as it was written or edited",
    "section": "the section to write, or “the whole text”",
    "previous": "the end of what is written already",
    "instruction": "what to change",
    "text": "the text to change or to continue",
}
"""What may stand between double braces."""

_PLACEHOLDER = re.compile(r"\{\{\s*(?P<name>.*?)\s*\}\}")
_ROLE = re.compile(r"\[(system|user)\][ \t]*\n", re.I)
_SETTINGS = ("model", "temperature", "max_tokens", "version")


@dataclass(frozen=True)
class Prompt:
    """One version of a prompt. `sha256` is that of its whole file."""

    name: str
    text: str
    messages: tuple[tuple[str, str], ...]
    """The role and the content of each."""
    model: str = ""
    temperature: float | None = None
    max_tokens: int = DEFAULT_MAX_TOKENS
    version: str = ""

    @property
    def sha256(self) -> str:
        """Return the hash that identifies the version."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def filled(self, values: Mapping[str, str]) -> tuple[Mapping[str, str], ...]:
        """Return the messages with values in place of the placeholders. Braces in a value stay as they are."""
        return tuple(
            {"role": role, "content": _PLACEHOLDER.sub(lambda match: values.get(match["name"], ""), content).strip()}
            for role, content in self.messages
        )


def parse_prompt(name: str, text: str) -> Prompt:
    """Read a prompt file; raise FrontMatterFault with the line of the first error."""
    text = text.replace("\r\n", "\n")
    if len(text) > MAX_PROMPT_CHARACTERS:
        raise FrontMatterFault(1, f"a prompt may have {MAX_PROMPT_CHARACTERS} characters, got {len(text)}.")
    header, body, first_line = "", text, 1
    if text.startswith("---\n"):
        split = split_header(text)
        if split.form == Form.YAML:
            header, body = split.header, split.body
            first_line = text.count("\n") - body.count("\n") + 1
    _check_placeholders(body, first_line)
    messages = _messages(body)
    if not any(role == "user" and content.strip() for role, content in messages):
        raise FrontMatterFault(first_line, "the prompt has no text for the model. Write it below [user].")
    return Prompt(name, text, messages, **_settings(header))


def _check_placeholders(body: str, first_line: int) -> None:
    for number, line in enumerate(body.split("\n"), start=first_line):
        for match in _PLACEHOLDER.finditer(line):
            if match["name"] not in PLACEHOLDERS:
                names = ", ".join(PLACEHOLDERS)
                raise FrontMatterFault(
                    number, f'there is no placeholder "{match["name"]:.60}"; the known ones are {names}.'
                )


def _messages(body: str) -> tuple[tuple[str, str], ...]:
    first, *parts = _ROLE.split(body)
    pairs = [("user", first)] if first.strip() else []
    pairs += [(role.lower(), content) for role, content in zip(parts[::2], parts[1::2], strict=True)]
    return tuple(pairs)


def _settings(header: str) -> dict[str, Any]:
    values, lines = load_header(header)
    for name in values:
        if name not in _SETTINGS:
            raise FrontMatterFault(
                lines.get(name, 2), f'there is no setting "{name:.60}"; the known ones are {", ".join(_SETTINGS)}.'
            )
    settings: dict[str, Any] = {
        name: str(values[name]).strip()[:200] for name in ("model", "version") if values.get(name)
    }
    if "temperature" in values:
        settings["temperature"] = _number(values, lines, "temperature", 2)
    if "max_tokens" in values:
        tokens = _number(values, lines, "max_tokens", MAX_TOKENS)
        if tokens != int(tokens) or tokens < 1:
            raise FrontMatterFault(lines["max_tokens"], f"max_tokens must be a whole number from 1, got {tokens:g}.")
        settings["max_tokens"] = int(tokens)
    return settings


def _number(values: Mapping[str, Any], lines: Mapping[str, int], name: str, most: int) -> float:
    try:
        number = float(str(values[name]))
    except ValueError:
        number = -1.0
    if not 0 <= number <= most:
        raise FrontMatterFault(lines.get(name, 2), f'{name} must be from 0 to {most}, got "{values[name]!s:.40}".')
    return number
