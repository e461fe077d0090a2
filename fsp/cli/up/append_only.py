"""Repairs or moves aside an append-only file that the bundled Valkey cannot read. Nothing is deleted.

Damage from a power failure or a bad sector (zeros, half a command, garbage) is cut off at the first invalid command. A
file that cannot be repaired is moved aside. FSP then enqueues open requests again from SQL.
"""

import mmap
import os
import re
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

FOLDER, MANIFEST = "appendonlydir", "appendonly.aof.manifest"
MAX_HEADER_BYTES = 32
MAX_ANNOTATION_BYTES = 1024

_UNREADABLE = re.compile(
    "Bad file format reading the append only file"
    "|Error reading the append only file"
    "|Unexpected end of file reading the append only file"
    "|Internal error in RDB reading|Duplicated key found in RDB|Wrong signature trying to load DB|Wrong RDB checksum"
    "|FATAL AOF|empty AOF manifest|AOF manifest file|Invalid AOF"
    r"|Unable to obtain the AOF file .* No such file"
)
"""Valkey's messages for a damaged file. A full or failing disk and a file of a newer version are not included."""


def heal(folder: Path, last_lines: Sequence[str], now: datetime) -> str:
    """Repair what Valkey could not read; return what was done, or an empty string if the file was not the cause."""
    files = folder / FOLDER
    if not any(_UNREADABLE.search(line) for line in last_lines) or not files.is_dir():
        return ""
    aside = folder / f"set-aside-{now:%Y%m%dT%H%M%S%f}"
    aside.mkdir(mode=0o700)
    tail = _last_increment(files)
    if tail is not None:
        size, valid = tail.stat().st_size, valid_length(tail)
        if valid < size:
            _cut(tail, valid, aside)
            return (
                f"The append-only file was damaged: {valid:,} of {size:,} bytes were kept, and the damaged file is in"
                f" {aside}. What was asked for and is not done is enqueued again from the database within minutes."
            )
    files.rename(aside / FOLDER)
    return (
        f"The append-only file cannot be read or repaired. It is in {aside}, and Valkey starts empty."
        " What was asked for and is not done is enqueued again from the database within minutes."
    )


def valid_length(file: Path) -> int:
    """Return how many bytes from the start are complete commands and complete transactions."""
    if not file.stat().st_size:
        return 0
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
        position, valid, is_open = 0, 0, False
        while position < len(data):
            try:
                position, name = _next_command(data, position)
            except ValueError:
                break
            is_open = name == b"MULTI" or (is_open and name != b"EXEC")
            valid = valid if is_open else position
        return valid


def _next_command(data: mmap.mmap, start: int) -> tuple[int, bytes]:
    """Return the end and the name of the command that starts here; raise ValueError if there is none."""
    if data[start : start + 1] == b"#":
        return _line_end(data, start, MAX_ANNOTATION_BYTES), b""
    count, position = _number(data, start, b"*")
    name = b""
    for index in range(count):
        length, begin = _number(data, position, b"$")
        position = begin + length + 2
        if data[position - 2 : position] != b"\r\n":
            raise ValueError("an argument does not end where it should")
        if index == 0:
            name = data[begin : begin + length].upper()
    if not name.isalpha():
        raise ValueError("a command without a name")
    return position, name


def _number(data: mmap.mmap, start: int, sign: bytes) -> tuple[int, int]:
    end = _line_end(data, start, MAX_HEADER_BYTES)
    digits = data[start + 1 : end - 2]
    if data[start : start + 1] != sign or not digits.isdigit():
        raise ValueError("no count")
    return int(digits), end


def _line_end(data: mmap.mmap, start: int, longest: int) -> int:
    end = data.find(b"\r\n", start, start + longest)
    if end < 0:
        raise ValueError("a line without an end")
    return end + 2


def _last_increment(files: Path) -> Path | None:
    """Return the file that Valkey appends to, according to the manifest; None if unknown."""
    try:
        lines = (files / MANIFEST).read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    named = [re.fullmatch(r"file (\S+) seq \d+ type i.*", line) for line in lines]
    names = [match[1] for match in named if match]
    file = files / Path(names[-1]).name if names else None
    return file if file is not None and file.is_file() else None


def _cut(file: Path, length: int, aside: Path) -> None:
    fresh = aside / f"{file.name}.kept"
    with file.open("rb") as source, fresh.open("wb") as target:
        shutil.copyfileobj(source, target, 2**20)
        target.truncate(length)
        target.flush()
        os.fsync(target.fileno())
    file.rename(aside / file.name)
    fresh.rename(file)
