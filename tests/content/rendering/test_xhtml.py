"""XHTML for books."""

from xml.etree import ElementTree as ET

from fsp.content.markdown import to_xhtml


def test_everything_that_html_allows_is_well_formed() -> None:
    text = (
        "a<br>b&nbsp;&copy; \x01\ufffe\n\n---\n\n![x](x.png)\n\n| a |\n|--:|\n| 2 & 3 |\n\nA[^1]\n\n[^1]: n\n\n"
        '```py\nx<1\n```\n\n<details open><summary>s</summary></details>\n\n<span lang="fr">b</span>\n'
    )

    root = ET.fromstring(f"<body>{to_xhtml(text)}</body>")

    assert root.find(".//td") is not None
    image = root.find(".//img")
    assert image is not None
    assert image.get("loading") is None
