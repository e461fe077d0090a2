"""The prompt files of a project, in `prompts/PROJECT` of the data folder, with every version that was saved or used."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fsp import paths
from fsp.clock import iso, utc_now
from fsp.content.prompt_file import NAMES, Prompt, parse_prompt
from fsp.errors import Changed, NotFound
from fsp.settings import Settings
from fsp.stored import json_of, moment_of, read_or

HISTORY = "history"
LOG = "log.jsonl"
MAX_VERSIONS_SHOWN = 100


@dataclass(frozen=True)
class PromptVersion:
    """One version in the history of a prompt. `by` is empty for one that was edited as a file."""

    sha256: str
    version: str
    by: str
    at: datetime | None


def read_prompt(slug: str, name: str, settings: Settings) -> Prompt:
    """Return a prompt of a project, or the built-in one; raise FrontMatterFault if its file has an error."""
    file = _file(slug, name, settings)
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else built_in_text(name)
    return parse_prompt(name, text)


def prompt_text(slug: str, name: str, settings: Settings) -> str:
    """Return the text of a prompt's file, also with errors; the built-in one if the project has none."""
    file = _file(slug, name, settings)
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else built_in_text(name)


def is_own(slug: str, name: str, settings: Settings) -> bool:
    """Return whether the project has its own file for this prompt."""
    return _file(slug, name, settings).is_file()


def built_in_text(name: str) -> str:
    """Return the built-in prompt; raise NotFound for an unknown name."""
    if name not in NAMES:
        raise NotFound(f'There is no prompt "{name:.60}"; the prompts are {", ".join(NAMES)}.')
    return (paths.resource("templates") / "writing" / "prompts" / f"{name}.md").read_text(encoding="utf-8")


def own_prompts(slug: str, settings: Settings) -> dict[str, str]:
    """Return the texts of the prompts that a project has as files, by name."""
    return {name: prompt_text(slug, name, settings) for name in NAMES if is_own(slug, name, settings)}


def save_prompt(
    slug: str, name: str, text: str, *, by: str, settings: Settings, seen_sha256: str | None = None
) -> Prompt:
    """Save a prompt of a project; raise FrontMatterFault with the line of an error, before anything is written.

    With `seen_sha256`, raise Changed if the prompt is no longer the one that was read.
    """
    before = prompt_text(slug, name, settings)
    prompt = parse_prompt(name, text)
    if seen_sha256 is not None and Prompt(name, before, ()).sha256 != seen_sha256:
        raise Changed("Someone else changed this prompt. Your version was not saved. Read theirs first.")
    _keep(slug, prompt, by=by, settings=settings)
    file = _file(slug, name, settings)
    fresh = file.with_name(f".{name}.{os.getpid()}.partial")
    fresh.write_text(prompt.text, encoding="utf-8")
    fresh.replace(file)
    return prompt


def reset_prompt(slug: str, name: str, settings: Settings) -> None:
    """Use the built-in prompt again. The versions of the project stay in its history."""
    file = _file(slug, name, settings)
    if file.is_file():
        note_used(slug, Prompt(name, prompt_text(slug, name, settings), ()), settings)
        file.unlink()


def note_used(slug: str, prompt: Prompt, settings: Settings) -> None:
    """Keep the version that a request uses, also if its file was edited outside FSP."""
    if not _version_file(slug, prompt.name, prompt.sha256, settings).is_file():
        _keep(slug, prompt, by="", settings=settings)


def versions_of(slug: str, name: str, settings: Settings) -> list[PromptVersion]:
    """Return the versions of a prompt, newest first."""
    log = _folder(slug, settings) / HISTORY / LOG
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.is_file() else []
    entries = [entry for line in lines if isinstance(entry := read_or(None, json_of, line), dict)]
    return [
        PromptVersion(
            str(entry.get("sha256", "")),
            str(entry.get("version", "")),
            str(entry.get("by", "")),
            read_or(None, moment_of, str(entry.get("at", ""))),
        )
        for entry in reversed(entries)
        if entry.get("name") == name
    ][:MAX_VERSIONS_SHOWN]


def version_text(slug: str, name: str, sha256: str, settings: Settings) -> str:
    """Return the text of a version by its hash or the first 12 digits of it; raise NotFound."""
    if Prompt(name, built_in_text(name), ()).sha256.startswith(sha256) and sha256:
        return built_in_text(name)
    file = _version_file(slug, name, sha256, settings) if sha256.isalnum() else None
    if file is None or not file.is_file():
        raise NotFound(f'The prompt {name} has no version "{sha256:.64}".')
    return file.read_text(encoding="utf-8", errors="replace")


def _keep(slug: str, prompt: Prompt, *, by: str, settings: Settings) -> None:
    file = _version_file(slug, prompt.name, prompt.sha256, settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(prompt.text, encoding="utf-8")
    entry = {
        "name": prompt.name,
        "sha256": prompt.sha256,
        "version": prompt.version,
        "by": by,
        "at": iso(utc_now()),
    }
    with (file.parent / LOG).open("a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")


def _version_file(slug: str, name: str, sha256: str, settings: Settings) -> Path:
    return paths.inside(_folder(slug, settings), f"{HISTORY}/{name}.{sha256[:12]}.md")


def _file(slug: str, name: str, settings: Settings) -> Path:
    built_in_text(name)
    return _folder(slug, settings) / f"{name}.md"


def _folder(slug: str, settings: Settings) -> Path:
    return paths.inside(paths.prompts_folder(settings), slug)
