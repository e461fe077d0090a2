"""FSP beside stock RQ, and Dramatiq where it is installed, in one run, on a Valkey that appends to its file.

Run it as `make bench`; ONLY (such as ONLY=drain,enqueue) and SCALE (0.1 for a quick look) change what it does.
"""

import os

from bench import drain, footprint, latency, mixed

PARTS = {
    "drain": drain.main,
    "enqueue": latency.enqueueing,
    "latency": latency.idle_latency,
    "footprint": footprint.main,
    "mixed": mixed.main,
}


def main() -> None:
    """Measure every part, or those that ONLY names."""
    only = set(filter(None, os.environ.get("ONLY", "").split(",")))
    for name, measure in PARTS.items():
        if not only or name in only:
            measure()


if __name__ == "__main__":
    main()
