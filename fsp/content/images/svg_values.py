"""The values of SVG attributes: which are safe, and how they are written."""

import re

from fsp.content.images.svg_attributes import ALLOWED, AS_STYLE

SVG, XLINK, XML = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/XML/1998/namespace",
)
_PROSE = frozenset({"aria-label", "id", "class"})
_LOCAL_REFERENCE = re.compile(r"#[^\"'<>()]+\Z")
_LOCAL_ADDRESS = re.compile(r"url\(\s*['\"]?#([^'\")]*)['\"]?\s*\)", re.I)
_NOT_IN_NAME = re.compile(r"[^\w.-]")
_EMBEDDED = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z", re.I)
_ADDRESS = re.compile(r"url\(\s*+(?!['\"]?#)", re.I)
_UNSAFE_STYLE = re.compile(r"@import|@namespace|@font-face|expression|javascript:|image\(|image-set\(|src\(|\\|<", re.I)
_SCRIPTED = re.compile(r"(?:javascript|vbscript|data):", re.I)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*\Z")


def is_safe_style(style: str) -> bool:
    """Return whether a style loads nothing: all its addresses refer to the same file."""
    return not _UNSAFE_STYLE.search(style) and not _ADDRESS.search(style)


def name_of(value: str) -> str:
    """Return an id in a form that XML allows, such as Frame_1 for Frame 1."""
    name = _NOT_IN_NAME.sub("_", value.strip())
    return name if name[:1].isalpha() or name[:1] == "_" else f"_{name}"


def value_of(name: str, value: str) -> str:
    """Return the value of an attribute, with the names in it in a form that XML allows."""
    if name == "id":
        return name_of(value)
    if name == "xlink:href" and value.startswith("#"):
        return f"#{name_of(value[1:])}"
    return _LOCAL_ADDRESS.sub(lambda address: f"url(#{name_of(address[1])})", value)


def attribute_name(namespace: str, local: str) -> str | None:
    """Return the attribute name as it is written, or None for attributes of an editor, which have no visual effect."""
    if namespace == XML:
        return f"xml:{local}" if local in {"space", "lang"} else None
    if local == "href" and namespace in {"", XLINK}:
        return "xlink:href"
    return None if namespace else local


def is_safe(tag: str, name: str, value: str) -> bool:
    """Return whether an attribute value runs no code and refers to nothing outside the file."""
    if name.lower().startswith("on"):
        return False
    if name == "xlink:href":
        return bool(_LOCAL_REFERENCE.match(value) or (tag == "image" and _EMBEDDED.match(value)))
    if name == "style":
        return is_safe_style(value)
    if name in _PROSE or name not in ALLOWED[tag] | AS_STYLE:
        return True
    # A backslash could hide an address from this check, because browsers parse most attributes as CSS.
    return not ("\\" in value or _ADDRESS.search(value) or _SCRIPTED.match(value.strip()))


def size_of(attributes: dict[str, str]) -> tuple[int | None, int | None]:
    """Return the size in pixels that the file declares, else the size of its view box."""
    lengths = [_LENGTH.match(attributes.get(name, "")) for name in ("width", "height")]
    if lengths[0] and lengths[1]:
        width, height = (round(float(length.group(1))) for length in lengths if length)
        return (width or None, height or None)
    box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
    try:
        return (round(float(box[2])) or None, round(float(box[3])) or None)
    except (IndexError, ValueError, OverflowError):
        return (None, None)
