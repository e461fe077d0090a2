"""Formulas: valid ones stay MathML, others become their words."""

import pytest

from fsp.exporting.chapter import book_chapter

NAMESPACE = 'xmlns="http://www.w3.org/1998/Math/MathML"'


@pytest.mark.parametrize(
    ("xhtml", "expected"),
    [
        (
            '<math display="block" onclick="x"><mfrac> <mi>a</mi> <mn>2</mn></mfrac></math>',
            f'<math {NAMESPACE} display="block"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>',
        ),
        (
            "<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x</annotation></semantics></math>",
            f"<math {NAMESPACE}><mi>x</mi></math>",
        ),
        ("<math><mfrac><mi>a</mi></mfrac></math>", "a"),
        ("<math>words</math>", "words"),
    ],
)
def test_a_formula_is_valid_or_its_words(xhtml: str, expected: str) -> None:
    chapter = book_chapter(xhtml)

    assert chapter.body == expected
    assert chapter.has_math is expected.startswith("<math")
