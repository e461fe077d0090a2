"""Frames and embedded things as links."""

import pytest

from fsp.content.markdown import to_html
from fsp.content.rendering.embeds import embed


def test_an_address_is_made_of_an_id() -> None:
    assert embed("youtube", ('a"b',)) == (
        '<a href="https://www.youtube.com/watch?v=a%22b">Video: https://www.youtube.com/watch?v=a%22b</a>'
    )
    assert embed("unheard-of", ("x",)) is None


@pytest.mark.parametrize(
    "frame",
    [
        '<iframe width="5" src="https://www.youtube.com/embed/abc" allowfullscreen></iframe>',
        "<IFRAME SRC='https://www.youtube.com/embed/abc'></IFRAME>",
    ],
)
def test_frames_become_links(frame: str) -> None:
    html = to_html(frame)

    assert 'href="https://www.youtube.com/embed/abc"' in html
    assert "iframe" not in html.lower()


@pytest.mark.parametrize(
    "nasty",
    [
        '<iframe src="javascript:alert(1)"><img src=x onerror=alert(1)></iframe>',
        "<iframe src='x\"onmouseover=\"alert(1)'></iframe>",
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    ],
)
def test_frames_bring_nothing_that_runs(nasty: str) -> None:
    html = to_html(nasty)

    assert 'href="javascript' not in html
    assert "onerror=" not in html
    assert ' onmouseover="' not in html
    assert "<script" not in html
