"""Messages in plain words."""

from dataclasses import replace

from fsp.alerts.wording import WORDS, subject, text
from fsp.models.alert_kinds import NoticeKind
from tests.alerts.messages import FIRING, RESOLVED, message


def test_a_subject_is_one_line_with_the_kind_the_severity_and_how_many() -> None:
    assert subject(message()) == "[FSP] FIRING CRITICAL: Jobs of type <export-data> fail"
    assert subject(message(FIRING, RESOLVED)).endswith("fail and 1 more")


def test_a_text_says_why_since_when_what_to_do_and_where() -> None:
    lines = text(message()).splitlines()

    assert lines == [
        "FIRING CRITICAL: Jobs of type <export-data> fail",
        "8 of 12 failed, 67%; the limit is 50% (since 2030-05-01T00:00:00Z)",
        "Next step: Open Dead letters.",
        "",
        "http://fsp.example/alerts",
    ]


def test_what_is_over_says_its_span_and_asks_for_nothing() -> None:
    results = text(message(RESOLVED))

    assert "since 2030-05-01T00:00:00Z until 2030-05-01T00:30:00Z" in results
    assert "Next step:" not in results
    assert not message(RESOLVED).is_firing


def test_a_storm_is_cut_and_counted() -> None:
    results = text(message(*[replace(FIRING, title=f"alert {number}") for number in range(30)]))

    assert "alert 19" in results
    assert "alert 20" not in results
    assert "… and 10 more." in results


def test_there_are_words_for_every_kind() -> None:
    assert set(WORDS) == set(NoticeKind)
