"""The children of a worker: started, replaced, stopped and killed."""

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
    """The children of one worker. `running` are its current ones, and `work_of` returns the work of one."""

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
        """Wait this many seconds for children to exit; replace each one that may be replaced."""
        ended, _, _ = select.select([child.pipe for child in self.running], [], [], seconds)
        for child in [child for child in self.running if child.pipe in ended]:
            is_young = time.monotonic() - child.started_at < YOUNG_SECONDS
            code = self.unfinished.end_with(child)
            if not may_replace(child, code):
                self.running.remove(child)
                continue
            self.report.note_end(child, code)
            if is_young and code != 0 and not child.was_killed:
                # A child that cannot even start must not be restarted in a tight loop.
                time.sleep(YOUNG_SECONDS)
            self._start(child)

    def ask_to_stop(self) -> None:
        """Let every child finish its jobs and exit."""
        for child in self.running:
            child.ask_to_stop()

    def kill(self) -> None:
        """Kill every child."""
        for child in self.running:
            child.kill()

    def end(self) -> None:
        """Kill the remaining children, and record the results of their jobs."""
        for child in [child for child in self.running if child.pipe >= 0]:
            child.kill()
            self.unfinished.end_with(child)

    def _start(self, child: Child) -> None:
        child.done_before = sum(self.slots.counts_of(slot) for slot in child.slots)
        child.start(self.work_of(child))
