"""The lines of a trace: for each event the facts that stand beside it, and the form that each fact has.

See "Traces" in `specs/hiwater_specs/protocol/README.md`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from hiwater_conform.wire_steps import step_from_wire
from hiwater_conform.wire_values import NotThisForm, Wire, bytes_from_wire, fields_of, list_of, number, record_from_wire
from hiwater_model.steps import FUNCTIONS, Call


class BadLine(ValueError):
    """A line of a file that is no line of a trace; `number` is counted from 1, the header being line 1."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"line {number}: {why}")
        self.number = number
        self.why = why


class Line(NamedTuple):
    """One event: who (None for `ended`), what, and its facts in the model's forms."""

    event: str
    thread: int | None
    facts: Mapping[str, Any]


APPENDED_AT: Final = 403
"""Where the queue lock is left with a record more."""
_Form = Callable[[Any], Any]
_TIMERS: Final = ("kick", "dont_stop")


def _number(value: Wire) -> int:
    return number("fact", value)


def _place(value: Wire) -> int | str:
    if isinstance(value, str) or type(value) is int:
        return value
    raise NotThisForm("at", f"a line of audit_io.c or a label, not {value!r}")


def _text(value: Wire) -> str:
    if isinstance(value, str):
        return value
    raise NotThisForm("fact", f"a string, not {value!r}")


def _one_of(*words: str) -> _Form:
    def form(value: Wire) -> Any:
        if value in words:
            return value
        raise NotThisForm("fact", f"one of {', '.join(words)}, not {value!r}")

    return form


def _number_or_null(value: Wire) -> int | None:
    return None if value is None else _number(value)


def _reply(value: Wire) -> Any:
    return value if value is None or value == "unchanged" else _number(value)


def _softcall(value: Wire) -> Any:
    """`["free"]` as None, `["finish",event,modifier,flag,time,chain]` as the values of a Deferred."""
    if value == ["free"]:
        return None
    kind, event, modifier, flag, time, chain = list_of("softcall", value, 6)
    if kind != "finish":
        raise NotThisForm("softcall", f"finish or free, not {kind!r}")
    seconds, nanoseconds = list_of("time", time, 2)
    numbers = (_number(event), _number(modifier), _number(flag))
    return (*numbers, (_number(seconds), _number(nanoseconds)), record_from_wire(chain))


def _value(value: Wire) -> Any:
    if isinstance(value, list):
        return tuple(_number(one) for one in value)
    return value if value is None or value == "unspecified" else _number(value)


_PLACE: Final[dict[str, _Form]] = {"at": _place, "zone": _number}
_QUEUE: Final[dict[str, _Form]] = {"count": _number, "writers": _number, "reader": _number, "sequence": _number}
_REQUIRED: Final[dict[str, dict[str, _Form]]] = {
    "called": {},
    "returned": {"function": _one_of(*FUNCTIONS), "value": _value},
    "entered": _PLACE,
    "left": _PLACE,
    "sleeps": _PLACE,
    "woke": _PLACE,
    "writes": _PLACE,
    "broadcast": {"zone": _number, "condition": _one_of("write", "read")},
    "asked": {"zone": _number, "type": _number, "size": _number},
    "answered": {"error": _number, "reply": _reply},
    "lacked": {"at": _place},
    "softcall": {"softcall": _softcall},
    "begun": {},
    "armed": {"timer": _one_of(*_TIMERS), "zone": _number, "ticks": _number},
    "fired": {"timer": _one_of(*_TIMERS), "zone": _number},
    "assertion": {"line": _number},
    "printed": {"line": _number},
    "halted": {"reason": _one_of("panic", "assertion", "softcalls"), "line": _number_or_null},
}
_OPTIONAL: Final[dict[str, dict[str, _Form]]] = {
    "left": {**_QUEUE, "record": record_from_wire},
    "sleeps": _QUEUE,
    "asked": {"bytes": bytes_from_wire, "sha256": _text},
}
EVENTS: Final = (*_REQUIRED, "ended")
"""Every event that a line can tell."""


def line_from_wire(value: Wire, numbers: Mapping[str, int], names: tuple[str, ...]) -> Line:
    """The line; `numbers` are the threads' numbers by name. Raises NotThisForm."""
    event = value.get("event") if isinstance(value, dict) else None
    if event == "ended" and len(value) == 1:
        return Line("ended", None, {})
    if not isinstance(event, str) or event not in _REQUIRED:
        raise NotThisForm("event", f"one of {', '.join(EVENTS)}, not {event!r}")
    name = value.get("thread")
    thread = numbers.get(name) if isinstance(name, str) else None
    if thread is None:
        raise NotThisForm("thread", f"one of {', '.join(names)}, not {name!r}")
    if event == "called":
        return _called(value, names, thread)
    return Line(event, thread, _facts(event, value))


def _facts(event: str, value: Mapping[str, Wire]) -> dict[str, Any]:
    required, optional = _REQUIRED[event], _OPTIONAL.get(event, {})
    facts: dict[str, Any] = {}
    for key, one in value.items():
        if key in ("event", "thread"):
            continue
        form = required.get(key) or optional.get(key)
        if form is None:
            raise NotThisForm(event, f"no {key} belongs to it")
        facts[key] = form(one)
    for key in required:
        if key not in facts:
            raise NotThisForm(event, f"it has no {key}")
    if event == "left" and facts["at"] == APPENDED_AT and "record" not in facts:
        raise NotThisForm(event, f"at {APPENDED_AT} it has no record")
    if event == "asked" and "bytes" not in facts and "sha256" not in facts:
        raise NotThisForm(event, "it has neither bytes nor sha256")
    return facts


def _called(value: Mapping[str, Wire], names: tuple[str, ...], thread: int) -> Line:
    """The call is a `call` step of the protocol, without the thread."""
    _, name, call = fields_of("called", value, ("event", "thread", "call"))
    if not isinstance(call, dict) or "step" in call or "thread" in call:
        raise NotThisForm("called", f"a call is an object with a function and its arguments, not {call!r}")
    step = step_from_wire({"step": "call", "thread": name, **call}, names)
    assert isinstance(step, Call)
    return Line("called", thread, {"function": call["function"], "arguments": step.arguments})
