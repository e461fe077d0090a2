"""The Lua scripts: found in the package, and every key in them is one that `keys` or `metric_keys` owns."""

import re
from importlib.resources import files

import pytest

from fsp.redis_ops import keys, metric_keys
from fsp.redis_ops.scripts import script, script_text

LUA = files("fsp.redis_ops").joinpath("lua")
NAMES = sorted(path.name.removesuffix(".lua") for path in LUA.iterdir() if path.is_file())


@pytest.mark.parametrize("name", NAMES)
def test_a_script_is_loaded_once(name: str) -> None:
    assert script(name) is script(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_key_has_an_owner(name: str) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (LUA / f"{name}.lua", *(LUA / "shared").iterdir()))
    owned = [
        keys.LEASES,
        keys.TOKEN,
        keys.WAKE,
        keys.EVENTS,
        keys.label(""),
        metric_keys.COUNTERS,
        keys.slots(""),
        keys.blocked(""),
        keys.blocked_counts(""),
        keys.lane("", "").rstrip(":"),
        keys.lanes("", "").rstrip(":"),
        keys.ready(""),
        keys.gate_queues(""),
        keys.GATES_DUE,
        keys.KEYED_GATES,
        keys.TURN,
        keys.shared(""),
        keys.flow("", "", "").rstrip(":~"),
        keys.flows("", "").rstrip(":"),
        keys.flow_ends("", "").rstrip(":"),
        keys.flow_now("", "").rstrip(":"),
        keys.share_types(""),
        keys.rate_log(""),
        keys.parked("", "").rstrip(":"),
        keys.parked_types(""),
        metric_keys.histogram(""),
        keys.gate(""),
        keys.deduplication("", "").rstrip(":"),
        keys.PAUSED_QUEUES,
        keys.CANCELS,
        metric_keys.span("", 0).removesuffix(":0"),
        metric_keys.ring(""),
        metric_keys.spans(""),
        keys.log(""),
        keys.steps(""),
        keys.step_results(""),
        metric_keys.service_span(0).removesuffix(":0"),
        keys.DUPLICATES,
        keys.LATE_RESULTS,
        keys.REAPING,
        keys.WRITABLE,
    ]

    written = set(re.findall(r"'(fsp:[a-z-]+):?'", source))

    assert written <= {key.rstrip(":") for key in owned}


def test_two_scripts_in_one_make_what_both_use_once() -> None:
    assert script_text("finish", "claim").count("local function whole(") == 1
