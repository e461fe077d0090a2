"""SVG: what draws stays, what runs or loads goes."""

import pytest

from fsp.content.images.svg import parse_svg
from fsp.errors import InvalidInput

HEAD = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
DRAWING = (
    f'<svg {HEAD} width="40" height="20px" viewBox="0 0 4 2"><defs><linearGradient id="g"><stop offset="0"></stop>'
    '</linearGradient><style type="text/css">.a &gt; b { fill: url(#g); }</style></defs><title>A &amp; B</title>'
    '<g transform="scale(2)" style="fill: red"><path d="M0 0L1 1z" fill="url(#g)"></path>'
    '<use xlink:href="#g"></use><text xml:space="preserve"> 北京 </text></g>'
    '<image xlink:href="data:image/png;base64,AAAA"></image></svg>'
)


def _body(inner: str) -> str:
    parsed = parse_svg(f"<svg {HEAD}>{inner}</svg>".encode())
    return parsed.data.decode().partition(">")[2].removesuffix("</svg>")


def test_a_drawing_stays_as_it_is() -> None:
    parsed = parse_svg(DRAWING.encode())

    assert (parsed.data.decode(), parsed.width, parsed.height, parsed.notes) == (DRAWING, 40, 20, ())


def test_what_is_kept_stays_the_same_when_it_comes_again() -> None:
    inner = '<s:g class="&#13;&#10;&lt;">\r\n&#13;</s:g>'
    written = f'<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 9 5">{inner}</s:svg>'

    first = parse_svg(written.encode())

    assert (parse_svg(first.data).data, first.width, first.height) == (first.data, 9, 5)


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<script xlink:href="https://x.org/a.js"/>',
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></body></foreignObject>",
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        '<set attributeName="onclick" to="alert(1)"/>',
        '<iframe src="https://x.org"/>',
        "<style>@import 'https://x.org/a.css'</style>",
        "<style>a { fill: url(https://x.org/a) }</style>",
        "<style>a { fill: u\\72l(https://x.org/a) }</style>",
        '<rect onclick="alert(1)"/>',
        '<rect ONLOAD="alert(1)"/>',
        '<rect fill="url(https://x.org/a)"/>',
        '<rect fill="u\\72l(https://x.org/a)"/>',
        '<rect style="fill: url(//x.org/a)"/>',
        '<use href="https://x.org/a.svg#b"/>',
        '<use xlink:href="data:image/svg+xml;base64,AAAA"/>',
        '<image href="https://x.org/a.png"/>',
        '<image xlink:href="data:image/svg+xml,&lt;svg/&gt;"/>',
    ],
)
def test_what_runs_or_loads_is_left_out_and_named(inner: str) -> None:
    parsed = parse_svg(f"<svg {HEAD}>{inner}</svg>".encode())

    text = parsed.data.decode().lower()
    assert not any(word in text for word in ("alert", "x.org", "script", "svg+xml", "import"))
    assert parsed.notes[0].startswith("removed from the SVG: ")


def test_a_link_is_left_out_and_its_drawing_stays() -> None:
    assert _body('<a href="https://x.org"><path d="M0 0"/></a>') == '<path d="M0 0"></path>'


def test_an_editor_s_own_parts_go_without_a_note() -> None:
    written = (
        f'<svg {HEAD} xmlns:i="http://inkscape.org"><metadata>me</metadata><i:view/><g i:label="x" data-y="1"/></svg>'
    )

    parsed = parse_svg(written.encode())

    assert b"<g></g></svg>" in parsed.data
    assert parsed.notes == ()


def test_loaded_fonts_go_and_the_other_styles_stay() -> None:
    assert (
        _body("<style>@font-face { src: url(https://x.org/f) } .a { fill: red }</style>")
        == '<style type="text/css"> .a { fill: red }</style>'
    )


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("<svg", "SVG image is damaged.*Export it again"),
        ("<svg></g></svg>", "SVG image is damaged"),
        ("<html><svg/></html>", "not SVG"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "defines entities"),
        ("<svg>" + "<g>" * 300, "nested more than 200 levels deep"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(written: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        parse_svg(written.encode())


def test_a_document_type_without_entities_is_no_fault() -> None:
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'

    assert parse_svg(f"{doctype}<svg {HEAD}/>".encode()).data.endswith(b"></svg>")


@pytest.mark.parametrize(
    ("inner", "written"),
    [
        ('<g id="Frame 1" fill="url(\'#Frame 1\')"/>', '<g id="Frame_1" fill="url(#Frame_1)"></g>'),
        ('<g id="1"/><use href="#1"/>', '<g id="_1"></g><use xlink:href="#_1"></use>'),
        ('<g id="a"/><g id="a"/>', '<g id="a"></g><g></g>'),
        ("<path/>", '<path d=""></path>'),
        ('<rect x="1"/>', '<rect width="0" height="0" x="1"></rect>'),
        (
            '<path d="" vector-effect="none" style="fill: red;"/>',
            '<path d="" style="fill: red;vector-effect:none"></path>',
        ),
        ('<g sketch="x" height="3">stray</g>', "<g></g>"),
    ],
)
def test_what_svg_1_1_does_not_know_is_written_as_it_does(inner: str, written: str) -> None:
    assert _body(inner) == written
