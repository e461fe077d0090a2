"""Writes a project as a Word document, where pandoc is installed."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from fsp.content.exported_project import ExportedProject
from fsp.errors import PermanentFailure
from fsp.exporting.single_html import write_single_html

MAX_SECONDS = 300
MAX_MESSAGE_CHARACTERS = 500


def pandoc() -> str | None:
    """Return the path of pandoc, if it is installed."""
    return shutil.which("pandoc")


def write_docx(project: ExportedProject, read_image: Callable[[str], bytes], file: BinaryIO) -> None:
    """Write the document; raise PermanentFailure if pandoc is not installed, or fails."""
    program = pandoc()
    if program is None:
        raise PermanentFailure("A Word document needs pandoc. Install it on the machines of the workers.")
    with tempfile.TemporaryDirectory(prefix="fsp-docx-") as name:
        page, document = Path(name, "book.html"), Path(name, "book.docx")
        with page.open("wb") as html:
            write_single_html(project, read_image, html)
        # Without --sandbox: with it, Debian's pandoc cannot read its own template. The page refers to no other file.
        command = [program, "--from=html", "--to=docx", f"--output={document}", str(page)]
        child = subprocess.run(command, capture_output=True, text=True, timeout=MAX_SECONDS, check=False)  # noqa: S603
        if child.returncode:
            message = child.stderr.strip()[-MAX_MESSAGE_CHARACTERS:] or f"it ended with {child.returncode}"
            raise PermanentFailure(f"pandoc did not make the Word document: {message}.")
        file.write(document.read_bytes())
