"""Schemas of comparisons of revisions in the API."""

from pydantic import Field

from fsp.content.word_diff import Change
from fsp.shape import Shape
from fsp.web.schema import RowId


class ComparePath(Shape):
    """Two revisions of a post."""

    item_id: RowId = Field(alias="item_id")
    number: RowId
    other: RowId


class FieldChangeShape(Shape):
    """A field that differs, as text."""

    label: str
    before: str
    after: str


class WordsShape(Shape):
    """Words next to each other with the same change: equal, added or removed."""

    change: Change
    text: str


class BlockShape(Shape):
    """A paragraph: equal, added, removed or changed."""

    change: Change
    words: list[WordsShape]


class ComparisonShape(Shape):
    """What changed from one revision to another."""

    before: int
    after: int
    words_added: int
    words_removed: int
    fields: list[FieldChangeShape]
    blocks: list[BlockShape] = Field(description="The paragraphs of both texts in order")
