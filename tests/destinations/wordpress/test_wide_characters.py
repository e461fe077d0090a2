"""Characters that an old database cannot store."""

from fsp.destinations.wordpress.wide_characters import without_wide


def test_emoji_become_references_and_the_rest_stays() -> None:
    assert without_wide("é 日本 🍅👍🏽") == "é 日本 &#x1f345;&#x1f44d;&#x1f3fd;"
    assert without_wide([1, 2]) == [1, 2]
