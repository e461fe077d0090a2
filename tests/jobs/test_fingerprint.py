"""Fingerprints: one for each fault, whatever its numbers, quoted words and addresses."""

from fsp.jobs.fingerprint import fingerprint


def test_errors_that_differ_in_numbers_quotes_and_addresses_are_one() -> None:
    said = ["row 17 of 'beans' at 0x7f3a", "row 4 of 'peas' at 0x00BC"]

    assert len({fingerprint("export-data", "ValueError", message) for message in said}) == 1


def test_another_type_class_or_wording_is_another_fault() -> None:
    one = fingerprint("export-data", "ValueError", "no room")

    others = [("generate-report", "ValueError", "no room"), ("export-data", "OSError", "no room")]

    assert one not in {fingerprint(*other) for other in [*others, ("export-data", "ValueError", "no time")]}
