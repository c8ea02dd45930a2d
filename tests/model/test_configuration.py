"""An impossible configuration is refused with the rule that it breaks."""

from typing import Any

import pytest

from hiwater_model import ImpossibleConfiguration, ThreadConfiguration, start
from hiwater_model.examples import WORLD
from tests.model.worlds import zone_world

ZONE_RULES: list[tuple[dict[str, Any], str]] = [
    ({"low_water": 2}, "0 <= low water < high water, not 2 and 2"),
    ({"low_water": -1}, "0 <= low water"),
    ({"buffer_size": 0}, "at least 1 byte, not 0"),
    ({"delay": 0}, "at least 1 tick, not 0"),
    ({"state": 8}, "the state is 1, 2 or 4, not 8"),
    ({"policy": 0x1000}, "local policy"),
    ({"host_type": 5}, "type is 4 or 16"),
    ({"host_address": b""}, "as many bytes"),
    ({"host_valid": 2}, "valid"),
    ({"name": b""}, "1 to 64 bytes"),
    ({"active": True, "door": None}, "needs a door"),
]
RULES: list[tuple[dict[str, Any], str]] = [
    ({"width": 16}, "width is 32 or 64, not 16"),
    ({"zones": ()}, "at least one zone"),
    ({"threads": ()}, "at least one user thread"),
    ({"threads": (ThreadConfiguration(1, 0, 0),)}, "not in zone 1"),
    ({"policy": 1}, "global policy"),
    ({"nanoseconds": 1_000_000_000}, "nanoseconds"),
    ({"seconds": -1}, "seconds"),
    ({"seconds": 2**31, "width": 32}, "below 2.31"),
    ({"classes": ((310, 1),)}, "event 310"),
    ({"classes": ((5, 2**32),)}, "32 bits"),
]


@pytest.mark.parametrize(("fields", "rule"), ZONE_RULES)
def test_an_impossible_zone_is_refused(fields: dict[str, Any], rule: str) -> None:
    """The message names the zone and the rule."""
    with pytest.raises(ImpossibleConfiguration, match=rule) as refusal:
        start(zone_world(**fields))
    assert refusal.value.rule.startswith("zone 0: ")


@pytest.mark.parametrize(("fields", "rule"), RULES)
def test_an_impossible_world_is_refused(fields: dict[str, Any], rule: str) -> None:
    """The message names the rule."""
    with pytest.raises(ImpossibleConfiguration, match=rule):
        start(WORLD._replace(**fields))
