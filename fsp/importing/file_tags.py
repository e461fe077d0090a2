"""Replaces the tags of a text that show files of the source by name: galleries, images without an ending, and code."""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from fsp.content.header_split import split_header
from fsp.content.references.names import joined
from fsp.content.rendering.addresses import is_image_file
from fsp.content.rendering.shortcode_tags import Tag, replace_tags
from fsp.content.rendering.source_lines import split_fences
from fsp.content.text_files import is_markdown
from fsp.errors import InvalidInput
from fsp.importing.source import Source
from fsp.importing.texts.notebook import shown_name

MAX_CODE_BYTES = 200_000
MAX_NOTEBOOK_BYTES = 1_000_000
MAX_INCLUDES = 3
"""How deep texts may include each other."""

_FILE_TAGS = re.compile(r"\{[{%][<%]?\s*(?:gallery|imgproc|include_code|readfile|include|notebook)\b")


def with_files(body: str, name: str, source: Source, *, depth: int = 0) -> str:
    """Return the text of the file `name` with these tags as Markdown. A tag without its file stays."""
    if not _FILE_TAGS.search(body):
        return body
    blocks = split_fences(body)
    return "\n".join(
        block.text if block.is_code else replace_tags(block.text, lambda tag: _replacement(tag, name, source, depth))
        for block in blocks
    )


def _replacement(tag: Tag, name: str, source: Source, depth: int) -> str | None:
    if tag.name == "include":
        return _included(tag, name, source, depth)
    read = _READERS.get(tag.name)
    return None if read is None or tag.is_closing else read(tag, name, source)


def _gallery(tag: Tag, name: str, source: Source) -> str | None:
    folder, pattern = str(PurePosixPath(name).parent), tag.get("match", place=0)
    images = [path for path in source.names if is_image_file(path) and pattern]
    matching = sorted(path for path in images if fnmatchcase(path, joined(folder, pattern)))
    return "\n\n".join(_image(path, folder) for path in matching) or None


def _part_of_bundle(tag: Tag, name: str, source: Source) -> str | None:
    """Return the image next to the text whose name contains the given words, as Hugo's `GetMatch` finds it."""
    folder, words = str(PurePosixPath(name).parent), tag.get(place=0)
    beside = [path for path in source.names if is_image_file(path) and str(PurePosixPath(path).parent) == folder]
    matching = sorted(path for path in beside if words and words in PurePosixPath(path).name)
    return _image(matching[0], folder) if matching else None


def _code(tag: Tag, name: str, source: Source) -> str | None:
    """Return the code of a file, with its title and a link to it, as Octopress and Pelican show it."""
    file = tag.get("file", place=0)
    is_code = tag.name == "include_code" or tag.get("code") == "true"
    endings = (f"code/{file}", joined(PurePosixPath(name).parent, file))
    path = next((path for path in source.names if file and is_code and f"/{path}".endswith(endings)), None)
    text = _text_of(path, source) if path else None
    if text is None:
        return None
    written = next((value for value in tag.values if value.startswith("lang:")), "").removeprefix("lang:")
    language = written or tag.get("lang", "language") or PurePosixPath(file).suffix.removeprefix(".")
    title = " ".join(value for value in tag.values[1:] if not value.startswith("lang:"))
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    heading = f"**{title}**\n\n" if title else ""
    return f"{heading}{fence}{language}\n{text.rstrip()}\n{fence}"


def _included(tag: Tag, name: str, source: Source, depth: int) -> str | None:
    """Return the text of another file, without its front matter, as Quarto and Hugo include it."""
    file = tag.get("file", place=0)
    folder = PurePosixPath(name).parent
    path = next((path for path in (joined(folder, file), joined("", file)) if file and path in source), None)
    if path is None or not is_markdown(path) or not tag.text.startswith("{{") or depth >= MAX_INCLUDES:
        return None
    text = _text_of(path, source)
    try:
        body = split_header(text).body if text else ""
    except InvalidInput:
        return None
    return with_files(body, name, source, depth=depth + 1).strip("\n") if text is not None else None


def _notebook(tag: Tag, name: str, source: Source) -> str | None:  # noqa: ARG001  (the signature of a reader)
    """Return the text of a notebook, as the plugins of Pelican show it, with its images from the root of the source."""
    file = tag.get(place=0)
    path = next((path for path in source.names if file and f"/{path}".endswith(f"/{shown_name(file)}")), None)
    text = _text_of(path, source, MAX_NOTEBOOK_BYTES) if path else None
    if path is None or text is None:
        return None
    stem = PurePosixPath(file).stem
    return text.replace(f"](<{stem}_files/", f"](</{PurePosixPath(path).parent}/{stem}_files/")


def _text_of(path: str, source: Source, max_bytes: int = MAX_CODE_BYTES) -> str | None:
    try:
        data = source.read(path)
        return data.decode("utf-8-sig").replace("\r\n", "\n") if len(data) <= max_bytes else None
    except (InvalidInput, UnicodeDecodeError):
        return None


def _image(path: str, folder: str) -> str:
    beside = path.removeprefix(f"{folder}/") if folder != "." else path
    words = re.sub(r"[-_]+", " ", PurePosixPath(path).stem).strip()
    return f"![{words.replace('[', '').replace(']', '')}](<{beside}>)"


_READERS: dict[str, Callable[[Tag, str, Source], str | None]] = {
    "gallery": _gallery,
    "imgproc": _part_of_bundle,
    "include_code": _code,
    "readfile": _code,
    "notebook": _notebook,
}
