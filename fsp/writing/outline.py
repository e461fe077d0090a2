"""The offline writer: an outline of the brief, and a text to fill in, both from templates. It needs no network."""

import re

from fsp.content.templates import render
from fsp.writing.assignment import Assignment
from fsp.writing.sections import sections_of

AUTHOR = "FSP outline"


def offline_outline(assignment: Assignment) -> str:
    """Return an outline: each sentence or bullet point of the brief becomes a section."""
    points = [point.strip(" -*\t") for point in re.split(r"(?<=[.!?])\s+|\n+", assignment.brief)]
    return "\n\n".join(f"## {point.rstrip('.!?')}" for point in points if point) + "\n"


def offline_draft(assignment: Assignment, outline: str) -> str:
    """Return a text to fill in. The same outline always gives the same text."""
    points = [section.heading for section in sections_of(outline)]
    body = render("writing/outline.md.j2", assignment=assignment, points=points)
    return body.strip() + "\n"
