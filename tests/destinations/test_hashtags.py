"""Hashtags from tags."""

import pytest

from fsp.destinations.hashtags import hashtags


@pytest.mark.parametrize(
    ("tag", "hashtag"),
    [
        ("garden", "#garden"),
        ("raised beds", "#RaisedBeds"),
        ("how-to", "#HowTo"),
        ("what's new", "#WhatsNew"),
        ("3 sisters", "#3Sisters"),
        ("C++ & Rust", "#CRust"),
        ("été à Paris", "#ÉtéÀParis"),
        ("огород весной", "#ОгородВесной"),
        ("हिन्दी", "#हिन्दी"),
        ("हिन्दी लेख", "#हिन्दी_लेख"),
        ("有機 農業", "#有機_農業"),
        ("iPhone", "#iPhone"),
    ],
)
def test_a_tag_becomes_a_hashtag(tag: str, hashtag: str) -> None:
    assert hashtags([tag]) == [hashtag]


@pytest.mark.parametrize("tag", ["2026", "2026 05", "!!!", "", "🌱", "x" * 64])
def test_what_platforms_do_not_link_is_left_out(tag: str) -> None:
    assert hashtags([tag]) == []


def test_the_same_hashtag_appears_once() -> None:
    assert hashtags(["Garden", "garden", "how to", "How-To"]) == ["#Garden", "#HowTo"]
