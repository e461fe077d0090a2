"""The offline writer: an outline made from the brief, by a template."""

import re

from fsp.content.templates import render
from fsp.writing.writer import Assignment, Draft


class OutlineWriter:
    """Turns each sentence or list point of the brief into a section to fill."""

    def write(self, assignment: Assignment) -> Draft:
        """Write the outline; the same assignment gives the same text."""
        points = [point.strip(" -*\t") for point in re.split(r"(?<=[.!?])\s+|\n+", assignment.brief)]
        body = render("writing/outline.md.j2", assignment=assignment, points=[point for point in points if point])
        return Draft(body.strip() + "\n", "FSP outline")
