"""The Lua scripts: found in the package, and every key in them is one that `keys` or `metric_keys` owns."""

import re
from importlib.resources import files

import pytest

from fsp.redis_ops import event_keys, gate_keys, keys, metric_keys
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
        event_keys.EVENTS,
        keys.label(""),
        metric_keys.COUNTERS,
        gate_keys.slots(""),
        gate_keys.blocked(""),
        gate_keys.blocked_counts(""),
        gate_keys.lane("", "").rstrip(":"),
        gate_keys.lanes("", "").rstrip(":"),
        gate_keys.ready(""),
        gate_keys.gate_queues(""),
        gate_keys.GATES_DUE,
        gate_keys.KEYED_GATES,
        gate_keys.TURN,
        gate_keys.shared(""),
        gate_keys.flow("", "", "").rstrip(":~"),
        gate_keys.flows("", "").rstrip(":"),
        gate_keys.flow_ends("", "").rstrip(":"),
        gate_keys.flow_now("", "").rstrip(":"),
        gate_keys.share_types(""),
        gate_keys.rate_log(""),
        gate_keys.parked("", "").rstrip(":"),
        gate_keys.parked_types(""),
        metric_keys.histogram(""),
        gate_keys.gate(""),
        keys.deduplication("", "").rstrip(":"),
        gate_keys.PAUSED_QUEUES,
        keys.CANCELS,
        metric_keys.span("", 0).removesuffix(":0"),
        metric_keys.ring(""),
        metric_keys.spans(""),
        keys.log(""),
        keys.steps(""),
        keys.step_results(""),
        metric_keys.service_span(0).removesuffix(":0"),
        keys.DUPLICATES,
        keys.JOB_TEMPLATE,
        event_keys.LATE_RESULTS,
        keys.REAPING,
        keys.WRITABLE,
    ]

    written = set(re.findall(r"'(fsp:[a-z-]+):?'", source))

    assert written <= {key.rstrip(":") for key in owned}


def test_two_scripts_in_one_make_what_both_use_once() -> None:
    assert script_text("finish", "claim").count("local function whole(") == 1
