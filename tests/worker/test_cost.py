"""What an attempt cost."""

from fsp.worker.cost import ProcessMeter, ThreadMeter


def test_a_process_meter_forgets_an_earlier_peak() -> None:
    meter = ProcessMeter()
    meter.begin()
    held = b"x" * 200_000_000
    del held
    large = meter.end()

    meter.begin()
    small = meter.end()

    assert large.peak_bytes is not None
    assert small.peak_bytes is not None
    assert large.peak_bytes - small.peak_bytes > 100_000_000


def test_cpu_seconds_are_those_since_the_beginning() -> None:
    for meter in (ProcessMeter(), ThreadMeter()):
        meter.begin()
        sum(range(3_000_000))
        used = meter.end().cpu_seconds
        meter.begin()

        assert 0.005 < used < 5
        assert meter.end().cpu_seconds < used
