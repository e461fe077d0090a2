"""`fsp.yaml` next to the posts: the settings of their project, merged like the fields of a post."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from fsp.content.header import FrontMatterFault, load_header, shown
from fsp.content.languages import language_tag
from fsp.content.site_design import MAX_FOOTER_CHARACTERS, checked_accent, checked_footer, checked_links, link_of_line
from fsp.content.written import NO, YES
from fsp.errors import InvalidInput
from fsp.importing.project_rules import apply_project_rules
from fsp.importing.report import ImportFault, ImportReport
from fsp.importing.site_language import site_language
from fsp.importing.source import Source
from fsp.local_time import is_zone
from fsp.models.import_report import ImportReport as StoredReport
from fsp.models.project import Project
from fsp.storable import check_value
from fsp.stores import db

NAME = "fsp.yaml"
MAX_AUTHOR_CHARACTERS = 200
MAX_BYTES = 256 * 1024
MAX_REPORTS = 50
"""How many reports are searched for the last import with a project file."""

DEFAULTS: dict[str, Any] = {
    "description": "",
    "author": "",
    "language": "en",
    "timezone": "UTC",
    "has_unicode_slugs": False,
    "fetches_remote_images": False,
    "accent": "",
    "logo": "",
    "navigation": [],
    "footer": "",
}


def apply_project_file(source: Source, project: Project, report: ImportReport) -> None:
    """Apply the settings in the file, except those changed in FSP since the last import."""
    written, lines = _read(source, report)
    values = _values(written, lines, report)
    report.notes += apply_project_rules(written, project)
    base = _base(project) if values and project.id else {}
    report.project_fields = base | values
    for name, value in values.items():
        current = getattr(project, name)
        if value in (current, base.get(name, DEFAULTS[name])):
            continue
        if current == base.get(name, DEFAULTS[name]):
            setattr(project, name, value)
        else:
            report.notes.append(
                f"{NAME}: {name.replace('_', ' ')} is {shown(current)} in FSP and {shown(value)} in the file; "
                "kept the value in FSP."
            )


def _base(project: Project) -> dict[str, Any]:
    reports = db.session.scalars(
        select(StoredReport.report)
        .where(StoredReport.project_id == project.id)
        .order_by(StoredReport.id.desc())
        .limit(MAX_REPORTS)
    )
    fields = (report.get("project_fields") for report in reports)
    return next((saved for saved in fields if saved and isinstance(saved, dict)), {})


def _read(source: Source, report: ImportReport) -> tuple[dict[str, Any], dict[str, int]]:
    if NAME not in source:
        language = site_language(source)
        return ({"language": language} if language else {}), {}
    try:
        data = source.read(NAME)
        if len(data) > MAX_BYTES:
            raise InvalidInput(f"file is {len(data)} bytes (limit {MAX_BYTES}).")
        written, lines = load_header(data.decode("utf-8-sig"), first_line=1)
        check_value(written, NAME)
    except FrontMatterFault as error:
        report.faults.append(ImportFault(NAME, error.line, error.message))
        return {}, {}
    except (InvalidInput, UnicodeDecodeError) as error:
        report.faults.append(ImportFault(NAME, 1, str(error)))
        return {}, {}
    return written, lines


def _values(written: Mapping[str, Any], lines: Mapping[str, int], report: ImportReport) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in written.items():
        name, rule = RULES.get(key, ("", str))
        try:
            if name:
                values[name] = rule(value)
        except ValueError as error:
            report.faults.append(ImportFault(NAME, lines.get(key, 1), f'"{key}" {error}, got {shown(value)}.'))
    return values


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a string")
    return str(value)


def _author(value: Any) -> str:
    if len(_text(value)) > MAX_AUTHOR_CHARACTERS:
        raise ValueError(f"may have {MAX_AUTHOR_CHARACTERS} characters")
    return _text(value)


def _language(value: Any) -> str:
    tag = language_tag(_text(value))
    if not tag:
        raise ValueError("must be a language tag such as en or pt-BR")
    return tag


def _timezone(value: Any) -> str:
    name = _text(value)
    if not is_zone(name):
        raise ValueError("must be a time zone such as Europe/Berlin")
    return name


def _switch(value: Any) -> bool:
    word = str(value).strip().lower()
    if word not in YES | NO:
        raise ValueError("must be true or false")
    return word in YES


def _accent(value: Any) -> str:
    try:
        return checked_accent(_text(value))
    except InvalidInput:
        raise ValueError("must be a colour such as #0b5394") from None


def _links(value: Any) -> list[dict[str, str]]:
    try:
        return checked_links(link_of_line(_text(line)) for line in value)
    except (InvalidInput, TypeError):
        raise ValueError('must be a list of links such as "About | about/"') from None


def _footer(value: Any) -> str:
    try:
        return checked_footer(_text(value))
    except InvalidInput:
        raise ValueError(f"may have {MAX_FOOTER_CHARACTERS} characters") from None


RULES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "description": ("description", _text),
    "author": ("author", _author),
    "language": ("language", _language),
    "timezone": ("timezone", _timezone),
    "unicode_slugs": ("has_unicode_slugs", _switch),
    "fetch_remote_images": ("fetches_remote_images", _switch),
    "accent": ("accent", _accent),
    "logo": ("logo", _text),
    "navigation": ("navigation", _links),
    "footer": ("footer", _footer),
}
"""Key → the field of the project and the function that reads its value. The title is set by the import itself."""
