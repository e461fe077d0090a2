"""Bytes on disk that look like bytes in memory."""

import tracemalloc
from datetime import UTC, datetime
from functools import partial
from mmap import mmap
from typing import BinaryIO

import pytest

from fsp.content.exported_project import ExportedImage, ExportedItem, ExportedProject
from fsp.exporting.archive import make_zip
from fsp.exporting.epub import NOT_SHOWN, make_epub
from fsp.exporting.unnamed_file import written_bytes

IMAGE_BYTES = 1_000_000


def test_what_is_written_can_be_read_like_bytes() -> None:
    def write(file: BinaryIO) -> None:
        file.write(b"text")

    data = written_bytes(write)

    assert (len(data), data[:2], bytes(data)) == (4, b"te", b"text")


@pytest.mark.parametrize("make", [make_zip, partial(make_epub, now=datetime(2026, 5, 1, tzinfo=UTC))])
def test_an_export_holds_few_of_its_images_at_a_time(make: partial[object]) -> None:
    images = tuple(ExportedImage(f"{n}.png", "image/png", f"{n:02}" * 32) for n in range(30))
    body = " ".join(f"![x]({n}.png)" for n in range(30))
    item = ExportedItem("a", "A", "", "", (), "draft", None, None, "a.md", body)
    project = ExportedProject(1, "g", "G", "", "", "en", ("site",), (item,), images)

    tracemalloc.start()
    data = make(project, lambda sha256: NOT_SHOWN + sha256.encode() + bytes(IMAGE_BYTES))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert isinstance(data, mmap)
    assert len(data) > 30 * IMAGE_BYTES
    assert peak < 8 * IMAGE_BYTES
