"""Chapters: what a book cannot hold becomes something it can, and every link leads somewhere."""

from xml.etree import ElementTree as ET

import pytest

from fsp.content.markdown import to_xhtml
from fsp.exporting.book_addresses import CHAPTER_MARK, IMAGE_MARK
from fsp.exporting.chapter import MAX_DEPTH, book_chapter


def canonical(text: str) -> str:
    return ET.canonicalize(f"<t>{text}</t>")


@pytest.mark.parametrize(
    ("xhtml", "expected"),
    [
        (f'<p>a &amp; b <img src="{IMAGE_MARK}abc"/></p>', '<p>a &amp; b <img src="images/abc" alt=""/></p>'),
        ('<img src="https://x.org/a.png" alt="A bean"/>', '<a href="https://x.org/a.png">[A bean]</a>'),
        (
            '<a href="https://x.org/"><img src="https://x.org/a.png"/></a>',
            '<a href="https://x.org/"><span>[image]</span></a>',
        ),
        ('<img src="gone.png"/>', "<span>[image]</span>"),
        ('<a href="soup.md" title="x">soup</a>', '<span title="x">soup</span>'),
        ('<a href="https://x.org/">x</a>', '<a href="https://x.org/">x</a>'),
        ("words <b>and</b> more", "words <b>and</b> more"),
        (
            '<table><tr><td align="center">1</td></tr></table>',
            '<table><tbody><tr><td class="center">1</td></tr></tbody></table>',
        ),
        ("<center><big>x</big> <tt>y</tt></center>", "<div><span>x</span> <code>y</code></div>"),
        (
            '<a href="https://a.org/">x <a href="https://b.org/">y</a></a>',
            '<a href="https://a.org/">x <span>y</span></a>',
        ),
        ('<input type="checkbox" disabled="" checked=""/> done', "☑  done"),
        ("<time>soon</time> <data>x</data> <bdo>y</bdo>", "<span>soon</span> <span>x</span> <bdi>y</bdi>"),
        ("<script>x</script><style>y</style><unknown>z</unknown>", "z"),
        ('<object data="a"><param name="b"></object><p>text</p>', "<p>text</p>"),
        ("", ""),
    ],
)
def test_a_body_fits_a_book(xhtml: str, expected: str) -> None:
    chapter = book_chapter(xhtml, lambda name: f"images/{name}")

    assert canonical(chapter.body) == canonical(expected)


def test_a_link_to_a_part_works_and_one_to_nothing_becomes_words() -> None:
    chapter = book_chapter('<a href="#%E7%AC%AC">1</a> <a href="#gone">2</a> <h2 id="第">x</h2>')

    assert canonical(chapter.body) == canonical('<a href="#id-_7b2c">1</a> <span>2</span> <h2 id="id-_7b2c">x</h2>')
    assert chapter.ids == {"id-_7b2c"}


def test_a_second_element_of_one_id_loses_it() -> None:
    assert canonical(book_chapter('<p id="a">1</p><p id="a">2</p>').body) == canonical('<p id="a">1</p><p>2</p>')


def test_links_to_other_chapters_name_their_files() -> None:
    chapter = book_chapter(f'<a href="{CHAPTER_MARK}3#part">x</a><a href="{CHAPTER_MARK}4">y</a>')

    assert canonical(chapter.body) == canonical('<a href="chapter-3.xhtml#part">x</a><a href="chapter-4.xhtml">y</a>')
    assert chapter.links == {(3, "part")}


@pytest.mark.parametrize("tag", ["div", "b", "blockquote"])
def test_no_depth_exhausts_the_stack(tag: str) -> None:
    body = book_chapter(to_xhtml(f"<{tag}>" * 3000 + "x" + f"</{tag}>" * 3000)).body

    assert body.count("<div>" if tag == "div" else f"<{tag}>") <= MAX_DEPTH
    assert "x" in body


def test_images_without_words_are_noticed() -> None:
    with_words, without = (
        book_chapter(f'<img src="{IMAGE_MARK}a" alt="{words}"/>', lambda _: "images/a.png") for words in ("A bean", " ")
    )

    assert (with_words.has_images_without_words, without.has_images_without_words) == (False, True)
    assert with_words.images == {"images/a.png"}
