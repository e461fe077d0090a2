"""Produces fourteen faults in a running FSP, one by one, and checks what the overview says of each.

Run it as `make faults`. ONLY="backlog,memory" runs some of them, AT_ONCE=4 four at a time. Exit code 1 unless each is
the first problem, with its cause and a button that acts. The faults of a disk need root, that of the clock libfaketime.
"""

import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor

from bench.faults.overview import Card
from bench.faults.running import running
from bench.faults.scenarios import FAULTS, Fault, disk_of

SECONDS = 180
"""How long the overview may take to name a fault: hung jobs count as such after 90 s, dead workers after 45 s."""


def main() -> None:
    """Run the faults, each in a process of its own, and print the table."""
    if len(sys.argv) > 1:
        sys.exit(_run_one(next(fault for fault in FAULTS if fault.name == sys.argv[1])))
    names = [name for name in os.environ.get("ONLY", "").split(",") if name] or [fault.name for fault in FAULTS]
    at_once = int(os.environ.get("AT_ONCE", "2"))
    with ThreadPoolExecutor(at_once) as pool:
        results = list(pool.map(_run_apart, names))
    named = sum(is_named for is_named, _ in results)
    print(f"\n{'fault':26}  {'after':>6}  what the overview says\n{'-' * 110}")
    for _, line in results:
        print(line)
    print(f"{'-' * 110}\n{named} of {len(results)} named first, with their cause and a button that acts")
    sys.exit(0 if named == len(results) else 1)


def _run_apart(name: str) -> tuple[bool, str]:
    done = subprocess.run([sys.executable, "-m", "bench.faults", name], capture_output=True, text=True, check=False)
    lines = done.stdout.rstrip() or f"{name:26}  FAILED  {(done.stderr.strip().splitlines() or ['no output'])[-1]:.200}"
    print(lines, file=sys.stderr, flush=True)
    return done.returncode == 0, lines


def _run_one(fault: Fault) -> int:
    """Produce one fault; print what the overview says of it; return 0 if that is right."""
    with disk_of(fault), running(fault.web_variables, **fault.variables) as fsp:
        started = time.monotonic()
        fault.produce(fsp)
        try:
            first: Card | None = None
            while time.monotonic() - started < SECONDS:
                cards = fsp.overview.cards()
                first = cards[0] if cards else None
                if first and is_named(fault, first):
                    break
                time.sleep(2)
        finally:
            # What is frozen could not be stopped.
            fsp.valkey.send_signal(signal.SIGCONT)
        seconds = time.monotonic() - started
        print(_line(fault, first, seconds))
        return 0 if first and is_named(fault, first) else 1


def is_named(fault: Fault, card: Card) -> bool:
    """Return whether a card is about the fault, with its cause and its button."""
    has_cause = all(re.search(words, card.text) for words in fault.says)
    return card.rule == fault.rule and has_cause and fault.button in card.button


def _line(fault: Fault, card: Card | None, seconds: float) -> str:
    if card is None:
        return f"{fault.name:26}  {'—':>6}  NOT NAMED: the overview shows no problem"
    verdict = "" if is_named(fault, card) else f"WRONG ({card.rule}): "
    said = textwrap.wrap(f"{verdict}{card.text} [{card.button}]", 74)
    return f"\n{'':36}".join([f"{fault.name:26}  {seconds:4.0f} s  {said[0]}", *said[1:]])


if __name__ == "__main__":
    main()
