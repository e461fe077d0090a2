"""The form of the editor: every field of a post as a text, as a browser sends it and a working copy keeps it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, tzinfo
from typing import Any, Self

from fsp.content.editing import ItemText, joined
from fsp.content.item_details import ItemDetails, details_of
from fsp.errors import InvalidInput
from fsp.local_time import LocalTime, resolve, zone_of
from fsp.models.item import PAGE_LAYOUT, Item
from fsp.models.project import Project

YES = "yes"


@dataclass(frozen=True)
class ItemForm:
    """The fields of a post. `date` is in the zone of its project; a box is "yes" or empty."""

    title: str = ""
    body: str = ""
    slug: str = ""
    summary: str = ""
    tags: str = ""
    date: str = ""
    authors: str = ""
    cover: str = ""
    language: str = ""
    series: str = ""
    weight: str = ""
    canonical_url: str = ""
    layout: str = ""
    is_page: str = ""
    is_unlisted: str = ""
    extra: str = ""
    brief: str = ""

    @classmethod
    def of_values(cls, values: Mapping[str, Any]) -> Self:
        """Return a form from named texts. Missing ones are empty, others are ignored."""
        return cls(**{field.name: str(values.get(field.name) or "") for field in fields(cls)})

    @property
    def values(self) -> dict[str, str]:
        """Return the fields without the text."""
        return {name: value for name, value in asdict(self).items() if name != "body"}

    @property
    def text(self) -> ItemText:
        """Return the fields that have texts."""
        return ItemText(" ".join(self.title.split()), self.summary, self.brief, self.tags, self.body)

    @property
    def details(self) -> ItemDetails:
        """Return the other fields; raise InvalidInput for a weight that is not a number."""
        return ItemDetails(
            authors=self.authors,
            cover=self.cover,
            language=self.language,
            series=self.series,
            canonical_url=self.canonical_url,
            is_unlisted=self.is_unlisted == YES,
            is_page=self.is_page == YES,
            layout=self.layout,
            weight=weight_of(self.weight),
            extra=self.extra,
        )

    def moment(self, zone: tzinfo) -> LocalTime | None:
        """Return the date, None for none; raise InvalidInput if it is not a local date and time."""
        if not self.date:
            return None
        try:
            local = datetime.fromisoformat(self.date)
        except ValueError:
            raise InvalidInput(f'The date must be such as 2026-05-01T09:30, got "{self.date:.40}".') from None
        if local.tzinfo is not None:
            return LocalTime(local.astimezone(UTC))
        return resolve(local.date(), local.time(), zone)


def form_of(item: Item, body: str, project: Project) -> ItemForm:
    """Return the current fields of a post."""
    details = details_of(item)
    at = item.publish_at.astimezone(zone_of(project.timezone)) if item.publish_at else None
    return ItemForm(
        title=item.title,
        body=body,
        slug=item.slug,
        summary=item.summary,
        tags=joined(item.tags),
        date=at.strftime("%Y-%m-%dT%H:%M") if at else "",
        authors=details.authors,
        cover=details.cover,
        language=details.language,
        series=details.series,
        weight=_written(details.weight),
        canonical_url=details.canonical_url,
        layout=details.layout,
        is_page=YES if details.is_page else "",
        is_unlisted=YES if details.is_unlisted else "",
        extra=details.extra,
        brief=item.brief,
    )


def with_fields(form: ItemForm, values: Mapping[str, Any]) -> ItemForm:
    """Return the form with the fields that a revision kept. Fields that it does not have stay."""
    texts = {
        name: joined(value) if isinstance(value, list) else YES if value is True else str(value or "")
        for name, value in values.items()
    }
    if "layout" in texts:
        texts["is_page"] = YES if texts["layout"] == PAGE_LAYOUT else ""
    return ItemForm.of_values({**asdict(form), **texts})


def weight_of(text: str) -> float | None:
    """Return a weight, None for an empty text; raise InvalidInput for anything but a number."""
    if not text.strip():
        return None
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if number != number or abs(number) == float("inf"):  # noqa: PLR0124  (NaN)
        raise InvalidInput(f'The weight must be a number such as 10, got "{text:.40}".')
    return number


def _written(weight: float | None) -> str:
    if weight is None:
        return ""
    return str(int(weight)) if weight.is_integer() else str(weight)
