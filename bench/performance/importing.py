"""How long an import takes, what memory it needs, and how much faster one is that finds nothing changed."""

import os
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, Report
from bench.setting import scaled

POSTS = 5000
PARAGRAPHS = 6
MAX_SECONDS, MAX_MEGABYTES = 60, 300


def main(report: Report) -> None:
    """Import a blog twice, each time in a process of its own."""
    posts = scaled(POSTS)
    with tempfile.TemporaryDirectory(prefix="fsp-bench-") as folder:
        blog = Path(folder, "blog")
        write_blog(blog, posts)
        report.heading(f"importing {posts:,} posts")
        first = _import(blog, Path(folder, "data"))
        again = _import(blog, Path(folder, "data"))
        report.show(Figure("import of new posts", first[0], "s", most=MAX_SECONDS))
        report.show(Figure("memory at its peak", first[1], "MB", most=MAX_MEGABYTES))
        report.show(Figure("import of unchanged posts", again[0], "s", most=first[0]))
        report.show(Figure("memory at its peak, unchanged", again[1], "MB", most=MAX_MEGABYTES))


def write_blog(folder: Path, posts: int) -> None:
    """Write posts with front matter, links to each other, emphasis and code."""
    folder.mkdir(parents=True)
    for number in range(posts):
        paragraphs = "\n\n".join(
            f"Some **strong** words, `code`, and [another](post-{(number * 7 + part) % posts}.md) post. " * 4
            for part in range(PARAGRAPHS)
        )
        header = f"title: Post {number}\ndate: 2020-{number % 12 + 1:02}-{number % 28 + 1:02}\ntags: [a{number % 7}, b]"
        code = f"```python\nprint({number})\n```"
        text = f"---\n{header}\n---\n# Heading {number}\n\n{paragraphs}\n\n{code}\n"
        folder.joinpath(f"post-{number}.md").write_text(text, encoding="utf-8")


def _import(blog: Path, data: Path) -> tuple[float, float]:
    """Return the seconds and the megabytes of one import."""
    command = [sys.executable, "-m", "fsp.cli.main", "import", str(blog), "--project", "Bench"]
    started = time.monotonic()
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    environment = {**os.environ, "FSP_DATA_DIR": str(data)}
    process = os.posix_spawn(sys.executable, command, environment, file_actions=quiet)
    _, status, usage = os.wait4(process, 0)
    if status:
        raise RuntimeError(f"fsp import ended with {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - started, usage.ru_maxrss / 1000
