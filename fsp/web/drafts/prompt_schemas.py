"""Schemas of prompts in the API."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from fsp.content.prompt_file import MAX_PROMPT_CHARACTERS
from fsp.shape import Shape


class PromptsPath(Shape):
    """The project."""

    slug: str = Field(max_length=100)


class PromptPath(PromptsPath):
    """A prompt of a project."""

    prompt: str = Field(max_length=20, description="outline, draft or revise")


class PromptVersionPath(PromptPath):
    """A version of a prompt."""

    sha256: str = Field(max_length=64, description="The hash of the version, or its first 12 digits")


class PromptBody(Shape):
    """The whole file of a prompt."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=MAX_PROMPT_CHARACTERS)
    seen_sha256: str | None = Field(None, max_length=64, description="The hash that was read; null overwrites any")


class PromptShape(Shape):
    """One prompt as its file has it."""

    name: str
    is_own: bool = Field(description="Whether the project has its own file; else it is the built-in prompt")
    sha256: str
    text: str
    problem: str = Field(description="The first error of the file with its line; empty if it can be used")


class PromptListShape(Shape):
    """The prompts of a project, and what may stand between double braces."""

    prompts: list[PromptShape]
    placeholders: dict[str, str]


class PromptVersionShape(Shape):
    """One version in the history of a prompt."""

    sha256: str
    version: str
    by: Annotated[str, Field(description="Empty for a version that was edited as a file")]
    at: datetime | None


class PromptVersionListShape(Shape):
    """The versions of a prompt, newest first."""

    versions: list[PromptVersionShape]


class PromptTextShape(Shape):
    """The text of a version."""

    text: str
