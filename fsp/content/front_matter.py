"""Markdown files with YAML front matter: read into a typed document, and written back."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any

import yaml

from fsp.clock import as_utc, iso
from fsp.content.header import FrontMatterFault, load_header
from fsp.content.header_fields import HeaderFields

LARGEST_FILE_BYTES = 1024 * 1024

_KNOWN = ("title", "publish_at", "date", "tags", "summary", "draft", "slug", "brief")
_HEADING = re.compile(r"^ {0,3}#[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """One Markdown file: what its front matter says, and its text."""

    title: str
    body: str = ""
    publish_at: datetime | None = None
    tags: tuple[str, ...] = ()
    summary: str = ""
    draft: bool = False
    slug: str | None = None
    brief: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def decode(data: bytes) -> str:
    """Return a file's text, without its byte order mark; raise FrontMatterFault when it is too big or not UTF-8."""
    if len(data) > LARGEST_FILE_BYTES:
        raise FrontMatterFault(1, f"the file may have {LARGEST_FILE_BYTES} bytes, it has {len(data)}; split it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FrontMatterFault(
            line, f"the text must be UTF-8, got byte 0x{data[error.start]:02x}; save it so."
        ) from None


def parse(text: str, *, file_name: str = "") -> Document:
    """Read a Markdown text; raise FrontMatterFault, an InvalidInput, naming the line of the first fault."""
    if len(text) > LARGEST_FILE_BYTES:
        raise FrontMatterFault(1, f"the text may have {LARGEST_FILE_BYTES} letters, it has {len(text)}; split it.")
    header, body = _split(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    if "\0" in body:
        raise FrontMatterFault(1, "the text holds a zero byte; save the file as plain UTF-8 text.")
    read = HeaderFields(*load_header(header))
    return Document(
        title=read.text("title") or _title_of(body, file_name),
        body=body,
        publish_at=read.moment("publish_at") or read.moment("date"),
        tags=read.tags(),
        summary=read.text("summary"),
        draft=read.yes_or_no("draft"),
        slug=read.text("slug") or None,
        brief=read.text("brief"),
        extra={key: value for key, value in read.values.items() if key not in _KNOWN},
    )


def write(document: Document) -> str:
    """Write a document as Markdown with front matter; `parse` reads the same document back."""
    values: dict[str, Any] = {"title": document.title}
    if document.publish_at:
        moment = as_utc(document.publish_at)
        values["publish_at"] = moment.isoformat() if moment.microsecond else iso(moment)
    optional = {
        "tags": list(document.tags),
        "summary": document.summary,
        "draft": document.draft,
        "slug": document.slug,
        "brief": document.brief,
    }
    values |= {name: value for name, value in optional.items() if value}
    # The keys FSP knows come first and cannot be replaced by extra ones.
    values |= {key: value for key, value in document.extra.items() if key not in _KNOWN}
    header = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=100)
    return f"---\n{header}---\n{document.body}"


def _split(text: str) -> tuple[str, str]:
    """Return the front matter (empty when there is none) and the body."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return "", text
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]) + "\n", "\n".join(lines[number + 1 :])
    raise FrontMatterFault(1, 'the front matter opened with "---" is never closed; add a line "---" below it.')


def _title_of(body: str, file_name: str) -> str:
    heading = _HEADING.search(body)
    return heading.group(1).strip() if heading else PurePath(file_name).stem.replace("-", " ").strip() or "Untitled"
