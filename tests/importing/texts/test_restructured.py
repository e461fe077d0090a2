"""reStructuredText as Markdown."""

import pytest

from fsp.importing.texts.restructured import convert_restructured


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("A :math:`x_1`.", "A $x_1$."),
        (".. math::\n\n   a = b\n   + c", "$$a = b + c$$"),
        ("A [1]_.\n\n.. [1] Note.", "A [^1].\n\n[^1]: Note."),
        ("See [CIT]_.\n\n.. [CIT] Book.", "See [^1].\n\n[^1]: Book."),
        (".. note:: Hello\n\n   *more*", "::: note\n\nHello\n\n*more*\n\n:::"),
        (".. admonition:: My title\n\n   Text", "::: note My title\n\nText\n\n:::"),
        (".. code-block:: python\n   :linenos:\n\n   print(1)", "```python\nprint(1)\n```"),
        ("::\n\n   .. foo:: bar\n   :meth:`x`", "```\n.. foo:: bar\n:meth:`x`\n```"),
        ("``code`` and :meth:`~a.b` and :kbd:`Ctrl`", "`code` and `b` and `Ctrl`"),
        (":doc:`The other </posts/other>`", "[The other](/posts/other)"),
        (".. youtube:: abc", "[Video: https://www.youtube.com/watch?v=abc](https://www.youtube.com/watch?v=abc)"),
        ("| a\n| b", "a\\\nb"),
        ("term : kind\n   text", "term : kind\n:   text"),
        (".. contents::\n\nOne\n---\n\nTwo\n---", "[TOC]\n\n## One\n\n## Two"),
        ("See `the list`_.\n\n.. _the list:\n\nSection\n-------", "See [the list](#section).\n\n## Section"),
        (".. raw:: html\n\n   <b>x</b>", "**x**"),
        ("A |x|_ `y", "A |x|\\_ \\`y"),
    ],
)
def test_markup_keeps_its_meaning(text: str, markdown: str) -> None:
    assert convert_restructured(text, has_title=True).body == markdown


def test_an_unknown_directive_keeps_its_content_and_is_named() -> None:
    text = convert_restructured(".. custom-card:: a b\n   :width: 3\n\n   Hello *you*.")

    assert (text.body, text.notes) == (
        "Hello *you*.",
        ('line 1: directive "custom-card" is not supported; the page shows its content only.',),
    )


def test_other_files_are_read_through_the_source_only() -> None:
    files = {"part.txt": "Part.", "code.py": "print(1)"}
    text = ".. include:: part.txt\n\n.. literalinclude:: code.py\n   :language: python\n\n.. include:: /etc/passwd"

    converted = convert_restructured(text, read=files.get)

    assert converted.body == "Part.\n\n**code.py**\n\n```python\nprint(1)\n```"
    assert [note.partition(": ")[2] for note in converted.notes] == ["include: file /etc/passwd is not in this import."]


def test_the_first_heading_is_the_title_and_the_fields_are_values() -> None:
    text = convert_restructured("Title\n=====\n\n:date: 2020-01-02\n:tags: a, b\n\nText\n\nNext\n----\n\nMore")

    assert dict(text.values) == {"title": "Title", "date": "2020-01-02", "tags": "a, b"}
    assert text.body == "Text\n\n## Next\n\nMore"


def test_a_post_of_ablog_has_its_values_in_a_directive() -> None:
    text = convert_restructured(".. post:: July 08, 2019\n   :author: Ada\n   :tags: a, b\n\nTitle\n=====\n\nText")

    assert dict(text.values) == {"author": "Ada", "tags": "a, b", "date": "July 08, 2019", "title": "Title"}
    assert text.body == "Text"
