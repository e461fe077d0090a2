"""The editable fields of a post beyond its title, summary, tags and text."""

from dataclasses import dataclass

from fsp.content.extra_fields import extra_as_yaml, extra_of_yaml
from fsp.content.languages import language_tag
from fsp.errors import InvalidInput
from fsp.models.item import PAGE_LAYOUT, Item

MAX_CHARACTERS = {"cover": 1000, "language": 35, "series": 300, "canonical_url": 2000, "layout": 100}
"""The maximum length of each field in the database."""


@dataclass(frozen=True)
class ItemDetails:
    """`authors` are separated by commas. An empty `language` means the project's language."""

    authors: str = ""
    cover: str = ""
    language: str = ""
    series: str = ""
    canonical_url: str = ""
    is_unlisted: bool = False
    is_page: bool = False
    """Whether it is a page of the site, such as "About", and not a post."""
    layout: str = ""
    """The layout of another generator; empty for a page of the site."""
    weight: float | None = None
    """Its position in its series, lowest first."""
    extra: str = ""
    """Front matter fields that FSP does not use, as YAML."""


def details_of(item: Item) -> ItemDetails:
    """Return the current details of a post."""
    return ItemDetails(
        authors=", ".join(str(author) for author in item.authors),
        cover=item.cover,
        language=item.language,
        series=item.series,
        canonical_url=item.canonical_url,
        is_unlisted=item.is_unlisted,
        is_page=item.layout == PAGE_LAYOUT,
        layout="" if item.layout == PAGE_LAYOUT else item.layout or "",
        weight=item.weight,
        extra=extra_as_yaml(item.extra),
    )


def set_details(item: Item, details: ItemDetails) -> None:
    """Change what differs, within the caller's transaction; raise InvalidInput for invalid values."""
    before = details_of(item)
    for name, most in MAX_CHARACTERS.items():
        value = getattr(details, name)
        if len(value) > most:
            raise InvalidInput(f"The field {name} must be at most {most} characters long, got {len(value)}.")
    if details.language != before.language and details.language and not language_tag(details.language):
        raise InvalidInput(f'The language must be a tag such as en or pt-BR, got "{details.language}".')
    is_address = details.canonical_url.startswith(("https://", "http://"))
    if details.canonical_url != before.canonical_url and details.canonical_url and not is_address:
        raise InvalidInput(f'The canonical URL must start with https:// or http://, got "{details.canonical_url:.80}".')
    # A name that contains a comma stays whole as long as nobody edits the authors.
    if details.authors != before.authors:
        item.authors = list(dict.fromkeys(name.strip() for name in details.authors.split(",") if name.strip()))
    item.cover, item.language, item.series = details.cover, details.language, details.series
    item.canonical_url, item.is_unlisted = details.canonical_url, details.is_unlisted
    item.layout, item.weight = PAGE_LAYOUT if details.is_page else details.layout, details.weight
    # Values that nobody edits stay as they are stored.
    if details.extra.strip() != before.extra.strip():
        item.extra = extra_of_yaml(details.extra, item.extra or {})
