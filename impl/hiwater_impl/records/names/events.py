"""Events and classes of one system: what a number in a header is called, and which bits of the masks choose it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from hiwater_specs import read

SYSTEM_OF_DIALECT = {"illumos": "illumos", "trusted_solaris_2_5": "illumos", "openbsm": "openbsm"}
"""Whose table names the events of a record, by the dialect of its header."""

SYSTEMS = tuple(dict.fromkeys(SYSTEM_OF_DIALECT.values()))
"""The systems that have a table."""


class Event(NamedTuple):
    """One event: number, name with its AUE_, the description that praudit prints, names of its classes."""

    number: int
    name: str
    description: str
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventTable:
    """The events of a system by number, the numbers of a name, the masks of its classes.

    Of several lines for a number the first one gives the event; the names of the others lead to that number too.
    """

    events: Mapping[int, Event]
    numbers: Mapping[str, frozenset[int]]
    masks: Mapping[str, int]

    def mask_of(self, number: int) -> int:
        """The classes of an event as bits; 0 for an event that is not in the table, and for classes that are not."""
        found = 0
        for name in self.events[number].classes if number in self.events else ():
            found |= self.masks.get(name, 0)
        return found

    def of_class(self, name: str) -> frozenset[int]:
        """The numbers of the events in a class or a meta class; of one whose mask is 0, the events in no class.

        Raises KeyError when the system has no class of this name.
        """
        mask = self.masks[name]
        masks = {number: self.mask_of(number) for number in self.events}
        return frozenset(number for number, bits in masks.items() if (bits & mask if mask else bits == 0))


def table_of(events: Iterable[Event], masks: Mapping[str, int]) -> EventTable:
    """A table of events in the order of their lines."""
    by_number: dict[int, Event] = {}
    by_name: dict[str, set[int]] = {}
    for event in events:
        by_number.setdefault(event.number, event)
        by_name.setdefault(event.name, set()).add(event.number)
    return EventTable(by_number, {name: frozenset(found) for name, found in by_name.items()}, masks)


@cache
def of_system(system: str) -> EventTable:
    """The system's own table, `illumos` or `openbsm`, from records/events.json and classes.json; else KeyError."""
    own = json.loads(read("records/events.json"))["systems"][system]
    classes = json.loads(read("records/classes.json"))["systems"][system]["classes"]
    lines = [*own["events"], *own["duplicates"]]
    return table_of(
        (Event(line["number"], line["name"], line["description"], tuple(line["classes"])) for line in lines),
        {entry["name"]: int(entry["mask"], 16) for entry in classes},
    )
