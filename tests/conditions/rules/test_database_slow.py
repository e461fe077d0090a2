"""A slow database: the card has a command for the database in use."""

from datetime import UTC, datetime

import pytest

from fsp.conditions.facts.infrastructure import DatabaseFacts
from fsp.conditions.rules.database_slow import DATABASE_SLOW, PROCESSES_COMMAND, TRANSACTIONS_COMMAND
from fsp.conditions.snapshot import Snapshot

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("dialect", "command"),
    [("postgresql", TRANSACTIONS_COMMAND), ("sqlite", PROCESSES_COMMAND), ("", PROCESSES_COMMAND)],
)
def test_the_command_fits_the_database(dialect: str, command: str) -> None:
    snapshot = Snapshot(NOON, database=DatabaseFacts(answers=True, milliseconds=900.0, dialect=dialect))

    (finding,) = DATABASE_SLOW.find(snapshot) or []

    assert finding.action.command == command
