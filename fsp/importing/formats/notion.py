"""Notion exports: a zip of Markdown pages whose names end in an id, with the properties of a page as lines.

Source: "Export as Markdown & CSV" in Notion's help center.
"""

import re
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote

from fsp.content.document import Document
from fsp.content.front_matter import decode, parse
from fsp.content.references.names import joined
from fsp.content.slugs import slug_of
from fsp.content.written import storable
from fsp.errors import InvalidInput
from fsp.importing.formats.converted import ConvertedFolder
from fsp.importing.source import Source

PAGE = re.compile(r"(?:\A|/)(?P<title>[^/]*?) ?(?P<id>[0-9a-f]{32})(?:_all)?\.(?:md|csv|html)\Z")
"""The name of a page or database of an export."""

_TITLE = re.compile(r"\A\s*# (?P<title>[^\n]*)\n*")
_PROPERTY = re.compile(r"(?P<name>[^\n:]{1,60}): (?P<value>[^\n]*)(?:\n|\Z)")
_LINK = re.compile(r"(\]\()([^)\s]+)(\))")
_ID = re.compile(r" ?[0-9a-f]{32}(?=/|\.|\Z)")
_LISTS = frozenset({"tags", "tag", "categories", "category", "topics", "authors", "author"})


def convert(source: Source, folder: ConvertedFolder) -> None:
    """Convert every page. Links between pages and to images keep working."""
    for name in source.posts:
        try:
            text = decode(source.read(name)).replace("\r\n", "\n")
            folder.add(_page_name(name), _document(text, name))
        except InvalidInput as error:
            folder.refuse(name, str(error))
    tables = [name for name in source.names if name.lower().endswith(".csv") and not name.endswith("_all.csv")]
    folder.notes += [f"{name}: tables are not imported; their pages are." for name in tables]


def _document(text: str, name: str) -> Document:
    heading = _TITLE.match(text)
    title = heading["title"].strip() if heading else _ID.sub("", PurePosixPath(name).stem)
    properties, body = _properties(text[heading.end() :] if heading else text)
    header = "".join(f"{key}: {value}\n" for key, value in properties.items())
    document = _with_header(header, title, properties)
    fields = {"title": title or "Untitled", "body": f"\n{_with_links(body, name)}"}
    return Document(**{**vars(document), **fields, "slug": document.slug or slug_of(title) or None})


def _with_header(header: str, title: str, properties: dict[str, str]) -> Document:
    """Read the properties as front matter; those that do not fit a field are kept as they are."""
    try:
        return parse(f"---\n{header}---\n# {title}\n") if header else Document(title)
    except InvalidInput:
        return Document(title, extra={key: storable(value) for key, value in properties.items()})


def _properties(text: str) -> tuple[dict[str, str], str]:
    """Return the lines `Name: value` under the heading, which end at the first blank line."""
    properties: dict[str, str] = {}
    position = 0
    while match := _PROPERTY.match(text, position):
        properties[match["name"].strip()] = _written(match["name"].strip().lower(), match["value"].strip())
        position = match.end()
    is_block = position == len(text) or text[position : position + 1] == "\n"
    return (properties, text[position:].lstrip("\n")) if properties and is_block else ({}, text)


def _written(name: str, value: str) -> str:
    """Return a value as YAML: a list for tags, else a quoted string or a plain date."""
    if name in _LISTS:
        return "[" + ", ".join(_quoted(part.strip()) for part in value.split(",") if part.strip()) + "]"
    return _quoted(value)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _page_name(name: str) -> str:
    """Return the path of a page without the ids. The id stays in the last part: it identifies the page for ever."""
    path = PurePosixPath(name)
    match = PAGE.search(name)
    folders = [_ID.sub("", part).strip() or part for part in path.parent.parts]
    stem = f"{match['title'].strip() or 'page'}-{match['id'][:8]}" if match else path.stem
    return "/".join([*folders, f"{stem}.md"])


def _with_links(body: str, name: str) -> str:
    """Return the text with links to other pages under their new names; images keep the path in the export."""
    folder = PurePosixPath(name).parent

    def renamed(match: re.Match[str]) -> str:
        url: Any = unquote(match[2])
        if "://" in url or url.startswith(("#", "/")):
            return match[0]
        path = joined(folder, url)
        target = _page_name(path) if PAGE.search(path) else path
        return f"{match[1]}/{quote(target)}{match[3]}"

    return _LINK.sub(renamed, body)
