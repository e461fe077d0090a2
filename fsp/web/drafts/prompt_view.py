"""A prompt of a project as the page, the API and the command line show it."""

from dataclasses import dataclass

from fsp.content.header import FrontMatterFault
from fsp.content.prompt_file import NAMES, Prompt, parse_prompt
from fsp.content.prompt_store import is_own, prompt_text
from fsp.settings import Settings


@dataclass(frozen=True)
class PromptView:
    """The file of a prompt. `problem` is its first error, with the line; `prompt` is None with one."""

    name: str
    is_own: bool
    sha256: str
    text: str
    problem: str
    prompt: Prompt | None


def read_prompt_view(slug: str, name: str, settings: Settings) -> PromptView:
    """Read a prompt, also one with an error."""
    text, problem, prompt = prompt_text(slug, name, settings), "", None
    try:
        prompt = parse_prompt(name, text)
    except FrontMatterFault as error:
        problem = str(error)
    sha256 = (prompt or Prompt(name, text, ())).sha256
    return PromptView(name, is_own(slug, name, settings), sha256, text, problem, prompt)


def read_prompt_views(slug: str, settings: Settings) -> list[PromptView]:
    """Read all prompts of a project."""
    return [read_prompt_view(slug, name, settings) for name in NAMES]
