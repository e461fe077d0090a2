"""Plain text."""

from fsp.content.rendering.plain_text import as_plain_text


def test_each_paragraph_is_a_line() -> None:
    assert as_plain_text("<h1>A <b>b</b></h1><p>c\nd &amp; e</p><dl><dt>f</dt><dd>g</dd></dl>") == "A b\nc d & e\nf\ng"


def test_images_are_their_words() -> None:
    assert as_plain_text('<p>a <img src="x" alt="b"></p>') == "a b"
