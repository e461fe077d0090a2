"""The prompt files of a project and their history."""

from pathlib import Path

import pytest

from fsp.content.header import FrontMatterFault
from fsp.content.prompt_store import (
    built_in_text,
    is_own,
    note_used,
    prompt_text,
    read_prompt,
    reset_prompt,
    save_prompt,
    version_text,
    versions_of,
)
from fsp.errors import Changed, InvalidInput, NotFound
from fsp.settings import Settings


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """Return settings with an empty data folder."""
    return Settings(data_dir=tmp_path / "var")


def test_a_project_has_the_built_in_prompt_until_it_saves_its_own(own: Settings) -> None:
    assert read_prompt("garden", "draft", own).text == built_in_text("draft")

    save_prompt("garden", "draft", "Write.", by="anna", settings=own)

    assert read_prompt("garden", "draft", own).text == "Write."
    assert read_prompt("other", "draft", own).text == built_in_text("draft")


def test_every_saved_version_stays_readable_also_after_a_reset(own: Settings) -> None:
    first = save_prompt("garden", "draft", "One.", by="anna", settings=own)
    save_prompt("garden", "draft", "---\nversion: 2\n---\nTwo.", by="ben", settings=own)
    reset_prompt("garden", "draft", own)

    assert not is_own("garden", "draft", own)
    assert [(version.by, version.version) for version in versions_of("garden", "draft", own)] == [
        ("ben", "2"),
        ("anna", ""),
    ]
    assert version_text("garden", "draft", first.sha256[:12], own) == "One."


def test_a_version_that_was_edited_as_a_file_is_kept_when_it_is_used(own: Settings) -> None:
    folder = own.data_dir / "prompts" / "garden"
    folder.mkdir(parents=True)
    (folder / "draft.md").write_text("By hand.")
    prompt = read_prompt("garden", "draft", own)

    note_used("garden", prompt, own)
    note_used("garden", prompt, own)

    assert version_text("garden", "draft", prompt.sha256, own) == "By hand."
    assert len(versions_of("garden", "draft", own)) == 1


def test_a_faulty_prompt_is_not_saved_and_an_older_one_overwrites_nothing(own: Settings) -> None:
    seen = save_prompt("garden", "draft", "One.", by="anna", settings=own).sha256
    save_prompt("garden", "draft", "Two.", by="ben", settings=own, seen_sha256=seen)

    with pytest.raises(FrontMatterFault):
        save_prompt("garden", "draft", "{{ beans }}", by="anna", settings=own)
    with pytest.raises(Changed):
        save_prompt("garden", "draft", "Three.", by="anna", settings=own, seen_sha256=seen)
    assert prompt_text("garden", "draft", own) == "Two."


def test_other_names_lead_nowhere(own: Settings) -> None:
    with pytest.raises(NotFound):
        read_prompt("garden", "../secret", own)
    with pytest.raises(InvalidInput):
        read_prompt("../x", "draft", own)
    with pytest.raises(NotFound):
        version_text("garden", "draft", "../../x", own)
