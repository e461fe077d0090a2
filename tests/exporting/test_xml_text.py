"""Texts in XML: nothing that a parser refuses."""

from fsp.exporting.xml_text import xml_text


def test_control_characters_are_left_out() -> None:
    assert xml_text("a\x01b\x0bc\uffffd\te\n豆🎉") == "abcd\te\n豆🎉"
