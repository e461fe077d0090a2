"""Journals on loopback in a process of their own, `python -m bench.journal_servers 6`, until its input ends."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from testbed.platforms.journal import JournalServer


@contextmanager
def journal_servers(count: int) -> Iterator[list[str]]:
    """Run the servers; yield their addresses."""
    command = [sys.executable, "-m", "bench.journal_servers", str(count)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield process.stdout.readline().split()
        finally:
            process.stdin.close()


def main() -> None:
    """Run the servers until the standard input ends."""
    with ExitStack() as stack:
        servers = [stack.enter_context(JournalServer().running()) for _ in range(int(sys.argv[1]))]
        print(*(server.url for server in servers), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
