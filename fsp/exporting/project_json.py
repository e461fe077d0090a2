"""Writes a project as JSON, with every field of its posts, for other programs."""

import json
from base64 import b64encode
from dataclasses import asdict
from datetime import datetime
from typing import Any, BinaryIO

from fsp.clock import iso
from fsp.content.exported_project import ExportedProject
from fsp.content.site_design import SiteLink
from fsp.exporting.gather import read_text

FORMAT = "fsp-project/1"


def write_json(project: ExportedProject, now: datetime, file: BinaryIO) -> None:
    """Write the project, one post at a time."""
    about = {name: value for name, value in vars(project).items() if name not in {"items", "images", "id"}}
    head = {"format": FORMAT, "exportedAt": now, **{_camel(name): value for name, value in about.items()}}
    head["images"] = [asdict(image) for image in project.images]
    file.write(_text(head)[:-1].encode() + b', "posts": [\n')
    for number, item in enumerate(project.items):
        fields = {_camel(name): value for name, value in asdict(item).items()}
        fields["texts"] = [_with_text(text) for text in fields["texts"]]
        file.write((",\n" if number else "").encode() + _text(fields).encode())
    file.write(b"\n]}\n")


def _with_text(text: dict[str, Any]) -> dict[str, Any]:
    """Return a revision with its text. That of the current one is the body of the post."""
    return text if text["is_current"] else text | {"text": read_text(text["id"])}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_written)


def _written(value: Any) -> str | dict[str, Any]:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, SiteLink):
        return asdict(value)
    raise TypeError(f"{value!r:.100} has no JSON form")


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
