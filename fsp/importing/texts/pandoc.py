"""Converts texts in Org mode, Textile and MediaWiki with pandoc, where it is installed."""

import re
import shutil
import subprocess
from typing import Any

from fsp.content.header_split import Form, split_header
from fsp.errors import InvalidInput
from fsp.importing.texts.converted_text import ConvertedText
from fsp.importing.texts.marked_html import markdown_of_marked

FORMATS = {".org": "org", ".textile": "textile", ".mediawiki": "mediawiki"}
"""Ending → the name of the format for pandoc."""

MAX_SECONDS = 60
MAX_MESSAGE_CHARACTERS = 300

_KEYWORD = re.compile(r"#\+(?P<key>[A-Za-z_]+)(?:\[\])?:[ \t]*(?P<value>.*)\Z")
_TIMESTAMP = re.compile(r"[<\[](?P<day>\d{4}-\d{2}-\d{2})(?: [^\W\d]+)?(?: (?P<time>\d{1,2}:\d{2}))?[^>\]]*[>\]]")
_DATES = frozenset({"date", "lastmod", "publishdate", "updated"})
_LISTS = frozenset({"tags", "filetags", "categories", "keywords"})


def convert_with_pandoc(text: str, text_format: str) -> ConvertedText:
    """Return a text with its values; raise InvalidInput if pandoc is not installed, or cannot read it."""
    program = shutil.which("pandoc")
    if program is None:
        raise InvalidInput(
            f"Texts in {text_format} need pandoc. Install it on the machines of FSP, or convert the file."
        )
    text = text.replace("\r\n", "\n")
    split = split_header(text) if text.startswith(("---", "+++")) else None
    has_header = split is not None and split.form in {Form.YAML, Form.TOML}
    body = split.body if split is not None and has_header else text
    command = [program, "--sandbox", f"--from={text_format}", "--to=html", "--mathjax", "--wrap=preserve"]
    command += ["--no-highlight", "--shift-heading-level-by=1"]
    try:
        child = subprocess.run(  # noqa: S603  (the text is its input, and the sandbox keeps it from other files)
            command, input=body, capture_output=True, text=True, timeout=MAX_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise InvalidInput(f"pandoc did not end within {MAX_SECONDS} seconds. Split the file.") from error
    if child.returncode:
        raise InvalidInput(f"pandoc cannot read it: {child.stderr.strip()[-MAX_MESSAGE_CHARACTERS:]}.")
    header = f"{text[: len(text) - len(body)].rstrip()}\n" if has_header else ""
    values = _org_values(text) if text_format == "org" and not header else {}
    return ConvertedText(markdown_of_marked(child.stdout), values, header=header)


def _org_values(text: str) -> dict[str, Any]:
    """Return the keywords at the top of a text in Org mode."""
    values: dict[str, Any] = {}
    for line in text.split("\n"):
        match = _KEYWORD.match(line.strip())
        if match is None:
            if line.strip() and not line.startswith("#"):
                break
            continue
        name, value = match["key"].lower(), match["value"].strip()
        stamp = _TIMESTAMP.match(value) if name in _DATES else None
        if stamp:
            value = f"{stamp['day']} {stamp['time'] or ''}".strip()
        if name in _LISTS:
            parts = value.strip(":").split(":") if name == "filetags" else re.split(r"[,\s]+", value)
            values.setdefault("tags" if name == "filetags" else name, [part for part in parts if part])
        elif value and name not in {"options", "startup", "setupfile", "property", "html_head", "begin_src"}:
            values.setdefault(name, value)
    return values
