"""Figures of a report in words."""

from fsp.amounts import NOTHING, number


def compared(now: int, before: int) -> str:
    """Return the change from the period before in words, such as "12 % more than 50 before"."""
    if now == before:
        return "as many as before"
    if not before:
        return "none before"
    percent = abs(now - before) / before * 100
    share = f"{percent:.0f} %" if percent >= 1 else f"{percent:.1f} %"
    return f"{share} {'more' if now > before else 'fewer'} than {number(before)} before"


def money(amount: float | None, currency: str) -> str:
    """Format an amount of money; small ones with four digits."""
    if amount is None:
        return NOTHING
    digits = f"{amount:,.2f}" if abs(amount) >= 1 or not amount else f"{amount:,.4f}"
    return f"{digits} {currency}".strip()
