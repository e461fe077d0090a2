"""Marks the directives and roles of a reStructuredText that only Sphinx, Nikola or a plugin knows, before it is parsed.

docutils refuses an unknown name together with its content. A marked one is read by FSP's own directive and role, which
keep the content.
"""

import re

from docutils.parsers.rst.languages import en

DIRECTIVE = "fsp-unknown"
ROLE = "fsp"

_DIRECTIVE = re.compile(
    r"(?<!\S)(?P<start>\.\. +(?:\|[^|\n]{1,200}\| +)?)(?P<name>[A-Za-z][\w:.+-]*?)(?P<end> ?::)(?=\s|\Z)"
)
_ROLE = re.compile(r":(?P<name>[A-Za-z][\w:.+-]*):(?=`)")
_MARKED_DIRECTIVE = re.compile(f"{DIRECTIVE}( ?::) \ue020([^\ue021]*)\ue021")
_MARKED_ROLE = re.compile(f":{ROLE}:`\ue022([^\ue023]*)\ue023")


def mark_unknown(text: str, directives: frozenset[str]) -> str:
    """Return the text with each unknown name as an argument of FSP's own. `directives` are those that FSP adds."""
    own_or_standard = directives | frozenset(en.directives)

    def directive(match: re.Match[str]) -> str:
        name = match["name"]
        if name.lower() in own_or_standard:
            return match[0]
        return f"{match['start']}{DIRECTIVE}{match['end']} \ue020{name}\ue021"

    text = _DIRECTIVE.sub(directive, text)
    return _ROLE.sub(
        lambda match: match[0] if match["name"].lower() in en.roles else f":{ROLE}:`\ue022{match['name']}\ue023", text
    ).replace("\ue023`", "\ue023")


def unmark(text: str) -> str:
    """Return a text in which code shows the names as they were written."""
    text = _MARKED_DIRECTIVE.sub(r"\2\1", text) if DIRECTIVE in text else text
    return _MARKED_ROLE.sub(r":\1:`", text) if "\ue022" in text else text


def named(argument: str) -> tuple[str, str]:
    """Return the name and the rest of a marked argument."""
    for start, end in (("\ue020", "\ue021"), ("\ue022", "\ue023")):
        if argument.startswith(start):
            name, _, rest = argument.removeprefix(start).partition(end)
            return name, rest.strip()
    return "", argument
