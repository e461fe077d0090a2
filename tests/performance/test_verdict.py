"""What a verdict is made of."""

from fsp.performance.verdict import Level


def test_levels_rise_from_none_to_material() -> None:
    assert Level.NONE < Level.POSSIBLE < Level.CONFIRMED < Level.MATERIAL
