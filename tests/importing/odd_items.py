"""Posts with odd texts in every field, the same for the same seed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from fsp.content.revisions import add_current_revision
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.models.project import Project
from fsp.models.publishing_slot import PublishingSlot
from fsp.models.redirect import Redirect
from fsp.stores import db

Value = TypeVar("Value")

TEXTS = (
    "Plain words",
    "\"Quoted\" and 'quoted'",
    "Colon: and # hash",
    "- dash first",
    "* star first",
    "@at first, %percent, `tick`, !bang, &anchor, *alias",
    "[brackets], {braces}, |pipe|, >more",
    "yes",
    "No",
    "null",
    "~",
    "0123",
    "1e3",
    "0x1F",
    "1_000",
    "12:30:45",
    "2026-05-01",
    "2026-05-01T09:00:00Z",
    ".inf",
    "=",
    "<<",
    "---",
    "...",
    "+++",
    "Ünïcödé and 日本語",
    "مرحبا بالعالم",
    "שלום \u200fעולם",
    "e\u0301 and \u0041\u030a",
    "👩\u200d👩\u200d👧 and 🇩🇪",
    "zero\u200bwidth and soft\u00adhyphen",
    "tab\tinside",
    "back\\slash \\n \\u0041",
    "{{ jinja }} {% raw %} ${shell} $(command)",
    "<script>alert(1)</script> &amp; &lt;",
    "line one\nline two",
    "line\u2028separator and\u2029paragraph",
    "next\u0085line",
    "no\u00a0break",
    "\ufeffmark first",
    "trailing backslash\\",
    "'",
    '"',
    "''' and \"\"\"",
    "# comment?",
    "key: value",
    "a" * 190,
    "\x7fdelete",
    "?question",
    "! tag",
)
TAGS = (
    *("a, b", "c: d", "-dash", "#hash", "🌱", "yes", "0123", "null", "C++", "a/b", "مرحبا", '"quoted"', "[x]", "1e3"),
    *("e\u0301", "two words", "UPPER", "upper", "~", "{y}", "&z"),
)
BODIES = (
    "Text.\n",
    "No line end",
    "---\ntitle: Not a header\n---\n\nText.\n",
    "---\n",
    "+++\ntitle = 1\n+++\n",
    '{\n  "json": true\n}\n',
    "\n\n\nblank lines first\n",
    "trailing spaces  \nand lines\n\n\n",
    "CR LF\r\nlines\r\n",
    "mixed\r\nand\nlone\rends",
    "\ufeffmark first\n",
    "   indented first\n",
    "\ttab first\n",
    "مرحبا\n\n> اقتباس\n",
    "e\u0301\n",
    "form\x0cfeed and vertical\x0btab\n",
    "line\u2028separator\u0085\n",
    "```\n---\n```\n",
    "<!-- html -->\n\n<div>\n</div>\n",
    "...\n",
    " ",
    "\n",
)
EXTRA: tuple[dict[str, Any], ...] = (
    {},
    {"number": "0123", "flag": "yes", "real": "1e3", "none": None, "on": True, "off": False},
    {"nested": {"list": [1, 2.5, "x", None, {"deep": ["a: b", "- c"]}], "empty": {}, "none": []}},
    {"day": "2026-05-01", "moment": "2026-05-01T09:00:00+02:00", "clock": "12:30"},
    {"key with spaces: and colon": "x", "ключ": "значение", "yes": "no", "1": "one", "~": "tilde"},
    {"text": "line one\nline two\n", "spaces": "  around  ", "empty": ""},
    {"big": 12345678901234567890, "negative": -0.5, "small": 1e-9},
)
PATHS = ("CON.md", "aux/nul.md", "a?b.md", "posts/Same.md", "posts/same.md", "x:y.md", "dir./end .md", "ünï/日本.md")


def add_odd_project(seed: int, count: int, *, title: str = "Odd") -> Project:
    """Add a project with posts whose fields are drawn from the odd values."""
    random = Random(seed)
    project = Project(slug="odd", title=title, **project_fields(random))
    db.session.add(project)
    db.session.flush()
    db.session.add_all(PublishingSlot(project_id=project.id, weekday=day, minute=570 + day) for day in (0, 3, 6))
    for number in range(count):
        _add_item(project, number, random)
    db.session.commit()
    return project


def project_fields(random: Random) -> dict[str, Any]:
    """Return odd settings of a project."""
    return {
        "description": random.choice(TEXTS),
        "author": random.choice(TEXTS),
        "language": random.choice(("ar", "pt-BR", "en")),
        "timezone": "Europe/Berlin",
        "has_unicode_slugs": True,
        "fetches_remote_images": False,
        "accent": "#0b5394",
        "navigation": [
            {"label": "About: us", "address": "about/"},
            {"label": "Web", "address": "https://x.example/?a=b"},
        ],
        "required_approvals": 2,
        "reviewer_role": "admin",
        "reviewers": ["ada", "0123", "b: c"],
        "may_approve_own": True,
        "footer": "- **Footer**: with `code`\n\n---\nend",
    }


def _add_item(project: Project, number: int, random: Random) -> None:
    """Add one post. The first ones take each text as their title, so that none is left out."""
    at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(5_000_000))
    state = random.choice((ItemState.DRAFT, ItemState.SCHEDULED, ItemState.PUBLISHED))
    item = Item(
        project_id=project.id,
        slug=_slug(number, random),
        title=_one(TEXTS, number, random),
        summary=_one(TEXTS, number + 1, random),
        brief=random.choice(("", *TEXTS)),
        tags=_tags(number, random),
        authors=random.sample(TEXTS, random.randrange(3)),
        state=state,
        publish_at=None if state == ItemState.DRAFT and random.random() < 0.5 else at,
        published_at=at + timedelta(seconds=5) if state == ItemState.PUBLISHED else None,
        series=random.choice(("", *TEXTS)),
        weight=random.choice((None, 0.0, -1.0, 2.5, 1e6, 0.1)),
        layout=random.choice(("", "page", "front-matter", "0123", "yes")),
        language=random.choice(("", "ar", "zh-Hant", "de-AT")),
        cover=random.choice(("", "https://x.example/a b.png", "images/cover.png?x=1#y")),
        canonical_url=random.choice(("", "https://x.example/ü?a=b&c=d#e")),
        modified_at=random.choice((None, at + timedelta(days=1))),
        is_unlisted=random.random() < 0.2,
        extra=dict(_one(EXTRA, number, random)),
        source_path=random.choice(PATHS).replace(".md", f"-{number}.md") if random.random() < 0.3 else None,
    )
    db.session.add(item)
    db.session.flush()
    for _ in range(random.choice((1, 1, 2))):
        add_current_revision(item, _one(BODIES, number, random), RevisionOrigin.PERSON, author="ada")
    for index in range(random.randrange(3)):
        path = f"old/{number}/{index}/{random.choice(('x y', 'ü', '日本', 'a+b', 'A%20b', 'a,b'))}"
        db.session.add(Redirect(project_id=project.id, item_id=item.id, path=path))


def _slug(number: int, random: Random) -> str:
    stem = random.choice(("post", "日本語", "ünï", "مرحبا", "con", "nul", "x" * 90, "index", "readme"))
    return f"{stem}-{number}"


def _tags(number: int, random: Random) -> list[str]:
    odd = (
        "a, b",
        "c: d",
        "-dash",
        "#hash",
        "🌱",
        "yes",
        "0123",
        "null",
        "C++",
        "a/b",
        "مرحبا",
        '"quoted"',
        "[x]",
        "1e3",
    )
    return list(dict.fromkeys([odd[number % len(odd)], *random.sample(odd, random.randrange(3))]))


def _one(values: Sequence[Value], number: int, random: Random) -> Value:
    return values[number] if number < len(values) else random.choice(values)
