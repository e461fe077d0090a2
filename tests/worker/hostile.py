"""Errors that make trouble when they are asked, and job types that raise them."""

import asyncio
import logging
import os
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from fsp.errors import PermanentFailure, ServiceUnavailable
from fsp.jobs.circuit import Circuit
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import current_run, progress, step
from fsp.worker.watching import RunLog


class Mute(Exception):
    def __str__(self) -> str:
        raise RuntimeError("not even this")


class NoText(Exception):
    def __str__(self) -> str:
        return None  # type: ignore[return-value]  # noqa: PLE0307


class OddResponse(Exception):
    @property
    def response(self) -> Any:
        raise SystemExit("no response")


class OddClass(Exception):
    @property  # type: ignore[misc]
    def __class__(self) -> type:
        raise KeyboardInterrupt


class Exit(Exception):
    def __str__(self) -> str:
        raise SystemExit("not even this")


class Endless(Exception):
    def __str__(self) -> str:
        return str(self)


class Unlike(Exception):
    def __repr__(self) -> str:
        raise MemoryError

    def __eq__(self, other: object) -> bool:
        raise ValueError(other)

    def __hash__(self) -> int:
        raise KeyboardInterrupt


def _deep_group() -> BaseException:
    error: BaseException = Mute()
    for depth in range(200):
        error = BaseExceptionGroup("x" * 1_000, [error, ValueError(depth)])
    return error


class Linked(Exception):
    """Has itself as its cause."""


def _linked() -> BaseException:
    error = Linked("round")
    error.__cause__ = Linked("and round")
    error.__cause__.__context__ = error
    return error


class Answer:
    status_code = 503

    def __init__(self, retry_after: str) -> None:
        self.headers = {"retry-after": retry_after}


class Answered(Exception):
    def __init__(self, retry_after: str) -> None:
        super().__init__("refused")
        self.response = Answer(retry_after)


ERRORS: dict[str, Callable[[], BaseException]] = {
    "Mute": Mute,
    "NoText": NoText,
    "OddResponse": OddResponse,
    "OddClass": OddClass,
    "Answered": lambda: Answered("Fri, 31 Dec 99999 23:59:59 GMT"),
    "Answered-": lambda: Answered("Mon, 01 Jan 0001 00:00:00 +2359"),
    "ServiceUnavailable": lambda: ServiceUnavailable("busy", retry_after_seconds=float("nan")),
    "ServiceUnavailable-": lambda: ServiceUnavailable("busy", retry_after_seconds="soon"),  # type: ignore[arg-type]
    "UnicodeDecodeError": lambda: UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"),
    "ValueError": lambda: ValueError("\ud800 and \0"),
    "ValueError-": lambda: ValueError("x" * 1_000_000),
    "SystemExit": lambda: SystemExit(0),
    "KeyboardInterrupt": KeyboardInterrupt,
    "GeneratorExit": GeneratorExit,
    "CancelledError": asyncio.CancelledError,
    "BaseExceptionGroup": lambda: BaseExceptionGroup("two", [KeyboardInterrupt(), Mute()]),
    "BaseException": BaseException,
    "StopIteration": StopIteration,
    "StopAsyncIteration": StopAsyncIteration,
    "MemoryError": MemoryError,
    "RecursionError": RecursionError,
    "Exit": Exit,
    "Endless": Endless,
    "ExceptionGroup": _deep_group,
    "Unlike": Unlike,
    "Linked": _linked,
}
"""By the class a person is to read, and a dash where there are two."""


@job_type("test-hostile", retries=3, concurrency=50, circuit=Circuit(failures=1000))
def hostile(kind: str) -> None:
    """Raise such an error."""
    raise ERRORS[kind]()


@job_type("test-hostile-async", retries=3, concurrency=50, circuit=Circuit(failures=1000))
async def hostile_async(kind: str) -> None:
    """Raise such an error after a turn of the event loop."""
    await asyncio.sleep(0)
    raise ERRORS[kind]()


@job_type("test-exhausting", retries=3, concurrency=50, circuit=Circuit(failures=1000))
def exhausting(kind: str) -> None:
    """Use up what Python has, in earnest."""
    if kind == "RecursionError":
        exhausting(kind)
    elif kind == "MemoryError":
        bytearray(1 << 60)
    else:
        next(iter(()))


@job_type("test-permanent-group", retries=3)
def permanent_group() -> None:
    """Raise a group of what cannot be mended."""
    raise ExceptionGroup("both", [PermanentFailure("one"), ExceptionGroup("inner", [PermanentFailure("two")])])


@job_type("test-large", retries=3)
def large() -> str:
    """Return too much."""
    return "x" * 20_000_000


@job_type("test-odd-telling", retries=0)
def odd_telling() -> str:
    """Tell what is no number, and log what does not fit."""
    # The handlers of pytest raise over a bad line, on purpose.
    logging.root.handlers = [handler for handler in logging.root.handlers if isinstance(handler, RunLog)]
    progress(Decimal(1), Decimal(2), "half\ud800")
    progress("x", 2)  # type: ignore[arg-type]
    logging.getLogger("shop").warning("sold %d of %s", "many")  # noqa: PLE1206
    logging.getLogger("shop").warning("sold", extra={"shelf": Mute()})
    with step(Mute):  # type: ignore[arg-type]
        pass
    return current_run().job_id


@job_type("test-fork", retries=0)
def fork() -> int:
    """Fork a copy that comes back from the function, too."""
    copy = os.fork()
    if copy:
        os.waitpid(copy, 0)
    return os.getpid()
