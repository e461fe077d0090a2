"""The length of texts, and their contents."""

from fsp.content.markdown import to_html
from fsp.publishing.site.reading import reading_of

HEADINGS = "".join(f"<h2 id='h{number}'>Part {number}</h2>".replace("'", '"') for number in range(3))


def test_words_and_minutes_are_counted() -> None:
    reading = reading_of(to_html("Don't *count* the marks. " * 110))

    assert (reading.words, reading.minutes) == (440, 2)


def test_a_script_without_spaces_is_counted_by_character() -> None:
    assert reading_of("<p>" + "読" * 1000 + "</p>").minutes == 2


def test_the_shortest_text_takes_a_minute() -> None:
    assert reading_of("").minutes == 1


def test_a_long_text_with_headings_has_a_table_of_contents() -> None:
    reading = reading_of(HEADINGS + "<p>" + "word " * 400 + "</p>")

    assert reading.contents.startswith('<ul><li><a href="#h0">Part 0</a>')


def test_a_short_text_and_one_with_contents_of_its_own_have_none() -> None:
    long = "<p>" + "word " * 400 + "</p>"

    assert reading_of(HEADINGS).contents == ""
    assert reading_of(f'<nav class="toc"></nav>{HEADINGS}{long}').contents == ""
    assert reading_of(f'<h2 id="a">One</h2>{long}').contents == ""
