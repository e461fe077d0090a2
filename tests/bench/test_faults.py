"""`make faults` has fourteen faults of rules that people see, and reads a card as a person does."""

import pytest

from bench.faults.__main__ import is_named
from bench.faults.overview import Card, cards_of
from bench.faults.scenarios import FAULTS
from fsp.conditions.catalogue import RULES

PAGE = """
<main><article class="problem critical" id="problem-redis-down:all" aria-labelledby="title-redis-down:all">
<div class="problem-head"><span class="state critical"><span class="icon" aria-hidden="true">✗</span>critical</span>
<h2 id="title-redis-down:all">Redis &amp; is down</h2></div>
<p class="problem-error">refused</p><p class="problem-cause"><span class="quiet">Likely cause:</span> it hangs</p>
<div class="problem-actions"><button type="button" class="primary" data-copy="c">Copy command<span
class="hidden">: Check</span></button><code class="problem-command" id="c">redis-cli &quot;INFO&quot;</code>
<a class="button plain" href="/runbook">Details</a>
<a class="quiet" href="/runbook#redis-down">Runbook</a></div></article>
</main>"""


def test_a_card_is_read_with_its_rule_its_words_and_its_button() -> None:
    assert cards_of(PAGE) == [
        Card(
            "redis-down",
            "Redis & is down",
            "✗ critical Redis & is down refused Likely cause: it hangs",
            'Copy command: redis-cli "INFO"',
        )
    ]
    assert cards_of("<main>All systems operational.</main>") == []


def test_there_are_fourteen_faults_each_of_a_rule_that_people_see() -> None:
    assert len({fault.name for fault in FAULTS}) == 14
    assert {fault.rule for fault in FAULTS} <= {rule.name for rule in RULES if rule.shown_from is not None}


@pytest.mark.parametrize(
    ("changed", "is_right"),
    [
        ({}, True),
        ({"rule": "queue-stalled"}, False),
        ({"text": "No workers are running"}, False),
        ({"button": "View workers"}, False),
    ],
)
def test_a_fault_is_named_by_its_rule_its_cause_and_its_button(changed: dict[str, str], is_right: bool) -> None:
    card = {
        "rule": "worker-dead",
        "summary": "No workers are running",
        "text": "No workers are running. Likely cause: w1 stopped sending heartbeats",
        "button": "Copy command: fsp worker",
    }

    assert is_named(FAULTS[0], Card(**(card | changed))) is is_right
