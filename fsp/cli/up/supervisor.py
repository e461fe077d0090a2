"""Keeps a set of processes running: one loop over their output, their exits and signals."""

import os
import selectors
import signal
import sys
import time
from types import FrameType
from typing import IO

from fsp.cli.up.hang_watch import HangWatch
from fsp.cli.up.orphans import adopts_orphans, reap_orphans
from fsp.cli.up.process import Process
from fsp.cli.up.reloading import Reloading

SUPERVISOR = "fsp"
"""The prefix of the supervisor's own lines."""

TICK_SECONDS = 0.2
GRACE_SECONDS = 8.0
BUDGET_SECONDS = 9.0
"""The time to stop everything. Docker and others kill a container after 10 s."""

RESERVE_SECONDS = 1.5
"""The part of it reserved for each group that still has to stop. Valkey needs an orderly stop most, and comes last."""

COLOURS = (36, 32, 33, 35, 34, 31)


class Supervisor:
    """Starts processes, prints their output, restarts those that exit, and stops all in order."""

    def __init__(self, *, grace_seconds: float = GRACE_SECONDS, budget_seconds: float = BUDGET_SECONDS) -> None:
        self.grace_seconds = grace_seconds
        self.budget_seconds = budget_seconds
        self.processes: list[Process] = []
        self._selector = selectors.DefaultSelector()
        self._stop_signals = 0
        self._adopts_orphans = adopts_orphans()
        self._width = 0
        self.hang_watch = HangWatch()
        self.reloading: Reloading | None = None

    def catch_signals(self) -> None:
        """Stop on Ctrl-C and SIGTERM. A second one kills immediately."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        signal.signal(signal.SIGUSR2, self._on_reload)
        if not sys.stdin.isatty():
            # On a terminal, SIGHUP means that the terminal was closed.
            signal.signal(signal.SIGHUP, self._on_reload)

    @property
    def stopping(self) -> bool:
        """Return whether a stop was requested."""
        return self._stop_signals > 0

    def add(self, process: Process) -> None:
        """Start a process and keep it running."""
        self.processes.append(process)
        self._width = max(self._width, len(process.name))
        self.start(process)

    def watch(self, seconds: float = TICK_SECONDS) -> None:
        """Print output for this long, and restart processes that have exited or do not respond."""
        for key, _ in self._selector.select(seconds):
            self._print_lines(key.data, key.fileobj)  # type: ignore[arg-type]
        if self._adopts_orphans:
            reap_orphans({process.running.pid for process in self.processes if process.running is not None})
        now = time.monotonic()
        for process in self.processes:
            if process.running is not None and process.running.poll() is not None:
                self._note_death(process, now)
            if process.start_again_at is not None and now >= process.start_again_at:
                self.start(process)
        self._kill_hung(now)
        if self.reloading is not None:
            self.reloading.step(self)

    def run(self) -> None:
        """Run until a stop is requested."""
        while not self.stopping:
            self.watch()

    def stop(self) -> None:
        """Stop everything, lowest order first. Processes that exceed their grace period are killed.

        The total stays within the budget, so slow workers never prevent an orderly stop of Valkey.
        """
        end = time.monotonic() + self.budget_seconds
        processes = [*self.processes, *(self.reloading.others if self.reloading else ())]
        orders = sorted({process.order for process in processes})
        for later, order in zip(range(len(orders) - 1, -1, -1), orders, strict=True):
            group = [process for process in processes if process.order == order]
            allowed = end - time.monotonic() - later * RESERVE_SECONDS
            patience = max(process.stop_seconds or self.grace_seconds for process in group)
            self._stop_all(group, min(patience, allowed))
        self._drain()

    def say(self, line: str) -> None:
        """Print a line of the supervisor itself."""
        self._print(SUPERVISOR, line)

    def _note_death(self, process: Process, now: float) -> None:
        code = process.running.returncode if process.running is not None else 0
        pause = process.note_death(now)
        self.say(f"{process.name} ended with {code}; starting it again" + (f" in {pause:.1f} s" if pause else ""))
        if process.heal is None:
            return
        self._drain()
        done = process.heal(tuple(process.last_lines))
        process.last_lines.clear()
        if done:
            self.say(done)
            process.start_again_at = now

    def _kill_hung(self, now: float) -> None:
        for process, silent in self.hang_watch.find_hung(self.processes, now):
            self.say(f"{process.name} has not answered for {silent:.0f} s; killing it")
            process.signal(signal.SIGKILL)

    def _stop_all(self, group: list[Process], patience_seconds: float) -> None:
        deadline = time.monotonic() + patience_seconds
        for process in group:
            process.start_again_at = None
            process.terminate()
        while time.monotonic() < deadline and self._stop_signals <= 1 and _any_running(group):
            self._drain()
        for process in group:
            process.signal(signal.SIGKILL)
            if process.running is not None:
                process.running.wait()

    def start(self, process: Process) -> None:
        """Start a process and print its output from now on."""
        pipe = process.start(time.monotonic())
        os.set_blocking(pipe.fileno(), False)
        self._selector.register(pipe, selectors.EVENT_READ, process)

    def _drain(self) -> None:
        for key, _ in self._selector.select(0.05):
            self._print_lines(key.data, key.fileobj)  # type: ignore[arg-type]

    def _print_lines(self, process: Process, pipe: IO[bytes]) -> None:
        lines = pipe.readlines()
        if not lines:
            self._selector.unregister(pipe)
            pipe.close()
        for line in lines:
            text = line.decode("utf-8", "replace").rstrip()
            process.last_lines.append(text)
            self._print(process.name, text)

    def _print(self, name: str, line: str) -> None:
        prefix = f"{name:<{self._width}} |"
        if sys.stdout.isatty():
            prefix = f"\x1b[{COLOURS[sum(name.encode()) % len(COLOURS)]}m{prefix}\x1b[0m"
        try:
            print(prefix, line, flush=True)
        except BrokenPipeError:
            self._stop_signals += 1

    def _on_reload(self, _number: int, _frame: FrameType | None) -> None:
        if self.reloading is not None:
            self.reloading.is_requested = True

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stop_signals += 1


def _any_running(processes: list[Process]) -> bool:
    return any(process.running is not None and process.running.poll() is None for process in processes)
