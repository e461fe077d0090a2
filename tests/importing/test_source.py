"""Sources: a folder or a zip, never more than it holds."""

import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from fsp.errors import InvalidInput
from fsp.importing import source as source_module
from fsp.importing.source import open_source


def test_hidden_files_are_left_out_and_posts_are_sorted(tmp_path: Path) -> None:
    for name in ("b.md", "a.Markdown", ".hidden.md", "image.png"):
        (tmp_path / name).write_text(name)

    with open_source(tmp_path) as source:
        assert source.posts == ["a.Markdown", "b.md"]
        assert source.read("image.png") == b"image.png"
        with pytest.raises(KeyError):
            source.read(".hidden.md")


def test_a_damaged_zip_is_named(tmp_path: Path) -> None:
    path = tmp_path / "posts.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.md", "text " * 100)
    path.write_bytes(path.read_bytes().replace(b"text text", b"text tuxt", 1))

    with open_source(path) as source, pytest.raises(InvalidInput, match="cannot be read"):
        source.read("a.md")


def test_a_file_that_is_no_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").touch()

    with pytest.raises(InvalidInput, match="neither a folder nor a zip"), open_source(tmp_path / "x.txt"):
        pass


def _zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_names_of_a_windows_zip_are_paths_and_none_leaves_the_folder(tmp_path: Path) -> None:
    path = _zip(
        tmp_path / "posts.zip",
        {"posts\\one.md": b"1", "..\\evil.md": b"2", "/abs.md": b"3", "C:\\x.md": b"4", "a/../../up.md": b"5"},
    )

    with open_source(path) as source:
        assert source.names == ("posts/one.md",)


@pytest.mark.parametrize("encoding", ["gbk", "shift_jis", "cp1252"])
def test_names_in_the_encoding_of_a_country_are_read(tmp_path: Path, encoding: str) -> None:
    name = {"gbk": "中文文章", "shift_jis": "テスト日記", "cp1252": "déjà-vu"}[encoding].encode(encoding)
    path = _zip(tmp_path / "posts.zip", {"X" * len(name) + ".md": b"text"})
    path.write_bytes(path.read_bytes().replace(b"X" * len(name), name))

    with open_source(path) as source:
        (post,) = source.posts
        assert post.endswith(".md")
        assert source.read(post) == b"text"


@pytest.mark.parametrize("damage", ["directory", "offset"])
def test_a_zip_with_a_damaged_directory_is_refused(tmp_path: Path, damage: str) -> None:
    path = _zip(tmp_path / "posts.zip", {"a.md": b"text"})
    data = bytearray(path.read_bytes())
    if damage == "directory":
        at = data.find(b"PK\1\2")
        data[at : at + 4] = b"XXXX"
    else:
        at = data.find(b"PK\5\6")
        data[at + 16 : at + 20] = struct.pack("<I", 0x7FFFFFFF)
    path.write_bytes(bytes(data))

    with pytest.raises(InvalidInput, match="damaged zip"), open_source(path):
        pass


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_entry_is_named_and_the_others_are_read(tmp_path: Path, method: int) -> None:
    path = tmp_path / "posts.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("a.md", os.urandom(100).hex() * 50)
        archive.writestr("b.md", "good")
    data = bytearray(path.read_bytes())
    at = data.find(b"a.md") + 4 + 20
    data[at : at + 12] = b"\xff" * 12
    path.write_bytes(bytes(data))

    with open_source(path) as source:
        assert source.read("b.md") == b"good"
        with pytest.raises(InvalidInput, match="cannot be read"):
            source.read("a.md")


def test_an_entry_that_lies_about_its_size_is_not_unpacked_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_module, "MAX_FILE_BYTES", 1000)
    path = _zip(tmp_path / "posts.zip", {"a.md": b"a" * 100_000})

    with open_source(path) as source, pytest.raises(InvalidInput, match="exceeds 1000 bytes"):
        source.read("a.md")


def test_links_passwords_and_doubles_are_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "posts.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link.md")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.md", "one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.md", "two")
    data = bytearray(path.read_bytes())

    with open_source(path) as source:
        assert source.names == ("a.md",)
        assert source.read("a.md") == b"two"
        assert [fault.name for fault in source.faults] == ["a.md"]

    at = data.rfind(b"PK\1\2")
    data[at + 8] |= 1
    path.write_bytes(bytes(data))
    with open_source(path) as source:
        assert "password" in str(source.faults[0])


def test_what_is_no_file_is_left_out_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("text")
    (tmp_path / "dead.md").symlink_to("/nowhere")
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md")).write_text("text")

    with open_source(tmp_path) as source:
        assert source.posts == ["a.md"]
        assert [str(fault) for fault in source.faults] == ["caf\xe9.md:1: The file name is not UTF-8. Rename the file."]
