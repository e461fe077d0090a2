"""Formulas in MathML."""

from xml.etree import ElementTree as ET

import pytest

from fsp.content.markdown import to_html
from fsp.content.rendering.mathml import formulas_as_mathml


def test_a_formula_becomes_mathml_with_its_source_as_alternative_text() -> None:
    html = formulas_as_mathml(to_html("$x^2 < 3$"))

    assert html == (
        '<p><math display="inline" alttext="x^2 &lt; 3"><mrow><msup><mi>x</mi><mn>2</mn></msup><mo>&lt;</mo><mn>3</mn>'
        "</mrow></math></p>\n"
    )


def test_a_formula_of_its_own_line_is_shown_as_a_block() -> None:
    assert '<math display="block"' in formulas_as_mathml(to_html("$$\n\\frac{1}{2}\n$$"))


@pytest.mark.parametrize("tex", ["\\frac{1}", "\\text{a & b}", "\\left(", "{" * 80, "x" * 3000])
def test_a_formula_that_cannot_be_converted_stays_as_written(tex: str) -> None:
    written = f'<code class="math">{tex.replace("&", "&amp;")}</code>'

    assert formulas_as_mathml(written) == written


@pytest.mark.parametrize(
    "tex",
    ["\\href{javascript:alert(1)}{x}", "\\text{<script>}", "\\style{color:red}{x}", "\\class{a}{x}"],
)
def test_a_formula_has_no_links_scripts_or_styles(tex: str) -> None:
    html = formulas_as_mathml(f'<code class="math">{tex.replace("<", "&lt;")}</code>')

    elements = ET.fromstring(html).iter()
    names = {name for element in elements for name in (element.tag, *element.attrib)}
    assert not names & {"script", "href", "style", "a", "id", "onclick"}
