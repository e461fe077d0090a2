"""Converts Jupyter notebooks to Markdown: texts, code and outputs, with the images of the outputs."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from fsp.content.header_split import Form, split_header
from fsp.errors import InvalidInput
from fsp.importing.texts.converted_text import ConvertedText

MAX_OUTPUT_CHARACTERS = 20_000
MAX_HTML_CHARACTERS = 60_000

_IMAGES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/svg+xml": "svg", "image/webp": "webp"}
_ATTACHMENT = re.compile(r"\]\(attachment:([^)\s]+)\)")
_ANSI = re.compile("\x1b\\[[0-9;]*[A-Za-z]")
_OPTION = re.compile(r"#\|\s*(?P<name>[\w-]+)\s*:\s*(?P<value>.*)")
_HEADING = re.compile(r"\A\s*#[ \t]+(?P<title>[^\n]+?)[ \t#]*(?:\n|\Z)")
_OBJECT = re.compile(r"<[\w.]+(?: at 0x[0-9a-f]+| object| size)[^\n]*>\s*\Z")
_HIDDEN_TAGS = frozenset({"remove-cell", "remove_cell", "hide_cell", "hide-cell", "hidden"})
_NO_CODE_TAGS = frozenset({"remove-input", "remove_input", "hide_input", "hide-input"})


@dataclass
class _Notebook:
    stem: str
    language: str
    images: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def convert_notebook(data: bytes, name: str) -> ConvertedText:
    """Return the text of a notebook; raise InvalidInput if it is not one."""
    try:
        content = json.loads(data)
        metadata = content.get("metadata", {})
        sheets = content.get("worksheets") or [content]
        cells = [cell for sheet in sheets for cell in sheet["cells"] if isinstance(cell, dict)]
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInput("The file is no Jupyter notebook. Save it again in Jupyter.") from error
    notebook = _Notebook(PurePosixPath(name).stem, _language(metadata))
    header, cells = _header(cells)
    parts = [part for number, cell in enumerate(cells) if (part := _cell(cell, number, notebook).strip("\n"))]
    values = dict(metadata.get("nikola", {})) if isinstance(metadata.get("nikola"), dict) else {}
    body = "\n\n".join(parts)
    if not header and "title" not in values:
        heading = _HEADING.match(body)
        title = heading["title"] if heading else ""
        values |= {"title": title} if title else {}
        body = body[heading.end() :].lstrip("\n") if heading else body
    return ConvertedText(body, values, tuple(notebook.notes), notebook.images, header)


def shown_name(name: str) -> str:
    """Return the name in the source of a notebook's text that other posts may show."""
    return f"{name}.shown"


def _language(metadata: Mapping[str, Any]) -> str:
    for name, key in (("kernelspec", "language"), ("language_info", "name")):
        value = metadata.get(name)
        if isinstance(value, dict) and value.get(key):
            return str(value[key]).lower()
    return "python"


def _header(cells: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Return the front matter in the first cell, as Quarto writes it, and the cells without it."""
    text = _text(cells[0].get("source")) if cells and cells[0].get("cell_type") in {"raw", "markdown"} else ""
    split = split_header(text) if text.lstrip().startswith(("---", "+++")) else None
    if split is None or split.form not in {Form.YAML, Form.TOML}:
        return "", cells
    header = text[: len(text) - len(split.body)]
    rest = [{**cells[0], "source": split.body}] if split.body.strip() else []
    return f"{header.rstrip()}\n", [*rest, *cells[1:]]


def _cell(cell: Mapping[str, Any], number: int, notebook: _Notebook) -> str:
    tags = set(_dict(cell.get("metadata")).get("tags") or ())
    text = _text(cell.get("source") if "source" in cell else cell.get("input"))
    kind = cell.get("cell_type")
    if tags & _HIDDEN_TAGS:
        return ""
    if kind == "markdown":
        return _with_attachments(text, cell, number, notebook)
    if kind == "heading":
        return f"{'#' * int(cell.get('level') or 1)} {text}"
    return _code(cell, text, number, notebook, shows_code=not tags & _NO_CODE_TAGS) if kind == "code" else ""


def _code(cell: Mapping[str, Any], text: str, number: int, notebook: _Notebook, *, shows_code: bool) -> str:
    """Return the code of a cell and its outputs, as the options of Quarto and nbdev show them."""
    options = {match["name"]: match["value"].strip().lower() for match in _OPTION.finditer(text)}
    if options.get("include") == "false":
        return ""
    code = "\n".join(line for line in text.split("\n") if not _OPTION.match(line)).strip("\n")
    shows_code = shows_code and options.get("echo") != "false"
    parts = [_fenced(code, notebook.language)] if shows_code and code.strip() else []
    if options.get("output") != "false":
        for place, output in enumerate(cell.get("outputs") or ()):
            parts.append(_output(output, f"{number}_{place}", notebook) if isinstance(output, dict) else "")
    return "\n\n".join(part for part in parts if part)


def _output(output: Mapping[str, Any], place: str, notebook: _Notebook) -> str:
    kind = output.get("output_type")
    if kind == "stream":
        return "" if output.get("name") == "stderr" else _fenced(_text(output.get("text")), "text")
    if kind in {"error", "pyerr"}:
        return _fenced("\n".join(map(str, output.get("traceback") or ())), "text")
    data = _dict(output.get("data")) or _old_data(output)
    for media_type, ending in _IMAGES.items():
        if media_type in data:
            return _image(_text(data[media_type]), f"{place}.{ending}", notebook)
    for media_type in ("text/markdown", "text/latex", "text/html"):
        text = _text(data.get(media_type)).strip()
        if not text:
            continue
        if len(text) <= MAX_HTML_CHARACTERS and "<script" not in text:
            return f"\n{_without_blank_lines(text)}\n" if media_type == "text/html" else text
        notebook.notes.append(f"cell {place.partition('_')[0]}: an interactive output is not shown.")
    text = _text(data.get("text/plain"))
    return "" if _OBJECT.match(text) else _fenced(text, "text")


def _image(written: str, name: str, notebook: _Notebook) -> str:
    path = f"{notebook.stem}_files/output_{name}"
    try:
        data = written.encode() if name.endswith(".svg") else base64.b64decode(written)
    except (binascii.Error, ValueError):
        notebook.notes.append(f"cell {name.partition('_')[0]}: its image is damaged.")
        return ""
    notebook.images[path] = data
    return f"![](<{path}>)"


def _with_attachments(text: str, cell: Mapping[str, Any], number: int, notebook: _Notebook) -> str:
    attachments = _dict(cell.get("attachments"))

    def stored(match: re.Match[str]) -> str:
        data = _dict(attachments.get(match[1]))
        written = next((_text(data[kind]) for kind in _IMAGES if kind in data), "")
        image = _image(written, f"{number}_{match[1]}", notebook) if written else ""
        return f"](<{notebook.stem}_files/output_{number}_{match[1]}>)" if image else match[0]

    return _ATTACHMENT.sub(stored, text) if attachments else text


def _old_data(output: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an output in the third version of the format."""
    names = {"png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml", "html": "text/html"}
    names |= {"latex": "text/latex", "text": "text/plain"}
    return {media_type: output[name] for name, media_type in names.items() if name in output}


def _fenced(text: str, language: str) -> str:
    text = _ANSI.sub("", text).rstrip()
    if len(text) > MAX_OUTPUT_CHARACTERS and language == "text":
        text = f"{text[:MAX_OUTPUT_CHARACTERS]}\n…"
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}" if text.strip() else ""


def _without_blank_lines(html: str) -> str:
    return "\n".join(
        line.strip() for line in re.sub(r"<style\b.*?</style>", "", html, flags=re.DOTALL).split("\n") if line.strip()
    )


def _text(value: Any) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
