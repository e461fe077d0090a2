"""Breaking work off at its nth SQL statement, as a crash does: nothing catches it, what is not committed is lost."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import event

from fsp.stores import db


class Crash(BaseException):
    """What nothing catches."""


def is_broken_off(work: Callable[[], object], *, after: int) -> bool:
    """Do some work and crash after so many statements; return whether it got so far."""
    left = after

    def crash(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Crash

    event.listen(db.engine, "before_cursor_execute", crash)
    try:
        with suppress(Crash):
            work()
            return False
        return True
    finally:
        event.remove(db.engine, "before_cursor_execute", crash)
        db.session.remove()
