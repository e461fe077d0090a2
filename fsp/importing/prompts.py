"""The prompts in an export of a project. A prompt that was changed in FSP is kept."""

from fsp.content.header import FrontMatterFault
from fsp.content.prompt_file import MAX_PROMPT_CHARACTERS, NAMES
from fsp.content.prompt_store import is_own, prompt_text, save_prompt
from fsp.errors import InvalidInput
from fsp.importing.report import ImportFault, ImportReport
from fsp.importing.source import Source
from fsp.settings import Settings

FOLDER = "fsp/prompts"


def import_prompts(source: Source, slug: str, report: ImportReport, *, by: str, settings: Settings) -> None:
    """Save the prompts of the source, except where the project has another one of its own."""
    for name in NAMES:
        path = f"{FOLDER}/{name}.txt"
        if path not in source:
            continue
        try:
            text = source.read(path).decode("utf-8-sig").replace("\r\n", "\n")
            if len(text) > MAX_PROMPT_CHARACTERS:
                raise InvalidInput(f"a prompt may have {MAX_PROMPT_CHARACTERS} characters, got {len(text)}.")
            if not is_own(slug, name, settings):
                save_prompt(slug, name, text, by=by, settings=settings)
            elif prompt_text(slug, name, settings) != text:
                report.notes.append(f"{path}: the project has another prompt {name}; kept the one in FSP.")
        except FrontMatterFault as error:
            report.faults.append(ImportFault(path, error.line, error.message))
        except (InvalidInput, UnicodeDecodeError) as error:
            report.faults.append(ImportFault(path, 1, str(error)))
