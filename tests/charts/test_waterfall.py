"""Waterfalls: every stretch inside the frame, told in words."""

from hypothesis import given
from hypothesis import strategies as st

from fsp.charts.waterfall import LEFT, RIGHT, WIDTH, Stretch, waterfall
from fsp.content.templates import render

STRETCHES = [
    Stretch("wait in medium", "wait", 0, 12),
    Stretch("attempt 1", "failed", 12, 15),
    Stretch("render", "step", 12, 14, depth=1),
    Stretch("attempt 2", "run", 45, 60, is_going_on=True),
]


def test_the_words_name_every_stretch_but_not_the_steps() -> None:
    assert waterfall("Job", STRETCHES).words == "Job: total 1 min; wait in medium 12 s, attempt 1 3 s, attempt 2 15 s."


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), max_size=20))
def test_every_stretch_is_inside_the_frame(pairs: list[tuple[float, float]]) -> None:
    chart = waterfall("Job", [Stretch("x", "run", min(pair), max(pair)) for pair in pairs])

    assert all(bar.x >= LEFT and bar.x + bar.width <= WIDTH - RIGHT + 2 for bar in chart.bars)


def test_what_goes_on_says_so_and_names_are_escaped() -> None:
    drawn = render("charts/waterfall.svg", chart=waterfall("Job", [*STRETCHES, Stretch("<b>" * 20, "step", 1, 2)]))

    assert "15 s so far" in drawn
    assert "<b>" not in drawn
    assert "style=" not in drawn


def test_a_job_nobody_has_touched_is_told() -> None:
    assert waterfall("Job", []).words == "Job: no events yet."
