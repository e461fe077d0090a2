"""`fsp site rebuild`: every page again."""

from click.testing import CliRunner

from fsp import paths
from fsp.cli.main import fsp
from fsp.core import current_settings
from fsp.models.project import Project
from fsp.stores import db


def test_a_site_is_written_again(run: CliRunner) -> None:
    db.session.add(Project(slug="garden", title="Garden"))
    db.session.commit()
    folder = paths.site_folder(current_settings()) / "garden"

    first = run.invoke(fsp, ["site", "rebuild", "garden"])
    (folder / "index.html").write_text("changed by somebody")
    again = run.invoke(fsp, ["site", "rebuild", "garden"])

    assert "files changed" in first.output
    assert "1 files changed" in again.output
    assert "No posts yet." in (folder / "index.html").read_text()
    assert run.invoke(fsp, ["site", "rebuild", "nowhere"]).exit_code == 1
