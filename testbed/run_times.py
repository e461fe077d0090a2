"""Streams of run times with known properties, all of mean 1 second, as natural logarithms."""

import math
from random import Random

RUNS_A_DAY = 288


def log_deviation(variation: float) -> float:
    """Return the standard deviation of log seconds that gives lognormal run times this coefficient of variation."""
    return math.sqrt(math.log(1 + variation**2))


def independent(random: Random, count: int, *, variation: float, factor: float = 1.0) -> list[float]:
    """Return independent lognormal run times, `factor` times as long as usual."""
    return correlated(random, count, variation=variation, correlation=0.0, factor=factor)


def correlated(random: Random, count: int, *, variation: float, correlation: float, factor: float = 1.0) -> list[float]:
    """Return run times that resemble the run before: a first-order autoregressive process, from its steady state."""
    deviation = log_deviation(variation)
    mean = math.log(factor) - deviation**2 / 2
    fresh = math.sqrt(1 - correlation**2)
    state, values = random.gauss(0, 1), []
    for _ in range(count):
        values.append(mean + deviation * state)
        state = correlation * state + fresh * random.gauss(0, 1)
    return values


def daily(random: Random, count: int, *, variation: float, swing: float) -> list[float]:
    """Return independent run times that follow the time of day, 288 a day, by `swing` up and down."""
    values = independent(random, count, variation=variation)
    turn = 2 * math.pi / RUNS_A_DAY
    return [value + math.log(1 + swing * math.sin(turn * index)) for index, value in enumerate(values)]


def uniform(random: Random, count: int, *, width: float, factor: float = 1.0) -> list[float]:
    """Return run times spread evenly over ±`width`."""
    return [math.log(factor * random.uniform(1 - width, 1 + width)) for _ in range(count)]
