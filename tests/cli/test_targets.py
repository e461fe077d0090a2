"""`fsp targets`."""

from click.testing import CliRunner

from fsp.cli.main import fsp


def test_targets_are_listed_one_a_line(run: CliRunner) -> None:
    lines = run.invoke(fsp, ["targets"]).stdout.splitlines()

    assert len(lines) == 8
    assert "insufficient data\tAverage job duration\t—\tbelow 30 s\tn=0\tthe last 24 hours" in lines
