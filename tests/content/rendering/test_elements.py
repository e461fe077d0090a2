"""Start tags, read and written."""

from fsp.content.rendering.elements import attributes, start_tag, text_of


def test_attributes_are_read_and_written() -> None:
    values = attributes(' href="a?b&amp;c" title="&quot;x&quot;"')

    assert values == {"href": "a?b&c", "title": '"x"'}
    assert start_tag("a", values) == '<a href="a?b&amp;c" title="&quot;x&quot;">'


def test_the_text_holds_the_words_of_images() -> None:
    assert text_of('a <b>c</b> &amp; <img src="x" alt="d">') == "a c & d"
