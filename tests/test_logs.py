"""Log lines: one each, whatever is in them."""

import logging
import sys

import pytest

from fsp.logs import FieldFormatter, ProcessFormatter, log_fields


def line(message: str, **fields: object) -> str:
    record = logging.LogRecord("fsp.test", logging.INFO, "file", 1, message, None, None)
    vars(record).update(fields)
    return FieldFormatter().format(record)


def test_fields_follow_the_event() -> None:
    assert line("job done", job_id="a", seconds=1.5).endswith("INFO fsp.test job done job_id=a seconds=1.5")


@pytest.mark.parametrize("forged", ["a\nERROR forged", "\x1b[31mred", "a\r\nb"])
def test_a_line_cannot_be_forged(forged: str) -> None:
    written = line("job done", error=forged)

    assert "\n" not in written
    assert "\x1b" not in written


def test_texts_with_spaces_are_quoted() -> None:
    assert 'error="no such file"' in line("failed", error="no such file")


def test_a_quote_does_not_end_a_value() -> None:
    assert line("audit", by='eve" outcome=done x="').endswith(r'by="eve\" outcome=done x=\""')


def test_an_error_with_lines_of_its_own_cannot_forge_one() -> None:
    try:
        raise ValueError("bad\n2026-01-01T00:00:00.000Z INFO fsp.audit forged")
    except ValueError:
        record = logging.LogRecord("fsp.test", logging.ERROR, "file", 1, "failed", None, sys.exc_info())

    written = FieldFormatter().format(record).splitlines()

    assert [result for result in written if not result.startswith("  ")] == written[:1]


SECRET = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"


def raised(error: Exception) -> str:
    """Return the lines that an error is logged with."""
    record = logging.LogRecord("fsp.test", logging.ERROR, "file", 1, "failed", None, (type(error), error, None))
    return ProcessFormatter().format(record)


@pytest.mark.parametrize(
    "text",
    [
        *(SECRET, f"Authorization: Bearer {SECRET}", "postgresql://ada:ae178B4a@db/fsp", "pwd=ae178B4a"),
        "https://fsp.example/login?token=ae178B4a-292c6912E7710c838347",
    ],
)
def test_secrets_are_in_no_line(text: str) -> None:
    caused = ValueError(f"refused:\n{text}")
    caused.__cause__ = RuntimeError(text)
    lines = [line(f"asked {text}"), line("asked", error=text), line("asked", answer={"header": text}), raised(caused)]

    assert [result for result in lines if "ae178B4a" in result or "292c6912" in result] == []
    assert "ValueError: refused" in lines[-1]


def test_a_field_with_a_secret_name_is_hidden_and_numbers_are_as_they_are() -> None:
    assert line("asked", api_key="plain words", seconds=1.5).endswith("asked api_key=[hidden] seconds=1.5")


def test_a_long_traceback_ends_with_its_error() -> None:
    written = raised(ValueError("\n".join(f"row {number} of the table" for number in range(9000)) + "\nthe last row"))

    assert written.endswith("the last row")
    assert len(written) < 90_000


class Mute:
    def __str__(self) -> str:
        raise RuntimeError("not even this")


def test_a_line_with_wrong_arguments_is_written_as_it_is() -> None:
    record = logging.LogRecord("fsp.test", logging.INFO, "file", 1, "sold %d of %s", ("many",), None)

    assert FieldFormatter().format(record).endswith("INFO fsp.test sold %d of %s ('many',)")


def test_a_value_that_cannot_be_written_costs_only_itself() -> None:
    assert line("sold", shelf=Mute(), row=7).endswith('sold shelf="<Mute whose text raised RuntimeError>" row=7')


def test_lines_within_a_block_carry_its_fields_and_their_own_stand() -> None:
    record = logging.LogRecord("other.library", logging.INFO, "file", 1, "seen", None, None)
    own = logging.makeLogRecord({**vars(record), "job_id": "its-own"})

    with log_fields(job_id="a", job_type="b"):
        written = [ProcessFormatter().format(entry) for entry in (record, own)]
        of_a_job = FieldFormatter().format(record)

    assert written[0].endswith("INFO other.library seen job_id=a job_type=b")
    assert written[1].endswith("INFO other.library seen job_id=its-own job_type=b")
    assert of_a_job.endswith("INFO other.library seen")
    assert ProcessFormatter().format(record).endswith("seen")
