"""An import's report in words."""

import pytest

from fsp.web.imports.report_view import LINES_SHOWN, ReportView


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        ({"posts": 1, "created": 1}, "1 post: 1 new"),
        ({"posts": 1000, "created": 0, "unchanged": 1000}, "1\u202f000 posts: 0 new, 1\u202f000 unchanged"),
        (
            {
                **{
                    "posts": 57,
                    "created": 50,
                    "updated": 2,
                    "held": {"a.md": "draft", "b.md": "draft", "c.md": "draft"},
                },
                **{
                    "undated": ["d.md"],
                    "missing_images": ["d.md:3: x.png"],
                    "dead_links": ["d.md:4: e.md", "d.md:5: f.md"],
                },
                "faults": [{"name": "e.md", "line": 2, "message": "no"}],
            },
            "57 posts: 50 new, 2 updated, 3 held as drafts, 1 without a date, 1 missing image, 2 broken links, 1 error",
        ),
    ],
)
def test_a_report_is_one_sentence(report: dict[str, object], sentence: str) -> None:
    assert ReportView(report).sentence == sentence


def test_each_kind_is_listed_up_to_a_limit() -> None:
    view = ReportView(
        {
            "faults": [{"name": "e.md", "line": 2, "message": "no"}],
            "held": {"a.md": "draft: true"},
            "notes": [f"note {number}" for number in range(LINES_SHOWN + 5)],
        }
    )

    assert [(group.title, len(group.lines), group.total) for group in view.groups] == [
        ("Errors: files that were skipped", 1, 1),
        ("Held as drafts", 1, 1),
        ("Notes", LINES_SHOWN, LINES_SHOWN + 5),
    ]
    assert [group.lines[0] for group in view.groups] == ["e.md:2: no", "a.md: draft: true", "note 0"]
