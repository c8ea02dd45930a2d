"""Events and classes are those of each system's own table."""

import json
from collections import Counter

import pytest

from hiwater_specs import read
from tests.specs.records.corpus import SHARED

EVENTS = json.loads(read("records/events.json"))["systems"]
CLASSES = json.loads(read("records/classes.json"))["systems"]
needs_reference = pytest.mark.skipif(not (SHARED / "reference").is_dir(), reason="no ../shared/reference")


@pytest.mark.parametrize("system", EVENTS)
def test_numbers_are_unique_and_in_order(system: str) -> None:
    """A number stands once, in rising order; a duplicate's number stands among the events."""
    numbers = [event["number"] for event in EVENTS[system]["events"]]
    assert numbers == sorted(set(numbers))
    assert {event["number"] for event in EVENTS[system]["duplicates"]} <= set(numbers)


@pytest.mark.parametrize("system", EVENTS)
def test_classes_of_events_exist(system: str) -> None:
    """Every class that an event names is defined, but for those that the system's own table forgot."""
    defined = {kind["name"] for kind in CLASSES[system]["classes"]}
    both = [*EVENTS[system]["events"], *EVENTS[system]["duplicates"]]
    named = {name for event in both for name in event["classes"]}
    assert sorted(named - defined) == CLASSES[system]["named_but_undefined"]


@pytest.mark.parametrize("system", CLASSES)
def test_masks(system: str) -> None:
    """Names and masks are unique, each mask is one bit, and only what is marked as meta has several."""
    kinds = CLASSES[system]["classes"]
    for key in ("name", "mask"):
        assert max(Counter(kind[key] for kind in kinds).values()) == 1
    for kind in kinds:
        bits = int(kind["mask"], 16).bit_count()
        assert ("meta" in kind) == (bits > 1), kind["name"]


def test_ranges_have_no_gap() -> None:
    """The uses of event numbers of illumos cover 0 to 65535 without gap or overlap."""
    ranges = EVENTS["illumos"]["ranges"]
    assert [part["first"] for part in ranges] == [0, *(part["last"] + 1 for part in ranges[:-1])]
    assert ranges[-1]["last"] == 65535


@needs_reference
def test_illumos_events_are_those_of_the_table() -> None:
    """Number, name, description and classes of every kernel and user event of illumos are the reference's."""
    table = json.loads((SHARED / "reference/events.json").read_text())
    kernel = {number: event for number, event in table.items() if not number.startswith("_")}
    wanted = {
        (int(number), event["name"], event["description"], *event["classes"])
        for number, event in (kernel | table["_user_events"]).items()
    }
    own = EVENTS["illumos"]["events"]
    assert {(one["number"], one["name"], one["description"], *one["classes"]) for one in own} == wanted
    masks = {kind["name"]: kind["mask"] for kind in CLASSES["illumos"]["classes"]}
    assert masks == {name: kind["mask"] for name, kind in table["_classes"].items()}
    by_mask = {event["number"]: sum(int(masks[name], 16) for name in event["classes"]) for event in own}
    assert all(by_mask[int(number)] == int(event["class_mask"], 16) for number, event in kernel.items())


@needs_reference
def test_openbsm_events_are_those_of_the_table() -> None:
    """Number, name, description and classes of every OpenBSM event are the reference's, duplicates included."""
    table = json.loads((SHARED / "reference/openbsm-events.json").read_text())
    wanted = [{"number": int(number), **event} for number, event in table["events"].items()]
    own = EVENTS["openbsm"]
    assert own["events"] == sorted(wanted, key=lambda event: int(event["number"]))
    assert own["duplicates"] == table["duplicates"]
    masks = {kind["name"]: (kind["mask"], kind["description"]) for kind in CLASSES["openbsm"]["classes"]}
    assert masks == {name: (kind["mask"], kind["meaning"]) for name, kind in table["classes"].items()}
