"""Dead letters to test with."""

from fsp.dead_letters.bury import bury


def buried(number: int, job_type: str = "export-data", error: str = "no", **arguments: object) -> int:
    """Bury a job and return the number of its dead letter."""
    return bury(
        job_id=f"job-{number}",
        job_type=job_type,
        queue="low",
        arguments=arguments or {"project": "garden"},
        reason="spent",
        error_class="ValueError",
        error_message=f"{error} at row {number}",
    ).id
