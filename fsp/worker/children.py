"""The children of a worker: started, replaced when they end, asked to stop, and killed."""

import select
import time
from collections.abc import Callable
from dataclasses import dataclass

from fsp.worker.child import Child
from fsp.worker.self_report import SelfReport
from fsp.worker.slots import Slots
from fsp.worker.unfinished import Unfinished

YOUNG_SECONDS = 1.0


@dataclass
class Children:
    """The children of one worker; `running` are those it has not let go, and `work_of` returns what one is to do."""

    running: list[Child]
    slots: Slots
    unfinished: Unfinished
    report: SelfReport
    work_of: Callable[[Child], Callable[[], bool]]

    def start(self) -> None:
        """Start every child."""
        for child in self.running:
            self._start(child)

    def tend(self, seconds: float, *, may_replace: Callable[[Child, int], bool]) -> None:
        """Wait up to so many seconds for children to end; start one in the place of each that may be replaced."""
        ended, _, _ = select.select([child.pipe for child in self.running], [], [], seconds)
        for child in [child for child in self.running if child.pipe in ended]:
            is_young = time.monotonic() - child.started_at < YOUNG_SECONDS
            code = self.unfinished.end_with(child)
            if not may_replace(child, code):
                self.running.remove(child)
                continue
            self.report.note_end(child, code)
            if is_young and code != 0 and not child.was_killed:
                # One that cannot even start must not be started as fast as the machine can.
                time.sleep(YOUNG_SECONDS)
            self._start(child)

    def ask_to_stop(self) -> None:
        """Let every child finish what it runs and end."""
        for child in self.running:
            child.ask_to_stop()

    def kill(self) -> None:
        """Kill every child."""
        for child in self.running:
            child.kill()

    def end(self) -> None:
        """Kill the children that have not ended, and record how their jobs ended with them."""
        for child in [child for child in self.running if child.pipe >= 0]:
            child.kill()
            self.unfinished.end_with(child)

    def _start(self, child: Child) -> None:
        child.done_before = sum(self.slots.counts_of(slot) for slot in child.slots)
        child.start(self.work_of(child))
