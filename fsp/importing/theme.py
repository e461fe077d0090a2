"""The own theme in an export of a project. A project that has one keeps it."""

from fsp.content.theme_files import MAX_THEME_BYTES, is_theme_file, read_theme, write_theme
from fsp.errors import InvalidInput
from fsp.importing.report import ImportFault, ImportReport
from fsp.importing.source import Source
from fsp.settings import Settings

FOLDER = "fsp/theme/"


def import_theme(source: Source, slug: str, report: ImportReport, *, is_trusted: bool, settings: Settings) -> None:
    """Write the theme of the source. Templates run on this machine, so only a trusted import takes them."""
    names = [name for name in source.names if name.startswith(FOLDER) and is_theme_file(name.removeprefix(FOLDER))]
    if not names:
        return
    try:
        files = {name.removeprefix(FOLDER): source.read(name) for name in names}
    except InvalidInput as error:
        report.faults.append(ImportFault(FOLDER, 1, str(error)))
        return
    present = read_theme(slug, settings)
    if present == files:
        return
    if present:
        report.notes.append(f"{FOLDER}: the project has another theme; kept the one in FSP.")
    elif not is_trusted:
        report.notes.append(f"{FOLDER}: templates are code, so only the command fsp import takes the theme.")
    elif sum(map(len, files.values())) > MAX_THEME_BYTES:
        report.notes.append(f"{FOLDER}: the theme exceeds {MAX_THEME_BYTES} bytes and was left out.")
    else:
        write_theme(slug, files, settings)
