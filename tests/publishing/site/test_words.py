"""The words of the theme."""

from string import Formatter

from fsp.publishing.site import words
from fsp.publishing.site.words import words_of


def test_every_language_has_every_word_with_the_same_values() -> None:
    def shape(texts: dict[str, str]) -> dict[str, set[str | None]]:
        return {key: {name for _, name, _, _ in Formatter().parse(text)} - {None} for key, text in texts.items()}

    all_words = words._all_words()

    assert {language: shape(texts) == shape(all_words["en"]) for language, texts in all_words.items()} == dict.fromkeys(
        all_words, True
    )


def test_a_region_means_its_language_and_an_unknown_one_english() -> None:
    assert words_of("pt-BR")("newer") == words_of("pt")("newer") != words_of("en")("newer")
    assert words_of("eo")("page", number=3) == "Page 3"
