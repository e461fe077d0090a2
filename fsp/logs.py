"""Log lines: one event name and its fields, as `time level logger event key=value`."""

import logging
import sys
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class FieldFormatter(logging.Formatter):
    """Writes the event and the fields given as `extra`, with control characters escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line; a traceback follows on lines of its own."""
        moment = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        fields = "".join(f" {key}={_printable(value)}" for key, value in vars(record).items() if key not in _STANDARD)
        line = f"{moment} {record.levelname} {record.name} {_one_line(record.getMessage())}{fields}"
        if record.exc_info:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return line


def configure(level: str) -> None:
    """Send every log line of this process to standard error in FSP's form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FieldFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Its INFO lines repeat what FSP logs itself, at several lines a job.
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)


def _printable(value: object) -> str:
    text = _one_line(str(value))
    return f'"{text}"' if " " in text or not text else text
