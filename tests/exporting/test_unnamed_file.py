"""Bytes on disk that look like bytes in memory."""

from fsp.exporting.unnamed_file import written_bytes


def test_what_is_written_can_be_read_like_bytes() -> None:
    data = written_bytes(lambda file: file.write(b"text"))

    assert (len(data), data[:2], bytes(data)) == (4, b"te", b"text")
