"""`fsp items create`, `show`, `edit`, `revisions` and `use`."""

import pytest
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.content.project_settings import ProjectText, create_project


@pytest.fixture
def project(run: CliRunner) -> str:
    return create_project(ProjectText("Garden")).slug


def test_a_post_is_created_edited_and_shown(run: CliRunner, project: str) -> None:
    created = run.invoke(fsp, ["items", "create", project, "Beans", "--tags", "a, b", "--file", "-"], input="One.\r\n")
    number = created.output.strip()
    edited = run.invoke(fsp, ["items", "edit", number, "--title", "Broad beans", "--series", "Pulses", "--unlisted"])
    rewritten = run.invoke(fsp, ["items", "edit", number, "--file", "-"], input="Two.\n")
    shown = run.invoke(fsp, ["items", "show", number]).output
    text = run.invoke(fsp, ["items", "show", number, "--text"]).output

    assert [result.exit_code for result in (created, edited, rewritten)] == [0, 0, 0]
    assert "title\tBroad beans" in shown
    assert "tags\ta, b" in shown
    assert "series\tPulses" in shown
    assert text == "Two.\n\n"


def test_revisions_are_listed_and_used(run: CliRunner, project: str) -> None:
    number = run.invoke(fsp, ["items", "create", project, "Beans", "--file", "-"], input="One.").output.strip()
    run.invoke(fsp, ["items", "edit", number, "--file", "-"], input="Two.")

    listed = run.invoke(fsp, ["items", "revisions", number]).output.splitlines()
    used = run.invoke(fsp, ["items", "use", number, "1"])

    assert [line.split("\t")[0] for line in listed] == ["2", "1"]
    assert listed[0].endswith("current")
    assert used.exit_code == 0
    assert run.invoke(fsp, ["items", "show", number, "--text"]).output == "One.\n"


def test_what_does_not_exist_or_is_deleted_is_named(run: CliRunner, project: str) -> None:
    number = run.invoke(fsp, ["items", "create", project, "Beans"]).output.strip()

    missing = run.invoke(fsp, ["items", "use", number, "7"])
    unknown = run.invoke(fsp, ["items", "edit", "99", "--title", "T"])
    run.invoke(fsp, ["items", "delete", number])
    deleted = run.invoke(fsp, ["items", "edit", number, "--title", "T"])
    run.invoke(fsp, ["projects", "delete", project])
    closed = run.invoke(fsp, ["items", "create", project, "Peas"])

    assert [result.exit_code for result in (missing, unknown, deleted, closed)] == [1, 1, 1, 1]
    assert f"fsp items revisions {number}" in str(missing.exception)
    assert f"fsp items restore {number}" in str(deleted.exception)
    assert f"fsp projects restore {project}" in str(closed.exception)
