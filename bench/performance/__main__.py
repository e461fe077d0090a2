"""FSP beside stock RQ and Dramatiq, in one run, on a Valkey that appends to its file.

Run it as `make bench`; ONLY (such as ONLY=speed,enqueue) and SCALE (0.1 for a quick look) change what it does. It
measures and is no gate: it ends well whatever it finds.
"""

import os
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from bench.figures import Report
from bench.performance import (
    backlog,
    enqueueing,
    importing,
    keyed,
    latency,
    mixed,
    monitoring,
    pages,
    publishing,
    room,
    searching,
    speed,
    statistics,
)
from fsp.cli.up.allocator import server_command
from fsp.cli.up.valkey_program import valkey_program

PARTS = {
    "speed": speed.main,
    "enqueue": enqueueing.main,
    "latency": latency.main,
    "room": room.main,
    "statistics": statistics.main,
    "monitoring": monitoring.main,
    "mixed": mixed.main,
    "backlog": backlog.main,
    "keyed": keyed.main,
    "searching": searching.main,
    "pages": pages.main,
    "importing": importing.main,
    "publishing": publishing.main,
}


def main() -> None:
    """Measure every part, or those that ONLY names."""
    only = set(filter(None, os.environ.get("ONLY", "").split(",")))
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        print("the server:", *server_command(valkey_program(), Path(folder)))
    for name, measure in PARTS.items():
        if not only or name in only:
            _measure(report, name, measure)
    report.summarise()


def _measure(report: Report, name: str, measure: Callable[[Report], None]) -> None:
    try:
        measure(report)
    except Exception:  # noqa: BLE001  (what one part cannot do must not cost the others their figures)
        traceback.print_exc()
        report.unmeasured.append(name)


if __name__ == "__main__":
    main()
