"""The offline writer: an outline of the brief, from a template."""

import re

from fsp.content.templates import render
from fsp.writing.writer import Assignment, Draft


class OutlineWriter:
    """Turns each sentence or bullet point of the brief into a section to fill in."""

    def write(self, assignment: Assignment) -> Draft:
        """Write the outline. The same assignment always gives the same text."""
        points = [point.strip(" -*\t") for point in re.split(r"(?<=[.!?])\s+|\n+", assignment.brief)]
        body = render("writing/outline.md.j2", assignment=assignment, points=[point for point in points if point])
        return Draft(body.strip() + "\n", "FSP outline")
