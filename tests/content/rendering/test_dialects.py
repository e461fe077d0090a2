"""Dialects of Markdown."""

import pytest

from fsp.content.markdown import to_html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![x](a.png =100x50)", 'width="100" height="50"'),
        ("![x](my picture.png)", 'src="my%20picture.png"'),
        ('![x](my picture.png "T")', "<figcaption>T</figcaption>"),
        ("![x](img\\a.png)", 'src="img/a.png"'),
        ("[[1]](https://e.org/)", '<a href="https://e.org/" rel="noopener">[1]</a>'),
        ("\\\\(a_1 * b_2\\\\)", '<code class="math">a_1 * b_2</code>'),
        ("\\\\[a_1\n* b_2\\\\]", '<code class="math math-display">a_1 * b_2</code>'),
        ("$$\na\n+ b\n$$", '<code class="math math-display">a + b</code>'),
        ("## Part {: #own }", '<h2 id="own">Part</h2>'),
        ('<div markdown="1">\n*a*\n</div>', "<em>a</em>"),
        ("@[youtube](abc)", 'href="https://www.youtube.com/watch?v=abc"'),
        ("@[card](https://e.org/x)", 'href="https://e.org/x"'),
        ("![[a.png|200]]", 'width="200"'),
        ("[[Page|words]]", ">words</a>"),
        (
            "[[Feature #1]]\n\n[Feature #1]: https://e.org/1",
            '[<a href="https://e.org/1" rel="noopener">Feature #1</a>]',
        ),
        ("[[Other]]\n\n[Page]: https://e.org/1", '<a href="Other"'),
        ("Text ^block-1\n\n[x](#^block-1)", '<a href="#block-1"'),
    ],
)
def test_dialects_are_read(text: str, expected: str) -> None:
    assert expected in to_html(text)


@pytest.mark.parametrize(
    "line",
    [
        "{: .notice }",
        "%% secret %%",
        "import Chart from '../chart.jsx'",
        "export const x = 1;",
        "[TOC]",
        "[[_TOC_]]",
        "* TOC\n{:toc}",
        "<!-- toc -->",
    ],
)
def test_lines_for_a_generator_alone_are_not_shown(line: str) -> None:
    assert to_html(f"a\n\n{line}\n\nb") in {"<p>a</p>\n<p>b</p>\n", "<p>a</p>\n\n<p>b</p>\n"}
