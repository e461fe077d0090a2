"""A project as a Word document, by pandoc."""

import io
from pathlib import Path

import pytest

from fsp.content.exported_project import ExportedItem, ExportedProject
from fsp.errors import PermanentFailure
from fsp.exporting.docx import write_docx

ITEM = ExportedItem("sowing", "Sowing", "", "", (), "draft", None, None, "sowing.md", "Beans.")
PROJECT = ExportedProject(1, "garden", "Garden", "", "Ada", "en", (), (ITEM,), ())


def with_pandoc(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "pandoc"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_without_pandoc_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(PermanentFailure, match="needs pandoc"):
        write_docx(PROJECT, lambda _: b"", io.BytesIO())


def test_pandoc_converts_the_single_html_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_pandoc(tmp_path, monkeypatch, 'for last; do :; done\ncat "$last" > "${3#--output=}"')
    file = io.BytesIO()

    write_docx(PROJECT, lambda _: b"", file)

    assert b"<p>Beans.</p>" in file.getvalue()


def test_a_failure_of_pandoc_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_pandoc(tmp_path, monkeypatch, "echo no room >&2; exit 3")

    with pytest.raises(PermanentFailure, match="pandoc did not make the Word document: no room"):
        write_docx(PROJECT, lambda _: b"", io.BytesIO())
