"""Markdown files with YAML front matter: read into a typed document, and written back."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import PurePath
from typing import Any

import yaml

from fsp.clock import as_utc, iso
from fsp.errors import InvalidInput

LARGEST_FILE_BYTES = 1024 * 1024
MOST_YAML_EVENTS = 20_000
DEEPEST_YAML = 20

_KNOWN = ("title", "publish_at", "date", "tags", "summary", "draft", "slug", "brief")
_HEADING = re.compile(r"^ {0,3}#[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)


class FrontMatterFault(InvalidInput):
    """A file cannot be read; `line` is the 1-based line of the fault."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


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
    read = _Fields(*_load(header))
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
    for name, value in (("tags", list(document.tags)), ("summary", document.summary), ("draft", document.draft)):
        if value:
            values[name] = value
    values |= {"slug": document.slug} if document.slug else {}
    values |= {"brief": document.brief} if document.brief else {}
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


def _load(header: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the values and the line in the file of each key."""
    try:
        _refuse_bombs(header)
        node = yaml.compose(header, Loader=yaml.SafeLoader)
        values = yaml.safe_load(header)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + 2
        raise FrontMatterFault(line, f"the front matter is not YAML: {error.problem}; correct this line.") from None
    except yaml.YAMLError as error:
        line = header.count("\n", 0, getattr(error, "position", 0)) + 2
        raise FrontMatterFault(line, "the front matter holds a letter YAML does not allow; remove it.") from None
    except (ValueError, OverflowError, TypeError) as error:
        # PyYAML makes dates itself and lets the ValueError of 2024-13-45 through without a mark.
        raise FrontMatterFault(_line_of_value_fault(header), f"a value cannot be read: {error}; correct it.") from None
    if values is None:
        return {}, {}
    if not isinstance(values, dict) or not isinstance(node, yaml.MappingNode):
        raise FrontMatterFault(2, f'the front matter must be lines "name: value", got {_shown(values)}.')
    lines = {str(key.value): key.start_mark.line + 2 for key, _ in node.value if isinstance(key, yaml.ScalarNode)}
    return {str(key): value for key, value in values.items()}, lines


def _refuse_bombs(header: str) -> None:
    depth = 0
    for count, event in enumerate(yaml.parse(header, Loader=yaml.SafeLoader)):
        line = (event.start_mark.line if event.start_mark else 0) + 2
        if isinstance(event, yaml.AliasEvent):
            raise FrontMatterFault(line, f'"*{event.anchor}" is a YAML alias; write the value out instead.')
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST_YAML or count > MOST_YAML_EVENTS:
            raise FrontMatterFault(line, "the front matter is too deep or too long; make it simpler.")


def _line_of_value_fault(header: str) -> int:
    for number, line in enumerate(header.split("\n"), start=2):
        try:
            yaml.safe_load(line.strip())
        except yaml.YAMLError:
            continue
        except (ValueError, OverflowError, TypeError):
            return number
    return 2


def _title_of(body: str, file_name: str) -> str:
    heading = _HEADING.search(body)
    return heading.group(1).strip() if heading else PurePath(file_name).stem.replace("-", " ").strip() or "Untitled"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004


class _Fields:
    """Reads one key at a time and names its line when the value does not fit."""

    def __init__(self, values: dict[str, Any], lines: dict[str, int]) -> None:
        self.values = values
        self._lines = lines

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float | date):
            raise self._fault(name, "must be a text", value)
        return str(value).strip()

    def yes_or_no(self, name: str) -> bool:
        value = self.values.get(name)
        if value is not None and not isinstance(value, bool):
            raise self._fault(name, "must be true or false", value)
        return bool(value)

    def tags(self) -> tuple[str, ...]:
        value = self.values.get("tags")
        if value is None:
            return ()
        given = value.split(",") if isinstance(value, str) else value
        if not isinstance(given, list) or any(isinstance(tag, dict | list | bool) or tag is None for tag in given):
            raise self._fault("tags", "must be a list or texts separated by commas", value)
        return tuple(dict.fromkeys(str(tag).strip() for tag in given if str(tag).strip()))

    def moment(self, name: str) -> datetime | None:
        value = self.values.get(name)
        try:
            if isinstance(value, str) and value.strip():
                value = datetime.fromisoformat(value.strip())
            if isinstance(value, datetime):
                return as_utc(value)
        except (ValueError, OverflowError):
            raise self._fault(name, "must be a date such as 2026-03-01 or 2026-03-01T09:00:00+01:00", value) from None
        if isinstance(value, date):
            return datetime.combine(value, time(), UTC)
        if value is None or value == "":
            return None
        raise self._fault(name, "must be a date such as 2026-03-01 or 2026-03-01T09:00:00+01:00", value)

    def _fault(self, name: str, must: str, value: object) -> FrontMatterFault:
        return FrontMatterFault(self._lines.get(name, 2), f'"{name}" {must}, got {_shown(value)}.')
