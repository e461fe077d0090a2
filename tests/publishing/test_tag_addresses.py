"""Each tag has an address of its own, which stays."""

import pytest

from fsp.models.project import Project
from fsp.publishing.tag_addresses import tag_addresses, tag_key, tag_slug


@pytest.mark.parametrize(
    "tags", [("C++", "C", "C#"), ("北京", "背景"), ("🎉🎉🎉🎉🎉🎉", "🎉🎉🎉🎉🎉🚀"), ("x" * 400 + "1", "x" * 400 + "2")]
)
def test_tags_that_are_written_alike_have_addresses_of_their_own(project: Project, tags: tuple[str, ...]) -> None:
    slugs = tag_addresses(project, tags)

    assert len(set(slugs.values())) == len(tags)
    assert tag_addresses(project, reversed(tags)) == slugs


def test_the_common_signs_of_languages_are_spelled() -> None:
    assert [tag_slug(tag) for tag in ("C", "C++", "C#", "R&D", ".NET")] == [
        "c",
        "c-plus-plus",
        "c-sharp",
        "r-and-d",
        "net",
    ]


def test_two_spellings_are_one_tag(project: Project) -> None:
    assert set(tag_addresses(project, ["Kitchen garden", "kitchen  Garden"]).values()) == {"kitchen-garden"}
    assert tag_key("Caf\u00e9") == tag_key("cafe\u0301")


def test_a_project_with_unicode_slugs_keeps_the_letters(project: Project) -> None:
    project.has_unicode_slugs = True

    assert tag_addresses(project, ["北京"]) == {"北京": "北京"}
