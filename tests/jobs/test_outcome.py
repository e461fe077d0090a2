"""What follows from a failure."""

from hypothesis import given
from hypothesis import strategies as st

from fsp.errors import PermanentFailure, ServiceUnavailable, StillWanted, TimeLimitExceeded
from fsp.jobs.backoff import DEFAULT_BACKOFF
from fsp.jobs.outcome import Dead, DeadReason, Outcome, Retry, judge_failure
from fsp.jobs.retry_after import AskedWait


def test_a_failure_is_retried_until_the_retries_are_spent() -> None:
    judged = [judge_failure(ValueError(), failures=n, retries=3, random=lambda: 0.0) for n in (1, 2, 3, 4)]

    assert judged == [Retry(2.5), Retry(5.0), Retry(10.0), Dead(DeadReason.SPENT)]


def test_work_that_is_still_wanted_is_retried_however_often_it_failed() -> None:
    assert judge_failure(StillWanted(), failures=50, retries=3, random=lambda: 0.0) == Retry(300.0)
    assert judge_failure(ValueError(), failures=50, retries=3, random=lambda: 0.0) == Dead(DeadReason.SPENT)


def test_a_permanent_failure_is_dead_at_once() -> None:
    assert judge_failure(PermanentFailure(), failures=1, retries=3, random=lambda: 0.0) == Dead(
        DeadReason.PERMANENT, counts=False
    )


def test_a_spent_timeout_says_so() -> None:
    judged = judge_failure(TimeLimitExceeded(), failures=1, retries=0, random=lambda: 0.0)

    assert judged == Dead(DeadReason.TIMEOUT, outcome=Outcome.TIMEOUT)


@given(failures=st.integers(1, 200), chance=st.floats(0, 0.999))
def test_a_delay_stays_in_its_band(failures: int, chance: float) -> None:
    ceiling = min(600, 5.0 * 2.0 ** (failures - 1))

    assert ceiling / 2 <= DEFAULT_BACKOFF.delay_seconds(failures, lambda: chance) <= ceiling


def test_errors_of_a_type_may_be_permanent_or_unheard_of() -> None:
    def judged(error: Exception) -> Retry | Dead:
        return judge_failure(
            error, failures=1, retries=3, random=lambda: 0.0, uncounted=(KeyError,), permanent=(ZeroDivisionError,)
        )

    assert judged(KeyError()) == Retry(2.5, counts=False)
    assert judged(ZeroDivisionError()) == Dead(DeadReason.PERMANENT, counts=False)
    assert judged(ValueError()) == Retry(2.5, counts=True)


def test_a_wait_that_was_asked_for_is_kept_at_least_and_spread() -> None:
    def judged(asked: float, chance: float, failures: int = 1) -> Retry | Dead:
        wait = AskedWait(asked)
        return judge_failure(ValueError(), failures=failures, retries=9, random=lambda: chance, asked=wait)

    assert judged(90, 0.0) == Retry(90.0)
    assert judged(90, 0.5) == Retry(94.5)
    assert judged(1, 0.0, failures=8) == Retry(300.0)


def test_a_service_that_only_asks_for_less_is_not_out_of_order() -> None:
    limited, down = AskedWait(90, is_rate_limit=True), AskedWait(90)

    judged = [
        judge_failure(ServiceUnavailable(), failures=n, retries=1, random=lambda: 0.0, asked=asked)
        for asked in (limited, down)
        for n in (1, 2)
    ]

    assert judged == [Retry(90, counts=False), Dead(DeadReason.SPENT, counts=False), Retry(90), Dead(DeadReason.SPENT)]


def test_a_group_is_what_all_of_its_errors_are() -> None:
    def judged(*errors: BaseException) -> Retry | Dead:
        group = BaseExceptionGroup("both", [BaseExceptionGroup("inner", errors)])
        return judge_failure(group, failures=1, retries=3, random=lambda: 0.0, uncounted=(KeyError,))

    assert judged(PermanentFailure(), PermanentFailure()) == Dead(DeadReason.PERMANENT, counts=False)
    assert judged(PermanentFailure(), ValueError()) == Retry(2.5)
    assert judged(KeyError(), KeyError()) == Retry(2.5, counts=False)
    assert judged(KeyError(), ValueError()) == Retry(2.5)


def test_a_time_limit_within_a_group_is_one() -> None:
    group = BaseExceptionGroup("both", [ValueError(), TimeLimitExceeded()])

    assert judge_failure(group, failures=1, retries=0, random=lambda: 0.0) == Dead(
        DeadReason.TIMEOUT, outcome=Outcome.TIMEOUT
    )


def test_a_timeout_of_the_job_is_not_its_time_limit() -> None:
    assert judge_failure(TimeoutError(), failures=1, retries=0, random=lambda: 0.0) == Dead(DeadReason.SPENT)
