"""The words that changed inside a text."""

from fsp.content.word_diff import Change, Words, diff_words


def test_a_changed_phrase_is_one_change() -> None:
    assert diff_words("the quick brown fox jumps", "the slow red fox jumps") == [
        Words(Change.EQUAL, "the "),
        Words(Change.REMOVED, "quick brown"),
        Words(Change.ADDED, "slow red"),
        Words(Change.EQUAL, " fox jumps"),
    ]


def test_an_added_word_leaves_the_others() -> None:
    assert diff_words("One two.", "One new two.") == [
        Words(Change.EQUAL, "One "),
        Words(Change.ADDED, "new "),
        Words(Change.EQUAL, "two."),
    ]


def test_a_chinese_character_is_a_word() -> None:
    assert [span.text for span in diff_words("一二三四", "一二五四")] == ["一二", "三", "五", "四"]


def test_accents_and_emoji_stay_whole() -> None:
    spans = diff_words("cafe\u0301 👩\u200d🚀", "cafe\u0301 👨\u200d🚀")

    assert [span.text for span in spans] == ["cafe\u0301 ", "👩\u200d🚀", "👨\u200d🚀"]
