"""Formulas."""

import pytest

from fsp.content.markdown import to_html


def test_formulas_are_kept_as_written() -> None:
    assert to_html("$a_1 * b_2$ and $x*y*z$") == (
        '<p><code class="math">a_1 * b_2</code> and <code class="math">x*y*z</code></p>\n'
    )
    assert to_html("$$\na < b\n$$") == '<p><code class="math math-display">a &lt; b</code></p>\n'


@pytest.mark.parametrize("text", ["It costs $5-$6 or $7.", "$HOME/bin:$PATH", "US$5 and US$6"])
def test_money_and_variables_are_no_formulas(text: str) -> None:
    assert to_html(text) == f"<p>{text}</p>\n"
