"""Reading one post: its images, its fault."""

from pathlib import Path

from fsp.importing.posts import Post, read_post
from fsp.importing.report import ImportFault
from fsp.importing.source import open_source


def read(folder: Path, name: str, text: str) -> Post | ImportFault:
    (folder / name).write_text(text)
    with open_source(folder) as source:
        return read_post(source, name)


def test_only_images_that_are_there_are_taken(tmp_path: Path) -> None:
    (tmp_path / "a b.png").touch()

    post = read(tmp_path, "post.md", "![x](a%20b.png) ![y](gone.png) ![z](../secret.png)")

    assert isinstance(post, Post)
    assert list(post.images.values()) == ["a b.png"]


def test_a_fault_has_its_line(tmp_path: Path) -> None:
    fault = read(tmp_path, "post.md", "---\ntitle: A\ndate: soon\n---\n")

    assert isinstance(fault, ImportFault)
    assert (fault.name, fault.line) == ("post.md", 3)


def test_a_value_longer_than_the_database_holds_is_a_fault(tmp_path: Path) -> None:
    fault = read(tmp_path, "post.md", f"---\ntitle: {'x' * 501}\n---\n")

    assert isinstance(fault, ImportFault)
    assert fault.message == '"title" is 501 characters long (limit 500). Shorten it.'


def test_what_no_store_can_hold_is_a_fault_with_its_field(tmp_path: Path) -> None:
    fault = read(tmp_path, "post.md", '---\ntitle: "a\\0b"\n---\nText')

    assert isinstance(fault, ImportFault)
    assert fault.message.startswith('"title" must be text that can be stored, got a NUL character')
