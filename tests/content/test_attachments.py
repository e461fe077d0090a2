"""Which files posts may offer, and how they are served."""

import pytest

from fsp.content.attachments import attachment_type, is_attachment, is_shown


@pytest.mark.parametrize("path", ["a.pdf", "certs/root.PEM", "a b.tar.gz", "talk.mp4?download=1", "x.zip#part"])
def test_documents_archives_sound_and_video_are_attachments(path: str) -> None:
    assert is_attachment(path)


@pytest.mark.parametrize("path", ["a.html", "a.js", "a.svg", "a.png", "a.md", "a.css", "a.swf", "a.xml", "LICENSE", ""])
def test_what_browsers_run_and_images_and_posts_are_not(path: str) -> None:
    assert not is_attachment(path)


def test_only_harmless_types_are_shown() -> None:
    assert attachment_type("a.pdf") == "application/pdf"
    assert attachment_type("a.html") == "application/octet-stream"
    assert is_shown(attachment_type("a.txt"))
    assert is_shown(attachment_type("a.mp3"))
    assert not is_shown(attachment_type("a.docx"))
    assert not is_shown(attachment_type("a.exe"))
