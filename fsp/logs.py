"""Log lines: an event name and its fields, as `time level logger event key=value`, with secrets hidden."""

import logging
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType

from fsp.security.redaction import MAX_TEXT_CHARACTERS, redact, redact_text

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

HALF = MAX_TEXT_CHARACTERS // 2 - 10
"""How much of each end of a long traceback is kept."""

_fields: ContextVar[Mapping[str, object]] = ContextVar("fsp_log_fields", default=MappingProxyType({}))


class log_fields:  # noqa: N801  (a class, as every job enters one: a generator takes three times as long)
    """Adds fields to every line logged within a with block, also by other libraries."""

    __slots__ = ("_added", "_token")

    def __init__(self, **fields: object) -> None:
        self._added = fields

    def __enter__(self) -> None:
        self._token = _fields.set({**_fields.get(), **self._added})

    def __exit__(self, *_: object) -> None:
        _fields.reset(self._token)


class FieldFormatter(logging.Formatter):
    """Formats the event and the fields in `extra`, with control characters escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line. A traceback follows on separate lines."""
        moment = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        fields = "".join(
            f" {key}={_printable(key, value)}" for key, value in vars(record).items() if key not in _STANDARD
        )
        line = f"{moment} {record.levelname} {record.name} {one_line(redact_text(_message(record)))}{fields}"
        if record.exc_info:
            line = f"{line}\n{_set_in(self.formatException(record.exc_info))}"
        return line


class ProcessFormatter(FieldFormatter):
    """Also formats the fields of `log_fields`, because the log of a process mixes lines of many jobs."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line. A field of the record precedes those of the block."""
        missing = {name: value for name, value in _fields.get().items() if name not in vars(record)}
        # Other handlers, such as that of a job's own log, format the same record.
        return super().format(logging.makeLogRecord({**vars(record), **missing}) if missing else record)


def configure_unless_done(level: str) -> None:
    """Configure logging like `configure`, unless the surrounding program has already configured it."""
    if not logging.getLogger().handlers:
        configure(level)


def configure(level: str) -> None:
    """Send every log line of this process to standard error in FSP's format."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ProcessFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Its INFO lines repeat FSP's own and would add several lines per job.
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # HTTP libraries that user-defined jobs may use. FSP itself uses neither.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpx2").setLevel(logging.WARNING)


def one_line(text: str) -> str:
    """Return a text with control characters escaped, so that it cannot imitate another line or change colours."""
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
    # Indented, so that no line of an error message looks like a log line.
    return "\n".join(f"  {one_line(line)}" for line in redact_text(traceback).splitlines())


def _printable(name: str, value: object) -> str:
    if value is None or isinstance(value, bool | int | float):
        return _shown(value)
    text = one_line(str(redact({name: _shown(value)})[name]))
    if text and not any(mark in text for mark in ' "='):
        return text
    # An unescaped quote would let the rest imitate other fields.
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
