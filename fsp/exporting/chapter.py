"""A chapter's XHTML made fit for a book: no images from elsewhere, no links to files that are not in it."""

from html import escape
from xml.etree import ElementTree as ET

_REMOTE = ("http://", "https://", "mailto:")


def book_body(xhtml: str) -> str:
    """Return the body with remote images as links and dead links as plain words."""
    root = ET.fromstring(f"<body>{xhtml}</body>")  # noqa: S314  (made by our own sanitiser)
    for element in list(root.iter()):
        element.attrib.pop("align", None)
        href = element.get("href", "")
        if element.tag == "a" and not href.startswith((*_REMOTE, "#")):
            element.tag = "span"
            element.attrib.clear()
        if element.tag == "img" and not element.get("src", "").startswith("images/"):
            _replace_image(element)
        elif element.tag == "img":
            element.set("alt", element.get("alt", ""))
    return escape(root.text or "", quote=False) + "".join(ET.tostring(child, encoding="unicode") for child in root)


def _replace_image(element: ET.Element) -> None:
    source, words = element.get("src", ""), element.get("alt") or "image"
    element.attrib.clear()
    element.tag = "span"
    element.text = f"[{words}: {source}]" if source.startswith("http") else f"[{words}]"
