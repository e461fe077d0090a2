"""`fsp import`: a summary in one line, errors with their line, and an exit code for scripts."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from fsp.cli.main import fsp


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("FSP_DATA_DIR", str(tmp_path / "var"))
    return CliRunner()


def test_an_import_prints_a_summary_and_the_address_of_the_project(run: CliRunner, tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "good.md").write_text("---\ntitle: Good\n---\n\nText.\n")

    first = run.invoke(fsp, ["import", str(posts), "--project", "Garden"])
    (posts / "bad.md").write_text("---\ntitle: Bad\ndate: soon\n---\n")
    second = run.invoke(fsp, ["import", str(posts), "--project", "Garden"])

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert "Imported 1 post into project garden: 1 new, 0 updated, 0 unchanged, 1 without a date." in first.output
    assert "View: http://127.0.0.1:8000/projects/garden" in first.output
    assert "0 new, 0 updated, 1 unchanged" in second.output
    assert "1 file with an error" in second.output
    assert "bad.md:3:" in second.output


def test_a_file_that_is_no_export_is_refused(run: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "x.txt").touch()

    result = run.invoke(fsp, ["import", str(tmp_path / "x.txt"), "--project", "Garden"])

    assert result.exit_code == 2
    assert "cannot be imported. Choose a folder or zip of Markdown files" in result.output


def test_a_dry_run_prints_the_plan_and_changes_nothing(run: CliRunner, tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "good.md").write_text("---\ntitle: Good\n---\n\nText.\n")
    (posts / "held.md").write_text("---\ntitle: Held\ndate: 2020-01-02\npublished: false\n---\n\nText.\n")

    planned = run.invoke(fsp, ["import", str(posts), "--project", "Garden", "--dry-run"])
    done = run.invoke(fsp, ["import", str(posts), "--project", "Garden"])

    assert planned.exit_code == 0
    assert "held.md: imported as a draft: its front matter says published: false." in planned.output
    assert (
        "Dry run: 2 posts: 2 new, 0 updated, 0 unchanged, 1 held back, 1 without a date. Nothing was changed."
    ) in planned.output
    assert "2 new, 0 updated" in done.output
