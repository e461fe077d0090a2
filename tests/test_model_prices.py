"""Prices of models and amounts of money."""

from decimal import Decimal

import pytest

from fsp.model_prices import ModelPrice, amount_text, parse_amount, parse_prices


def test_prices_are_read_by_model_also_where_its_name_has_signs_of_its_own() -> None:
    prices = parse_prices("gpt-4o-mini=0.15/0.60/0.075, openai/o3=2/8\nllama3:8b = 0/0")

    assert prices["gpt-4o-mini"] == ModelPrice(Decimal("0.15"), Decimal("0.60"), Decimal("0.075"))
    assert prices["openai/o3"].cached is None
    assert prices["llama3:8b"].is_free


@pytest.mark.parametrize("text", ["m", "m=1", "=1/2", "m=1/2/3/4", "m=a/b", "m=-1/2", "m=nan/1", "m=1/2,m=1/2"])
def test_a_wrong_price_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="must"):
        parse_prices(text)


def test_the_cost_of_tokens_is_rounded_up_and_cached_ones_have_their_own_price() -> None:
    price = ModelPrice(Decimal("0.15"), Decimal("0.60"), Decimal("0.075"))

    assert price.cost(prompt=1000, completion=1000) == 750
    assert price.cost(prompt=1000, completion=0, cached=1000) == 75
    assert price.cost(prompt=1, completion=0) == 1


def test_amounts_are_read_and_shown() -> None:
    assert parse_amount("12.50") == 12_500_000
    assert [amount_text(micros, "USD") for micros in (0, 12_500_000, 4200, 3)] == [
        "0.00 USD",
        "12.50 USD",
        "0.0042 USD",
        "less than 0.0001 USD",
    ]
