"""`fsp --help` fits a terminal of 80 columns."""

from click.testing import CliRunner

from fsp.cli.main import fsp


def test_no_line_of_the_help_is_cut() -> None:
    output = CliRunner().invoke(fsp, ["--help"], terminal_width=80).output

    assert [line for line in output.splitlines()[1:] if line.endswith("...") or len(line) > 80] == []
    assert "Manage dead letters: jobs that failed permanently." in output


def test_the_version_is_shown() -> None:
    assert CliRunner().invoke(fsp, ["--version"]).output.startswith("FSP ")
