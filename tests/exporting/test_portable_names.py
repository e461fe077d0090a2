"""Names in an archive: every system can have them, and no two are one on any."""

import pytest

from fsp.exporting.portable_names import MAX_PATH_CHARACTERS, PortableNames, portable


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("posts/2020-01-01-a b.md", "posts/2020-01-01-a b.md"),
        ("北京/é.md", "北京/é.md"),
        ('a<>:"|?*b.md', "a_______b.md"),
        ("CON.md", "CON_.md"),
        ("x/nul.tar.gz", "x/nul_.tar.gz"),
        ("com¹/a.md", "com¹_/a.md"),
        ("a./b .md", "a_/b .md"),
        ("../../etc/x.md", "etc/x.md"),
        (".hidden/x.md", "_.hidden/x.md"),
        ("a\\b.md", "a/b.md"),
        ("", "_"),
    ],
)
def test_a_path_becomes_one_that_every_system_can_have(path: str, name: str) -> None:
    assert portable(path) == name


@pytest.mark.parametrize("path", ["x" * 300 + ".md", "北" * 120 + ".md", "a/" * 150 + "b.md"])
def test_a_long_path_is_short_and_keeps_its_ending(path: str) -> None:
    name = portable(path)

    assert len(name) <= MAX_PATH_CHARACTERS
    assert max(len(part.encode()) for part in name.split("/")) < 255
    assert name.endswith(".md")


def test_names_that_one_system_takes_for_one_are_told_apart() -> None:
    names = PortableNames(("project.json", "fsp"))
    paths = ["A.md", "a.md", "a?.md", "a_.md", "project.json", "fsp/x.md", "A.md/b.md"]

    claimed = [names.claim(path) for path in paths]

    assert claimed == ["A.md", "a-2.md", "a_.md", "a_-2.md", "project-2.json", "_fsp/x.md", "_A.md/b.md"]
    assert names.renamed == dict(list(zip(claimed, paths, strict=True))[1:])
