"""Reads Markdown files with front matter into a typed document, and writes them back."""

import re
from datetime import UTC, datetime, tzinfo
from pathlib import PurePosixPath
from typing import Any

import yaml

from fsp.clock import as_utc, iso
from fsp.content.consent import Consent, consent_keys, normalized, read_consent
from fsp.content.dates import date_of_path, without_date
from fsp.content.document import Document
from fsp.content.exported_state import KEY, ExportedState, read_exported_state
from fsp.content.header import FrontMatterFault
from fsp.content.header_fields import HeaderFields
from fsp.content.header_load import load_values
from fsp.content.header_split import Split, split_header
from fsp.content.header_values import NAMES
from fsp.content.page_values import with_page_values
from fsp.content.written import storable

MAX_FILE_BYTES = 1024 * 1024

_HEADING = re.compile(r"^ {0,3}#[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)


def decode(data: bytes) -> str:
    """Return a file's text without its byte order mark; raise FrontMatterFault if it is too large or not UTF-8."""
    if len(data) > MAX_FILE_BYTES:
        raise FrontMatterFault(1, f"file is {len(data)} bytes (limit {MAX_FILE_BYTES}). Split it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FrontMatterFault(line, f"file is not UTF-8 (byte 0x{data[error.start]:02x}). Save it as UTF-8.") from None


def parse(text: str, *, file_name: str = "", zone: tzinfo = UTC) -> Document:
    """Read a Markdown text; raise FrontMatterFault, an InvalidInput, with the line of the first error.

    `file_name` is the path in the imported folder: its folders may hold the post back, and its name may contain the
    date. Dates without a time zone use `zone`.
    """
    split = _split(text)
    values, lines = load_values(split)
    fields = HeaderFields(values, lines, zone=zone)
    exported = read_exported_state(values.get(KEY))
    consent = read_consent(values, file_name, is_decided=exported is not None and exported.is_out)
    held_because = _held_because(consent, exported)
    moments = _moments(fields, file_name, zone)
    address, is_jekyll = fields.address(), _is_jekyll(values, file_name)
    return Document(
        title=fields.text("title") or _title_of(split.body, file_name),
        body=_body(text, split.body, values, exported),
        publish_at=moments[0] if moments else None,
        not_before=max(moments) if moments else None,
        tags=fields.tags(are_split_at_blanks=is_jekyll),
        summary=fields.text("summary"),
        draft=bool(held_because) or (exported is not None and not exported.is_out),
        held_because=held_because,
        is_unlisted=consent.is_unlisted,
        expires_at=fields.moment("expires_at"),
        slug=fields.text("slug") or fields.slug_of_address() or None,
        brief=fields.text("brief"),
        authors=fields.authors(),
        cover=fields.cover(),
        language=fields.text_or_keep("language"),
        series=fields.series(),
        weight=fields.weight(),
        layout=fields.text_or_keep("layout"),
        canonical_url=fields.text_or_keep("canonical_url"),
        modified_at=fields.moment_if_one("modified_at"),
        aliases=tuple(dict.fromkeys([*([address] if address else []), *fields.aliases()])),
        exported=exported,
        extra={key: value for key, value in _extra(values, fields).items() if key != KEY or exported is None},
        notes=() if is_jekyll else _notes(values, fields),
    )


def _split(text: str) -> Split:
    if len(text) > MAX_FILE_BYTES:
        raise FrontMatterFault(1, f"content is {len(text)} characters long (limit {MAX_FILE_BYTES}). Split it.")
    split = split_header(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    if "\0" in split.body:
        raise FrontMatterFault(1, "file contains a NUL byte. Save it as plain UTF-8 text.")
    return split


def write(document: Document) -> str:
    """Write a document as Markdown with front matter. `parse` reads the same document back."""
    values: dict[str, Any] = {"title": document.title}
    if document.publish_at:
        values["publish_at"] = _written(document.publish_at)
    optional = {
        "tags": list(document.tags),
        "summary": document.summary,
        "draft": document.draft and not document.is_unlisted,
        "unlisted": document.is_unlisted,
        "expirydate": _written(document.expires_at) if document.expires_at else None,
        "slug": document.slug,
        "brief": document.brief,
        "authors": list(document.authors),
        "cover": document.cover,
        "language": document.language,
        "series": document.series,
        "layout": document.layout,
        "canonical_url": document.canonical_url,
        "updated": _written(document.modified_at) if document.modified_at else None,
        "aliases": list(document.aliases),
    }
    values |= {name: value for name, value in optional.items() if value and not _is_kept(name, document)}
    if document.weight is not None:
        values["weight"] = int(document.weight) if document.weight.is_integer() else document.weight
    # FSP's own keys come first, and extra keys cannot replace them.
    values |= {key: value for key, value in document.extra.items() if key not in values}
    if document.exported is not None:
        values[KEY] = document.exported.as_header()
    header = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=100)
    return f"---\n{header}---\n{document.body}"


def _held_because(consent: Consent, exported: ExportedState | None) -> str:
    """Return why a post is held back. A draft exported by FSP keeps its reason, which may be empty."""
    if exported is None or exported.is_out:
        return consent.held_because or (exported.held_because if exported else "")
    return exported.held_because if exported.state == "draft" else f"its front matter says {KEY}: {exported.state}"


def _body(text: str, body: str, values: dict[str, Any], exported: ExportedState | None) -> str:
    """Return the text of a file. One that FSP exported outputs nothing of its front matter."""
    if exported is None:
        return with_page_values(body, values)
    return _exact_body(text, body) if exported.is_text_exact else body


def _exact_body(text: str, body: str) -> str:
    """Return a body with its original line endings, unless those of the header were converted too."""
    text = text.removeprefix("\ufeff")
    normalized_text = text.replace("\r\n", "\n").replace("\r", "\n")
    length = len(normalized_text) - len(body)
    return text[length:] if text[:length] == normalized_text[:length] else body


def _moments(fields: HeaderFields, path: str, zone: tzinfo) -> list[datetime]:
    """Return the dates in a file, the one it shows first."""
    own = fields.moment("publish_at")
    dates = fields.moments("date")
    published = fields.moment_if_one("published")
    of_paths = [date_of_path(path, zone=zone), date_of_path(fields.address(), zone=zone)]
    created = fields.moment_if_one("created")
    moments = [moment for moment in (own, *dates, published) if moment]
    return moments or [moment for moment in (*of_paths, created) if moment][:1]


def _extra(values: dict[str, Any], fields: HeaderFields) -> dict[str, Any]:
    # States that FSP supports are written as FSP's own state.
    consumed = fields.used | {key for key in values if normalized(key) in consent_keys()}
    return {str(key): storable(value) for key, value in values.items() if key not in consumed}


def _notes(values: dict[str, Any], fields: HeaderFields) -> tuple[str, ...]:
    notes = []
    for key, value in values.items():
        is_one_text = normalized(key) in NAMES["tags"] and isinstance(value, str) and "," not in value
        if is_one_text and len(value.split()) > 1:
            notes.append(
                f'line {fields.line_of("tags")}: "{key}: {value}" has no commas, so it is read as one tag. '
                "Use a list for several tags."
            )
    return tuple(notes)


def _is_jekyll(values: dict[str, Any], path: str) -> bool:
    """Return whether a file is a Jekyll post: by its folder, or by a dated name and a layout."""
    file = PurePosixPath(path)
    is_dated = without_date(file.stem) != file.stem
    return bool({"_posts", "_drafts"} & set(file.parts[:-1])) or (is_dated and "layout" in values)


def _written(moment: datetime) -> str:
    if moment.utcoffset():
        return moment.isoformat()
    in_utc = as_utc(moment)
    return in_utc.isoformat() if in_utc.microsecond else iso(in_utc)


def _is_kept(name: str, document: Document) -> bool:
    """Return whether the file's own, richer form of a field is written, such as a cover with its caption."""
    return name == "cover" and HeaderFields(document.extra, {}).cover() == document.cover


def _title_of(body: str, file_name: str) -> str:
    heading = _HEADING.search(body)
    if heading:
        return heading.group(1).strip()
    stem = without_date(PurePosixPath(file_name).stem)
    return stem.replace("-", " ").replace("_", " ").strip() or "Untitled"
