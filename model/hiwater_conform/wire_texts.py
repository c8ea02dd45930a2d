"""Canonical texts of the parts of a line that come again and again: a call's arguments, an event, a field.

A campaign says few different things very often, so the text of each is made once and looked up from then on. Only
so many are kept, and what seldom comes twice (numbers, bytes of records, whole buffers) is written anew each time.
"""

from functools import lru_cache
from typing import Any, Final

from hiwater_conform.wire_events import event_to_wire
from hiwater_conform.wire_steps import step_to_wire
from hiwater_conform.wire_values import Wire, text_of
from hiwater_model.events import Asked, Event
from hiwater_model.steps import Call, Run, Step

_KEPT: Final = 16_384
_OFTEN_THE_SAME: Final = frozenset((tuple, str, bool, type(None)))
"""Types of values that are hashed quickly and come again. Of one key all values have one type, or are null."""


class StepTexts:
    """Canonical texts of steps for threads with these names."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._runs = [text_of(step_to_wire(Run(thread), names)) for thread in range(len(names))]
        self._calls = [f'{{"step":"call","thread":"{name}",' for name in names]

    def text(self, step: Step) -> str:
        """The canonical text of the step."""
        if type(step) is Run:
            return self._runs[step[0]]
        if type(step) is Call:
            return self._calls[step[0]] + _arguments_text(step[1])
        return text_of(step_to_wire(step, self._names))


@lru_cache(_KEPT, typed=True)
def _arguments_text(arguments: Any) -> str:
    """What stands behind the thread in a call; typed, since calls with equal arguments are equal tuples."""
    wire = step_to_wire(Call(0, arguments), ("",))
    del wire["step"], wire["thread"]
    return text_of(wire)[1:]


def events_text(events: tuple[Event, ...], names: tuple[str, ...]) -> str:
    """The list of events, for threads with these names."""
    if not events:
        return "[]"
    return f"[{','.join([_event_text(event, names) for event in events])}]"


def _event_text(event: Event, names: tuple[str, ...]) -> str:
    return text_of(event_to_wire(event, names)) if type(event) is Asked else _frequent_event_text(event, names)


@lru_cache(_KEPT, typed=True)
def _frequent_event_text(event: Event, names: tuple[str, ...]) -> str:
    return text_of(event_to_wire(event, names))


def fields_text(fields: dict[str, Wire]) -> str:
    """An object of the fields of an observation, or of those that changed."""
    kept = _FIELDS
    texts = [kept[item] if type(item[1]) in _OFTEN_THE_SAME else _field_text(*item) for item in fields.items()]
    return f"{{{','.join(texts)}}}"


def _field_text(key: str, value: Wire) -> str:
    if type(value) is int:
        return f'"{key}":{value}'
    return f'"{key}":[]' if value == [] else f'"{key}":{text_of(value)}'


class _FieldTexts(dict[tuple[str, Wire], str]):
    """Texts of fields, each made when it is first asked for. No integer is here, since 1 would be found as true."""

    def __missing__(self, item: tuple[str, Wire]) -> str:
        if len(self) >= _KEPT:
            self.clear()
        text = self[item] = _field_text(*item)
        return text


_FIELDS: Final = _FieldTexts()
