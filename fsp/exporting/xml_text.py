"""Texts without the characters that XML cannot hold."""

import re

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def xml_text(text: str) -> str:
    """Return a text as XML can hold it: control characters are left out."""
    return _NOT_IN_XML.sub("", text)
