"""Footnotes."""

from fsp.content.markdown import to_html, to_plain_text


def test_footnotes_lead_there_and_back() -> None:
    html = to_html("A[^x] and B[^y] and A[^x].\n\n[^x]: First\n\n    more\n\n[^y]: Second\n\nEnd\n")

    assert '<sup><a href="#fn1" id="fnref1" role="doc-noteref"' in html
    assert 'id="fnref1:2"' in html
    assert '<li id="fn1"><p>First</p>\n<p>more <a href="#fnref1"' in html
    assert html.index("<p>End</p>") < html.index('<div class="footnotes"')


def test_notes_that_nothing_refers_to_are_left_out() -> None:
    assert to_html("a\n\n[^x]: b\n") == "<p>a</p>\n\n"


def test_a_reference_without_a_note_is_text() -> None:
    assert to_html("a[^x]\n") == "<p>a[^x]</p>\n"


def test_notes_hold_divs_and_code() -> None:
    html = to_html("a[^x]\n\n[^x]: <div>b</div>\n\n    ```py\n    c\n    ```\n\nd\n")

    assert "<div>b</div>" in html
    assert "<p>d</p>" in html
    assert to_plain_text("a[^x] b\n\n[^x]: c\n").startswith("a1 b")
