"""The formats of an export."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from fsp.content.exported_project import ExportedProject
from fsp.exporting.archive import write_zip
from fsp.exporting.docx import write_docx
from fsp.exporting.epub import write_epub
from fsp.exporting.pdf.book import write_pdf
from fsp.exporting.pdf.paper import Paper, PaperSize
from fsp.exporting.project_json import write_json
from fsp.exporting.single_html import write_single_html


class ExportFormat(StrEnum):
    """What an export can write."""

    ZIP = "zip"
    """Markdown and images, which an import reads without loss."""
    EPUB = "epub"
    PDF = "pdf"
    PRINT_PDF = "print-pdf"
    HTML = "html"
    JSON = "json"
    DOCX = "docx"


TITLES = {
    ExportFormat.ZIP: "Markdown (.zip)",
    ExportFormat.EPUB: "EPUB",
    ExportFormat.PDF: "PDF for screens",
    ExportFormat.PRINT_PDF: "PDF for print",
    ExportFormat.HTML: "One HTML file",
    ExportFormat.JSON: "JSON",
    ExportFormat.DOCX: "Word (needs pandoc)",
}
"""The names of the formats on pages."""

DEFAULT_FORMATS = (ExportFormat.ZIP, ExportFormat.EPUB)


@dataclass(frozen=True)
class ExportOptions:
    """How an export is written. Paper and bleed apply to PDF."""

    formats: tuple[ExportFormat, ...] = DEFAULT_FORMATS
    paper: PaperSize = PaperSize.A5
    bleed_millimetres: int = 0


def writer_of(
    export_format: ExportFormat,
    project: ExportedProject,
    read_image: Callable[[str], bytes],
    *,
    options: ExportOptions,
    now: datetime,
) -> Callable[[BinaryIO], None]:
    """Return the function that writes the project in this format."""
    printed = Paper(options.paper, is_for_print=True, bleed_millimetres=options.bleed_millimetres)
    writers: dict[ExportFormat, Callable[[BinaryIO], None]] = {
        ExportFormat.ZIP: lambda file: write_zip(project, read_image, file),
        ExportFormat.EPUB: lambda file: write_epub(project, read_image, now, file),
        ExportFormat.PDF: lambda file: write_pdf(project, read_image, Paper(options.paper), file),
        ExportFormat.PRINT_PDF: lambda file: write_pdf(project, read_image, printed, file),
        ExportFormat.HTML: lambda file: write_single_html(project, read_image, file),
        ExportFormat.JSON: lambda file: write_json(project, now, file),
        ExportFormat.DOCX: lambda file: write_docx(project, read_image, file),
    }
    return writers[export_format]
