"""Prices of language models, and amounts of money in millionths of a currency unit."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation

MICROS = 1_000_000
MAX_AMOUNT = Decimal(1_000_000)
"""The highest price and the highest budget, in currency units."""
MAX_MODELS = 100

_EXAMPLE = "gpt-4o-mini=0.15/0.60/0.075"


@dataclass(frozen=True)
class ModelPrice:
    """The price of one million tokens in currency units: input, output, and input that the provider had cached."""

    input: Decimal
    output: Decimal
    cached: Decimal | None = None

    @property
    def is_free(self) -> bool:
        """Return whether requests cost nothing, as with a model on your own machine."""
        return not self.input and not self.output

    def cost(self, *, prompt: int, completion: int, cached: int = 0) -> int:
        """Return the cost of these tokens in millionths, rounded up. `cached` tokens are part of `prompt`."""
        cached = min(cached, prompt)
        cached_price = self.input if self.cached is None else self.cached
        amount = self.input * (prompt - cached) + cached_price * cached + self.output * completion
        return int(amount.to_integral_value(ROUND_CEILING))


def parse_prices(text: str) -> dict[str, ModelPrice]:
    """Return the prices that a text lists, separated by commas or lines; raise ValueError naming the first wrong one.

    Each is `model=input/output` or `model=input/output/cached`, per million tokens.
    """
    prices: dict[str, ModelPrice] = {}
    for entry in text.replace("\n", ",").split(","):
        if not entry.strip():
            continue
        model, equals, amounts = entry.strip().rpartition("=")
        parts = amounts.split("/")
        if not equals or not model.strip() or len(parts) not in {2, 3}:
            raise ValueError(f'must be prices such as {_EXAMPLE}, got "{entry.strip():.80}"')
        if model.strip() in prices:
            raise ValueError(f'must name each model once, got "{model.strip():.80}" twice')
        prices[model.strip()] = ModelPrice(*(_amount(part) for part in parts))
    if len(prices) > MAX_MODELS:
        raise ValueError(f"must be the prices of at most {MAX_MODELS} models, got {len(prices)}")
    return prices


def parse_amount(text: str) -> int:
    """Return an amount such as `25` or `12.50` in millionths; raise ValueError for anything else."""
    return int((_amount(text) * MICROS).to_integral_value(ROUND_CEILING))


def amount_text(micros: int, currency: str) -> str:
    """Return an amount for people, with as many digits as a small one needs, such as `0.0042 USD`."""
    amount = Decimal(micros) / MICROS
    digits = 2 if amount == amount.quantize(Decimal("0.01")) or abs(amount) >= 1 else 4
    if 0 < abs(amount) < Decimal("0.0001"):
        return f"less than 0.0001 {currency}"
    return f"{amount:,.{digits}f} {currency}"


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= MAX_AMOUNT:
        raise ValueError(f'must be an amount such as 25 or 12.50, got "{text.strip():.40}"')
    return amount
