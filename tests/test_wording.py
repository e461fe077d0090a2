"""What people read is plain English: texts avoid the words that FSP replaced by standard terms."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

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


def raised_texts(path: Path) -> list[str]:
    """Return the texts of the errors that a module raises."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [text for node in ast.walk(tree) if isinstance(node, ast.Raise) for text in texts_of(node)]


def test_errors_use_standard_words() -> None:
    modules = sorted((ROOT / "fsp").rglob("*.py"))

    assert [
        f"{path.relative_to(ROOT)}: {text}" for path in modules for text in raised_texts(path) if PATTERN.search(text)
    ] == []
