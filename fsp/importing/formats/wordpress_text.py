"""The text of WordPress posts: paragraphs of the classic editor, block comments, and shortcodes of images."""

import re

_BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
_PROTECTED = re.compile(r"<(pre|script|style|textarea)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_NAMES = (
    "address|article|aside|blockquote|details|div|dl|dd|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe"
    "|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video|audio"
)
_BLOCK = re.compile(rf"\s*</?(?:{_NAMES})\b|\s*\x00", re.IGNORECASE)
_BEFORE_BLOCK = re.compile(rf"\n(?=\s*<(?:{_NAMES})\b)", re.IGNORECASE)
_AFTER_BLOCK = re.compile(rf"(</(?:{_NAMES})>)[ \t]*\n", re.IGNORECASE)
_CAPTION = re.compile(r"\[caption\b[^\]]*\](.*?)\[/caption\]", re.DOTALL)
_IMAGE = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL)
_EMBED = re.compile(r"\[embed[^\]]*\]\s*(\S+?)\s*\[/embed\]")
_MORE = re.compile(r"<!--\s*(?:more|nextpage)\b.*?-->")


def paragraphs(text: str) -> str:
    """Return the text as HTML. The classic editor stores paragraphs as blank lines (see wpautop in WordPress)."""
    text = _MORE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if "<!-- wp:" in text:
        return _BLOCK_COMMENT.sub("", text)
    protected: list[str] = []

    def keep(match: re.Match[str]) -> str:
        protected.append(match[0])
        return f"\n\n\x00{len(protected) - 1}\x00\n\n"

    text = _PROTECTED.sub(keep, text.replace("\x00", ""))
    parts = re.split(r"\n\s*\n", _AFTER_BLOCK.sub(r"\1\n\n", _BEFORE_BLOCK.sub("\n\n", text)))
    html = "\n".join(_paragraph(part.strip()) for part in parts if part.strip())
    return re.sub(r"\x00(\d+)\x00", lambda match: protected[int(match[1])], html)


def with_captions(html: str) -> str:
    """Return the HTML with `[caption]` as a figure and `[embed]` as a link."""
    return _EMBED.sub(r'<p><a href="\1">\1</a></p>', _CAPTION.sub(_figure, html))


def _paragraph(text: str) -> str:
    if _BLOCK.match(text) or text.startswith(("\x00", "[caption")):
        return text
    return "<p>" + text.replace("\n", "<br>\n") + "</p>"


def _figure(match: re.Match[str]) -> str:
    image = _IMAGE.match(match[1])
    caption = image[2].strip() if image else ""
    if image is None or not caption:
        return match[1]
    return f"<figure>{image[1]}<figcaption>{caption}</figcaption></figure>"
