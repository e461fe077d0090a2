"""Schemas of a search for the API and `fsp search --json`."""

from collections.abc import Sequence

from pydantic import Field

from fsp.search.result import ResultKind, SearchResult
from fsp.shape import Shape


class SearchResultSchema(Shape):
    """One result of a search."""

    kind: ResultKind
    id: str = Field(description="The id of a job or post, the slug of a project, or the name of a job type")
    title: str
    detail: str = Field(description="More about it, such as the state and the type of a job; may be empty")
    url: str = Field(description="Its page")


class SearchResultsSchema(Shape):
    """At most five results of each kind, in this order: jobs, posts, projects, job types."""

    query: str
    results: list[SearchResultSchema]


def search_results(query: str, results: Sequence[SearchResult]) -> SearchResultsSchema:
    """Return the results of a search as the API returns them."""
    return SearchResultsSchema(query=query, results=SearchResultSchema.list_of(results))
