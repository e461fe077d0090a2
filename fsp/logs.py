"""Log lines: one event name and its fields, as `time level logger event key=value`, with secrets hidden."""

import logging
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType

from fsp.security.redaction import MAX_TEXT_CHARACTERS, redact, redact_text

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

HALF = MAX_TEXT_CHARACTERS // 2 - 10
"""What is left of each end of a traceback that is too long."""

_fields: ContextVar[Mapping[str, object]] = ContextVar("fsp_log_fields", default=MappingProxyType({}))


class log_fields:  # noqa: N801  (a class, as every job enters one: a generator takes three times as long)
    """Adds fields to every line that is logged within a with block, also by other libraries."""

    __slots__ = ("_added", "_token")

    def __init__(self, **fields: object) -> None:
        self._added = fields

    def __enter__(self) -> None:
        self._token = _fields.set({**_fields.get(), **self._added})

    def __exit__(self, *_: object) -> None:
        _fields.reset(self._token)


class FieldFormatter(logging.Formatter):
    """Writes the event and the fields given as `extra`, with control characters escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line; a traceback follows on lines of its own."""
        moment = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        fields = "".join(
            f" {key}={_printable(key, value)}" for key, value in vars(record).items() if key not in _STANDARD
        )
        line = f"{moment} {record.levelname} {record.name} {one_line(redact_text(_message(record)))}{fields}"
        if record.exc_info:
            line = f"{line}\n{_set_in(self.formatException(record.exc_info))}"
        return line


class ProcessFormatter(FieldFormatter):
    """Writes the fields of `log_fields` too: in the log of a process lines of many jobs follow each other."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line; a field of the record's own stands before one of the block."""
        missing = {name: value for name, value in _fields.get().items() if name not in vars(record)}
        # Other handlers, such as that of a job's own log, write the same record.
        return super().format(logging.makeLogRecord({**vars(record), **missing}) if missing else record)


def configure_unless_done(level: str) -> None:
    """Configure logging as `configure` does, unless the program that FSP runs in has done so its own way."""
    if not logging.getLogger().handlers:
        configure(level)


def configure(level: str) -> None:
    """Send every log line of this process to standard error in FSP's form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ProcessFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Its INFO lines repeat what FSP logs itself, at several lines a job.
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # What jobs of your own may ask with; FSP itself uses neither.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpx2").setLevel(logging.WARNING)


def one_line(text: str) -> str:
    """Return a text with its control characters escaped, so that it cannot pass for two lines, or colour one."""
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001  (wrong arguments, or a value that cannot be written: the event still counts)
        return f"{record.msg} {_shown(record.args)}"


def _shown(value: object) -> str:
    try:
        return str(value)
    except Exception as error:  # noqa: BLE001  (the value's own code may raise anything)
        return f"<{type(value).__name__} whose text raised {type(error).__name__}>"


def _set_in(traceback: str) -> str:
    if len(traceback) > MAX_TEXT_CHARACTERS:
        # The error itself is at the end.
        traceback = f"{traceback[:HALF]}\n[…]\n{traceback[-HALF:]}"
    # Set in, so that no line of an error's message looks like one of the log's own.
    return "\n".join(f"  {one_line(line)}" for line in redact_text(traceback).splitlines())


def _printable(name: str, value: object) -> str:
    if value is None or isinstance(value, bool | int | float):
        return _shown(value)
    text = one_line(str(redact({name: _shown(value)})[name]))
    if text and not any(mark in text for mark in ' "='):
        return text
    # A quote inside would let the rest pass for fields of their own.
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
