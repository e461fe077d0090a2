"""Files of images."""

from fsp.content.rendering.image_names import is_image_file


def test_image_files_are_known_by_their_endings() -> None:
    assert is_image_file("a.PNG?x=1")
    assert not is_image_file("a.png.md")
    assert not is_image_file("Note#a.png")
