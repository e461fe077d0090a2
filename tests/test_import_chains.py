"""No module stands on a long chain of others."""

from tests.import_chains import MODULES, longest_chain

MAX_MODULES = 14


def test_no_chain_of_imports_is_longer_than_14_modules() -> None:
    longest = max(map(longest_chain, MODULES), key=len)

    assert len(longest) <= MAX_MODULES, " imports ".join(longest)
