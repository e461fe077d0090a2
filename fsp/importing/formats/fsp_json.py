"""FSP's own JSON export: every field and text of a project. It does not contain the files of images."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fsp.content.exported_project import ExportedItem, ExportedProject
from fsp.content.exported_texts import history_parts
from fsp.content.post_file import post_text
from fsp.content.project_text import NAME as PROJECT_FILE
from fsp.content.project_text import project_text
from fsp.errors import InvalidInput
from fsp.importing.formats.converted import ConvertedFolder

FORMAT = "fsp-project/1"

_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")
_ITEM: TypeAdapter[ExportedItem] = TypeAdapter(ExportedItem)
_PROJECT: TypeAdapter[ExportedProject] = TypeAdapter(ExportedProject)


def is_export(content: Any) -> bool:
    """Return whether a parsed JSON file is such an export."""
    return isinstance(content, dict) and content.get("format") == FORMAT


def convert(content: dict[str, Any], folder: ConvertedFolder, image_names: tuple[str, ...]) -> None:
    """Convert the project and its posts; raise InvalidInput if the project cannot be read."""
    project = _project(content)
    folder.add_file(PROJECT_FILE, project_text(project).encode())
    for name, text in project.prompts:
        folder.add_file(f"fsp/prompts/{name}.txt", text.encode())
    for name, data in project.theme:
        folder.add_file(f"fsp/theme/{name}", data)
    local = {image.path for image in project.images if "://" not in image.path}
    if missing := len(local - set(image_names)):
        folder.notes.append(
            f"{missing} images and attachments are not in the JSON file. Put them into one zip with it, under their "
            "paths, or import the Markdown zip of the project."
        )
    posts = content.get("posts")
    for number, post in enumerate(posts if isinstance(posts, list) else []):
        _add_post(post, number, folder)


def _add_post(post: Any, number: int, folder: ConvertedFolder) -> None:
    try:
        item = _ITEM.validate_python(_snake(post))
    except (ValidationError, TypeError) as error:
        folder.refuse(f"posts[{number}]", f"The post cannot be read: {_first(error)}.")
        return
    bodies = {text.get("id"): str(text.get("text") or "") for text in post.get("texts") or ()}
    texts = []
    for part, data in enumerate(history_parts(item, lambda revision_id: bodies.get(revision_id, "")), 1):
        texts.append(f"fsp/texts/{item.slug}.{part}.json")
        folder.add_file(texts[-1], data)
    name = item.source_path or f"{item.slug}.md"
    name = f"{item.slug}.md" if name in folder.files else name
    folder.add_file(name, post_text(item, tuple(texts)).encode("utf-8", "replace"))


def _project(content: dict[str, Any]) -> ExportedProject:
    values = {"id": 0, "items": (), **_snake(content)}
    try:
        values["theme"] = [(name, b64decode(data)) for name, data in values.get("theme") or ()]
        return replace(_PROJECT.validate_python(values), items=())
    except (ValidationError, TypeError, ValueError, Base64Error) as error:
        raise InvalidInput(f"The JSON export of FSP cannot be read: {_first(error)}. Export it again.") from error


def _snake(values: Any) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise TypeError("it is no object")
    return {_CAPITAL.sub(r"_\1", str(name)).lower(): value for name, value in values.items()}


def _first(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    fault = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
