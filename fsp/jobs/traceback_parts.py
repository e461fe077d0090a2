"""A traceback in parts: the error, the frames of one's own code, and those of libraries; touches nothing."""

import re
from dataclasses import dataclass
from itertools import groupby

_FRAME = re.compile(r'^  File "(?P<file>[^"]+)", line (?P<line>\d+)(?:, in (?P<function>.+))?$')
_LIBRARY = re.compile(
    r"[/\\](?:site-packages|dist-packages)[/\\]|[/\\]lib[/\\]python\d|^<frozen |[/\\]fsp[/\\](?:worker|jobs)[/\\]"
)
"""What FSP does around every job says as little of a fault as a library does."""


@dataclass(frozen=True)
class Frame:
    """One place in code; `lines` are what the traceback shows of it."""

    place: str
    lines: str
    is_own: bool


@dataclass(frozen=True)
class Part:
    """Frames next to each other that are all one's own, or all of libraries."""

    is_own: bool
    frames: tuple[Frame, ...]


@dataclass(frozen=True)
class Traceback:
    """`error` is the last line; the parts come innermost first, as a person looks for the cause."""

    error: str
    parts: tuple[Part, ...]


def parts_of(text: str) -> Traceback:
    """Read a traceback as Python writes it; of several, chained, the last is read."""
    last = text.rsplit("Traceback (most recent call last):\n", 1)[-1]
    frames: list[Frame] = []
    error: list[str] = []
    for line in last.rstrip().splitlines():
        match = _FRAME.match(line)
        if match:
            within = f", in {match['function']}" if match["function"] else ""
            place = f"{match['file']}, line {match['line']}{within}"
            frames.append(Frame(place, "", not _LIBRARY.search(match["file"])))
        elif frames and line.startswith("    ") and not error:
            before = frames[-1]
            frames[-1] = Frame(before.place, f"{before.lines}\n{line[4:]}".strip("\n"), before.is_own)
        else:
            error.append(line)
    grouped = groupby(reversed(frames), key=lambda frame: frame.is_own)
    return Traceback("\n".join(error), tuple(Part(is_own, tuple(group)) for is_own, group in grouped))
