"""YAML headers: libyaml and PyYAML itself read the same."""

from typing import Any

import pytest
import yaml

from fsp.content import header
from fsp.content.header import FrontMatterFault, load_header

HEADERS = (
    *(
        "title: !important",
        "a: !!str 12",
        "a: 'x\n  y'",
        "a: |\n  line\n  two\n",
        "a: >-\n  x\n  y",
        "a: {b: [c, 'd']}",
    ),
    *("? a\n: b", "a: b: c", "\ta: b", "a: @x", "a: %x", 'a: "\\ud83d\\ude00"', "a: 😀", "- x", "x", "", "# c"),
    *("a: &x 1\nb: *x", 'a: "unterminated', "a: [1,2", "a: \x07", "a: ~", "a: !!python/object:x y", "a:b"),
)


def read(source: str) -> object:
    try:
        values, lines = load_header(source)
    except FrontMatterFault as fault:
        return str(fault)
    return {key: (value, type(value)) for key, value in values.items()}, lines


@pytest.mark.parametrize("source", HEADERS)
def test_both_parsers_read_the_same_and_name_the_same_fault(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    parsed: list[Any] = []
    for loader in (yaml.CSafeLoader, yaml.SafeLoader):
        monkeypatch.setattr(header, "_FAST_LOADER", loader)
        parsed.append(read(source))

    assert parsed[0] == parsed[1]


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("title: a\ntags:\n\t- x\n\t- y\n", {"title": "a", "tags": ["x", "y"]}),
        ("title:\tfoo\ndate: \t2020-01-01", {"title": "foo", "date": "2020-01-01"}),
        ("tags:\n-\ta\n-\tb", {"tags": ["a", "b"]}),
        ("title: a\n\t\ntags: [a,\n\tb]", {"title": "a", "tags": ["a", "b"]}),
        (
            "title: 'a\tb'\nseo:\n\tindex: false\n\tby:\n\t\t- c",
            {"title": "a\tb", "seo": {"index": "false", "by": ["c"]}},
        ),
    ],
)
def test_tabs_that_generators_accept_are_read_as_spaces(source: str, values: dict[str, Any]) -> None:
    assert load_header(source)[0] == values


def test_a_fault_beside_tabs_is_still_named_with_its_line() -> None:
    with pytest.raises(FrontMatterFault, match="line 5: invalid YAML front matter"):
        load_header("title: a\ntags:\n\t- x: [\n")
