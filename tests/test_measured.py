"""What `docs/measured.md` says of the monitoring criteria: all of them, and where each is tested."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECTION = (ROOT / "docs/measured.md").read_text(encoding="utf-8").split("## `make simulate` and `make measure`")[1]
ROWS = [line for line in SECTION.split("\n## ")[0].splitlines() if line.startswith("| M")]


def test_all_twenty_five_criteria_are_there_in_order() -> None:
    numbers = [int(row.split("|")[1].strip().removeprefix("M")) for row in ROWS]

    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 26))


def test_every_file_that_is_named_is_there_and_every_criterion_has_a_test() -> None:
    named = {path for row in ROWS for path in re.findall(r"`((?:tests|simulate|measure|bench)/[^`]+\.py)`", row)}
    tested = {row.split("|")[1].strip() for row in ROWS if "`tests/" in row}

    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []
    assert tested == {f"M{number}" for number in range(1, 26)}
