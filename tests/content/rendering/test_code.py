"""Highlighted code."""

import pytest

from fsp.content.markdown import to_html
from fsp.content.rendering.code import MAX_CODE_CHARACTERS


@pytest.mark.parametrize(
    "info", ["python", "Python", 'python title="a.py"', "python:a.py", "{.python .x}", "python{1,3}", "{python}"]
)
def test_the_language_is_read_from_the_info_string(info: str) -> None:
    html = to_html(f"```{info}\nprint(1)\n```\n")

    assert '<pre><code class="language-python"><span class="nb">print</span>' in html


def test_unknown_languages_and_no_language_are_plain() -> None:
    assert to_html("```mermaid\na<b\n```\n") == '<pre><code class="language-mermaid">a&lt;b\n</code></pre>\n'
    assert to_html("```\na<b\n```\n") == "<pre><code>a&lt;b\n</code></pre>\n"


def test_code_is_shown_as_it_is_written() -> None:
    html = to_html("```python\n\n  x = '<b>&amp;'\n```\n")

    assert "&lt;b&gt;&amp;amp;" in html
    assert "<b>" not in html


def test_long_code_is_not_highlighted() -> None:
    assert "<span" not in to_html(f"```python\n{'x = 1; ' * (MAX_CODE_CHARACTERS // 7 + 1)}\n```\n")
