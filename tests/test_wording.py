"""Texts use standard terms: documents, help, pages, errors, the API document, findings, docstrings and comments."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Command, Context, Group

from docs_tools import cli_reference
from fsp.cli.main import fsp

ROOT = Path(__file__).parent.parent
BANNED = {
    r"told|tells|tell(?! you)": "report, show, return, include, notify",
    r"anew": "again",
    r"mend(s|ed|ing)?": "fix",
    r"nought|lest|fares?|besides": "zero, so that … not, perform, also",
    r"(is|are|was) away": "is down, is unreachable",
    r"goes on|go on": "continue, resumed",
    r"shut out|let in": "disabled, enabled",
    r"put aside|taken back|take back": "discarded, restored, undone",
    r"first screen": "overview",
    r"machinery": "system, operations",
    r"so many|that many[,.]": "the number",
    r"blanks": "spaces",
    r"fell silent|sign of life": "stopped sending heartbeats",
    r"tried again|made again": "retried",
    r"parked jobs": "blocked jobs",
    r"spent all|have died|died of": "ran out of retries, failed",
    r"drained in": "time to empty",
    r"table twin": "data table",
    r"to who|whoever": "clients that, anyone",
    r"as it were|of equals|in peace": "plain words",
    r"causes? of death|new normal|ticked ones|dealt with": "error group, new baseline, selected, processed",
    r"by itself|by themselves": "automatically",
    r"as it were|gives? way|for want of|rightly|seldom": "plain words",
    r"what is none|that is none|if it is none|which is none": "invalid, not a …",
    r"is to be|are to be": "must, will",
    r"asks? nothing|tells? nothing": "makes no request, not enough data",
    r"table that tells|words for who|for who cannot": "for people who",
}
PATTERN = re.compile("|".join(rf"\b(?:{words})\b" for words in BANNED), re.IGNORECASE)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def banned_in(text: str) -> list[str]:
    """Return the lines that hold a banned word."""
    return [line.strip() for line in text.splitlines() if PATTERN.search(line)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documents_use_standard_words(path: Path) -> None:
    assert banned_in(CODE.sub("", path.read_text(encoding="utf-8"))) == []


def test_the_help_of_the_commands_uses_standard_words() -> None:
    assert banned_in(CODE.sub("", cli_reference.page(fsp))) == []


TEMPLATE_CODE = re.compile(r"{{.*?}}|{%.*?%}|{#.*?#}|<script.*?</script>|<[^>]*>", re.DOTALL)
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".xhtml", ".svg"})


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_templates_use_standard_words(path: Path) -> None:
    assert banned_in(TEMPLATE_CODE.sub(" ", path.read_text(encoding="utf-8"))) == []


def texts_of(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


MODULES = sorted((ROOT / "fsp").rglob("*.py"))


def raised_texts(path: Path) -> list[str]:
    """Return the texts of the errors that a module raises."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [text for node in ast.walk(tree) if isinstance(node, ast.Raise) for text in texts_of(node)]


def test_errors_use_standard_words() -> None:
    assert [
        f"{path.relative_to(ROOT)}: {text}" for path in MODULES for text in raised_texts(path) if PATTERN.search(text)
    ] == []


def sentences_and_comments(path: Path) -> Iterator[str]:
    """Yield the texts of several words in a module: docstrings, messages and comments."""
    source = path.read_text(encoding="utf-8")
    yield from (text for text in texts_of(ast.parse(source)) if " " in text)
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    yield from (token.string for token in tokens if token.type == tokenize.COMMENT)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_docstrings_messages_and_comments_use_standard_words(path: Path) -> None:
    assert [text for text in sentences_and_comments(path) if PATTERN.search(CODE.sub("", text))] == []


VAGUE_NAMES = frozenset({"found", "told", "given", "kept", "made", "one", "known", "wanted", "mine"})
"""Names of variables that do not say what they hold: `job_filter`, `rows` and `account` do."""

CODE_FOLDERS = ("fsp", "bench", "testbed", "docs_tools", "tests")
STORED_NAMES = {("fsp/models/audit_entry.py", "given"), ("fsp/web/audit/schemas.py", "given")}
"""The column and the JSON field of the audit log."""


def vague_names(path: Path) -> Iterator[str]:
    """Yield the variables and parameters of a module whose names say nothing."""
    place = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        is_variable = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        name = node.id if is_variable else node.arg if isinstance(node, ast.arg) else ""  # type: ignore[attr-defined]
        if name in VAGUE_NAMES and (place, name) not in STORED_NAMES:
            yield f"{place}:{node.lineno}: {name}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("folder", CODE_FOLDERS)
def test_variables_say_what_they_hold(folder: str) -> None:
    modules = sorted((ROOT / folder).rglob("*.py"))

    assert modules
    assert [name for path in modules for name in vague_names(path)] == []


def commands(command: Command, context: Context) -> Iterator[tuple[str, str]]:
    """Yield the path and the help of a command and its subcommands, for a terminal of 80 columns."""
    yield context.command_path, command.get_help(context)
    if isinstance(command, Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            with Context(child, info_name=name, parent=context, terminal_width=80) as inner:
                yield from commands(child, inner)


def test_help_fits_80_columns_without_cut_lines() -> None:
    with Context(fsp, info_name="fsp", terminal_width=80) as context:
        pages = dict(commands(fsp, context))

    assert len(pages) > 100
    assert [line for page in pages.values() for line in page.splitlines() if len(line) > 80] == []
    listed = [line for page in pages.values() for line in page.partition("Options:")[2].splitlines()]
    assert [line for line in listed if line.endswith("...")] == []
