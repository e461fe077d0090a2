"""Converts the pages of Lektor: `contents.lr`, whose fields have the types that its model declares."""

import configparser
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fsp.importing.source import Source
from fsp.importing.texts.converted_text import ConvertedText

_FIELD = re.compile(r"(?P<name>[A-Za-z_][\w-]*):[ \t]*(?P<value>[^\n]*)")
_BLOCK = re.compile(r"^#{4} (?P<name>[\w-]+) #{4}[ \t]*$", re.MULTILINE)
_SEPARATOR = re.compile(r"^---[ \t]*$", re.MULTILINE)
_ESCAPED = re.compile(r"^-(-{3,})[ \t]*$", re.MULTILINE)
_TEXTS = frozenset({"markdown", "html", "text", "rst"})
_MAIN = ("body", "content", "text", "description")
_NAMES = {"_slug": "slug", "pub_date": "date", "name": "title", "tagline": "subtitle"}
_OWN = frozenset({"_model", "_template", "_attachment_type", "_discoverable", "body_class"})
_LISTS = frozenset({"strings", "checkboxes"})


@dataclass(frozen=True)
class LektorModels:
    """The types of the fields of each model, and the model of the pages below another."""

    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    children: Mapping[str, str] = field(default_factory=dict)


def read_models(source: Source) -> LektorModels:
    """Return the models and blocks of a site; unreadable ones are left out."""
    fields: dict[str, dict[str, str]] = {}
    children: dict[str, str] = {}
    for name in source.names:
        if not name.endswith(".ini") or not re.search(r"(?:\A|/)(?:models|flowblocks)/[^/]+\Z", name):
            continue
        parser = configparser.ConfigParser(interpolation=None, strict=False, allow_no_value=True)
        try:
            parser.read_string(source.read(name).decode("utf-8-sig"))
        except (configparser.Error, UnicodeDecodeError):
            continue
        model = name.rsplit("/", 1)[-1].removesuffix(".ini")
        fields[model] = {
            section.removeprefix("fields."): (parser.get(section, "type", fallback="") or "string").strip()
            for section in parser.sections()
            if section.startswith("fields.")
        }
        children[model] = (parser.get("children", "model", fallback="") or "").strip()
    return LektorModels(fields, children)


def model_of(text: str, parent: str, folder: str, models: LektorModels) -> str:
    """Return the model of a page: its own, that of its parent's children, the one named like it, or `page`."""
    return (
        read_fields(text).get("_model", "").strip()
        or models.children.get(parent)
        or (folder if folder in models.fields else "page")
    )


def convert_lektor(text: str, model: str, models: LektorModels) -> ConvertedText:
    """Return a page with its values and texts. Its blocks follow each other."""
    types = models.fields.get(model, {})
    values: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for name, value in read_fields(text).items():
        kind = types.get(name) or ("markdown" if name in _MAIN else "string")
        if name in _OWN or not value.strip():
            continue
        if name == "_hidden":
            values["draft"] = value.strip().lower() in {"yes", "true", "1"}
        elif kind == "flow":
            texts[name] = _blocks(value, models)
        elif kind in _TEXTS and name not in {"excerpt", "summary", "abstract"} and (name in _MAIN or kind != "text"):
            texts[name] = value.strip("\n")
        else:
            values[_NAMES.get(name, name)] = _value(value, kind)
    order = sorted(texts, key=lambda name: _MAIN.index(name) if name in _MAIN else len(_MAIN))
    return ConvertedText("\n\n".join(texts[name] for name in order), values)


def read_fields(text: str) -> dict[str, str]:
    """Return the fields of a page as written. A line of four or more dashes stands for one with a dash less."""
    fields: dict[str, str] = {}
    for part in _SEPARATOR.split(text.replace("\r\n", "\n")):
        match = _FIELD.match(part.lstrip("\n"))
        if match:
            rest = part.lstrip("\n")[match.end() :]
            value = match["value"] if match["value"].strip() else rest.lstrip("\n")
            value = f"{match['value']}{rest}" if match["value"].strip() else value
            fields[match["name"]] = _ESCAPED.sub(r"\1", value).rstrip("\n")
    return fields


def _blocks(value: str, models: LektorModels) -> str:
    parts = _BLOCK.split(value)
    return "\n\n".join(
        block for name, text in zip(parts[1::2], parts[2::2], strict=True) if (block := _block(text, name, models))
    )


def _block(text: str, name: str, models: LektorModels) -> str:
    types = models.fields.get(name, {})
    fields = read_fields(text)
    shown = [
        f"![{fields.get('alt', '').strip()}](<{value.strip()}>)" if field == "image" else value.strip("\n")
        for field, value in fields.items()
        if value.strip()
        and (types.get(field, "markdown") in {*_TEXTS, "string"} or field == "image")
        and field not in {"class", "alt", "width", "alignment", "link"}
    ]
    return "\n\n".join(shown)


def _value(value: str, kind: str) -> Any:
    if kind in _LISTS:
        parts = value.split("\n") if kind == "strings" else value.split(",")
        return [part.strip() for part in parts if part.strip()]
    return value.strip()
