"""Templates outside requests: escaped, and strict about what they are given."""

import pytest
from jinja2 import UndefinedError

from fsp.content.templates import environment, render


@pytest.mark.parametrize("name", ["a.html", "a.xml", "a.xhtml", "a.opf", "a.svg"])
def test_markup_is_escaped(name: str) -> None:
    jinja = environment().overlay()
    escapes = jinja.autoescape
    assert callable(escapes)
    assert escapes(name)


def test_a_value_left_out_is_a_fault_and_not_an_empty_page() -> None:
    with pytest.raises(UndefinedError):
        render("epub/empty.xhtml")
