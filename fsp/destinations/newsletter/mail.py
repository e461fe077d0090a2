"""A post as a mail: a text, the same as HTML, and its images."""

import re
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from html import escape

from fsp.content.markdown import to_plain_text
from fsp.destinations.contract import ImageLimits, Post, Tools
from fsp.destinations.marker import marker_of
from fsp.destinations.newsletter.settings import NewsletterSettings
from fsp.destinations.post_html import UploadedImage, html_of, upload_images
from fsp.destinations.site_images import html_with_site_images

LIMITS = ImageLimits(
    media_types=("image/jpeg", "image/png", "image/gif"), max_bytes=1_000_000, max_side_pixels=1600, max_count=50
)
_ONE_LINE = re.compile(r"[\s\x00-\x1f\x7f]+")


def message_id(post: Post, settings: NewsletterSettings) -> str:
    """Return the Message-ID: the same for each attempt, so that lists and mailboxes recognise a second copy."""
    _, address = parseaddr(settings.sender)
    return f"<{marker_of(post.key)}@{address.rpartition('@')[2]}>"


def mail_of(post: Post, settings: NewsletterSettings, tools: Tools) -> EmailMessage:
    """Return the mail of a post."""
    mail = EmailMessage()
    mail["Subject"] = _ONE_LINE.sub(" ", post.title).strip()
    mail["From"], mail["To"] = settings.sender, settings.lists
    mail["Date"], mail["Message-ID"] = _date(tools.now()), message_id(post, settings)
    mail["X-FSP-Key"] = post.key
    if settings.unsubscribe:
        mail["List-Unsubscribe"] = f"<{settings.unsubscribe}>"
        if settings.unsubscribe.startswith("https://"):
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(plain_text(post))
    if settings.has_inline_images:
        _add_html_with_images(mail, post, tools)
    else:
        mail.add_alternative(page(post, html_with_site_images(post, tools.settings)), subtype="html")
    return mail


def plain_text(post: Post) -> str:
    """Return a post as text, with its address on the web."""
    link = f"\n\n{post.canonical_url}" if post.canonical_url else ""
    return f"{post.title}\n\n{to_plain_text(post.markdown).strip()}{link}\n"


def page(post: Post, html: str) -> str:
    """Return the HTML of a mail: the title, the text, and a link to the post on the web."""
    title, address = escape(post.title), escape(post.canonical_url)
    heading = f'<a href="{address}">{title}</a>' if address else title
    link = f'<p><a href="{address}">{address}</a></p>' if address else ""
    return (
        f'<!doctype html><html lang="{escape(post.language)}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{heading}</h1>{html}{link}</body></html>"
    )


def _add_html_with_images(mail: EmailMessage, post: Post, tools: Tools) -> None:
    prepared = {image.sha256: tools.prepare(image, LIMITS) for image in post.images}
    uploaded = upload_images(post, lambda image: UploadedImage(image.sha256, f"cid:{_content_id(image.sha256)}"))
    mail.add_alternative(page(post, html_of(post, uploaded, LIMITS)), subtype="html")
    html_part = mail.get_payload()[-1]  # type: ignore[index]
    assert isinstance(html_part, EmailMessage)  # noqa: S101 - it was added one line above
    for sha256 in uploaded:
        image = prepared[sha256]
        main_type, _, subtype = image.media_type.partition("/")
        html_part.add_related(
            image.data,
            main_type,
            subtype,
            cid=f"<{_content_id(sha256)}>",
            filename=image.file_name,
            disposition="inline",
        )


def _content_id(sha256: str) -> str:
    return f"{sha256[:32]}@fsp.invalid"


def _date(moment: datetime) -> str:
    return format_datetime(moment)
