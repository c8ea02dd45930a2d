"""Steps as the protocol writes them, both ways: one table of argument forms, from which both directions are made."""

from collections.abc import Callable
from typing import Any, NamedTuple

from hiwater_conform.wire_values import (
    NotThisForm,
    Wire,
    boolean,
    bytes_from_wire,
    chain_from_wire,
    chain_to_wire,
    fields_of,
    list_of,
    number,
    record_from_wire,
    time_from_wire,
)
from hiwater_model.machine import Counters
from hiwater_model.steps import FUNCTIONS, NAMES, Answer, Call, Memory, Run, Softcall, Step, Tick, TimerFires


class Form(NamedTuple):
    """How one argument stands on the wire."""

    to_wire: Callable[[Any], Wire] | None
    """None: the value itself."""
    from_wire: Callable[[Wire], Any]


def _tokens(value: Wire) -> tuple[Any, ...]:
    return tuple(record_from_wire(token) for token in list_of("tokens", value))


def _counters(value: Wire) -> tuple[str, ...]:
    names = list_of("counters", value)
    if not set(names) <= set(Counters._fields):
        raise NotThisForm("counters", f"names of counters, not {value!r}")
    return tuple(names)


def _one_of(*words: str) -> Form:
    def from_wire(value: Wire) -> str:
        if value not in words:
            raise NotThisForm("argument", f"one of {', '.join(words)}, not {value!r}")
        return str(value)

    return Form(None, from_wire)


def _door(value: Wire) -> int | str:
    return value if value in ("bad", "file") else number("door", value)


_NUMBER = Form(None, lambda value: number("argument", value))
_BOOLEAN = Form(None, lambda value: boolean("argument", value))
_CHAIN = Form(chain_to_wire, chain_from_wire)
_RECORD = Form(chain_to_wire, record_from_wire)
_BYTES = Form(bytes.hex, bytes_from_wire)
_TIME = Form(None, time_from_wire)

# Forms by the argument's name, for every function, and where one function differs.
_FORMS: dict[str, Form] = {
    "token": _CHAIN,
    "record": _RECORD,
    "tokens": Form(lambda tokens: [chain_to_wire(token) for token in tokens], _tokens),
    "time": _TIME,
    "address": _BYTES,
    "counters": Form(None, _counters),
    "selected": _BOOLEAN,
    "privileged": _BOOLEAN,
    "door": Form(None, _door),
}
_FORMS_OF_ONE: dict[tuple[str, str], Form] = {
    ("audit", "record"): _BYTES,
    ("au_write", "descriptor"): _one_of("none", "thread", "local"),
    ("audit_async_done", "descriptor"): _one_of("none", "thread", "local"),
    ("audit_async_drop", "descriptor"): _one_of("none", "thread", "local"),
    ("au_close", "descriptor"): _one_of("thread", "local"),
    ("audit_async_finish", "descriptor"): _one_of("thread", "local"),
}
ARGUMENTS: dict[str, tuple[tuple[str, Form], ...]] = {
    name: tuple((key, _FORMS_OF_ONE.get((name, key)) or _FORMS.get(key, _NUMBER)) for key in arguments._fields)
    for name, arguments in FUNCTIONS.items()
}
"""For each function, its arguments in the protocol's order with their forms."""


def step_to_wire(step: Step, names: tuple[str, ...]) -> dict[str, Wire]:
    """The step; `names` are the threads' names by number."""
    if isinstance(step, Call):
        return _call_to_wire(step, names)
    match step:
        case Run(thread):
            return {"step": "run", "thread": names[thread]}
        case Answer(thread, error, reply):
            return {"step": "answer", "thread": names[thread], "error": error, "reply": reply}
        case Softcall():
            return {"step": "softcall"}
        case TimerFires():
            return {"step": "timer"}
        case Tick(ticks):
            return {"step": "tick", "ticks": ticks}
        case Memory(available):
            return {"step": "memory", "available": available}


def _call_to_wire(step: Call, names: tuple[str, ...]) -> dict[str, Wire]:
    function = NAMES[type(step.arguments)]
    wire: dict[str, Wire] = {"step": "call", "thread": names[step.thread], "function": function}
    for (key, (to_wire, _)), value in zip(ARGUMENTS[function], step.arguments, strict=True):
        wire[key] = value if to_wire is None else to_wire(value)
    return wire


def step_from_wire(value: Wire, names: tuple[str, ...]) -> Step:
    """The step; raises NotThisForm for any other object."""
    kind = value.get("step") if isinstance(value, dict) else None
    match kind:
        case "run":
            return Run(_thread(fields_of("run", value, ("step", "thread"))[1], names))
        case "call":
            return _call_from_wire(value, names)
        case "answer":
            _, thread, error, reply = fields_of("answer", value, ("step", "thread", "error", "reply"))
            known = reply is None or reply == "unchanged" or number("reply", reply) == reply
            return Answer(_thread(thread, names), number("error", error), reply if known else None)
        case "softcall":
            fields_of("softcall", value, ("step",))
            return Softcall()
        case "timer":
            fields_of("timer", value, ("step",))
            return TimerFires()
        case "tick":
            return Tick(number("ticks", fields_of("tick", value, ("step", "ticks"))[1]))
        case "memory":
            return Memory(boolean("available", fields_of("memory", value, ("step", "available"))[1]))
    raise NotThisForm("step", f"call, run, answer, softcall, timer, tick or memory, not {value!r}")


def _call_from_wire(value: dict[str, Wire], names: tuple[str, ...]) -> Call:
    function = value.get("function")
    if not isinstance(function, str) or function not in FUNCTIONS:
        raise NotThisForm("call", f"a function of the protocol, not {function!r}")
    forms = ARGUMENTS[function]
    given = fields_of(function, value, ("step", "thread", "function", *(key for key, _ in forms)))
    arguments = FUNCTIONS[function](*(form.from_wire(one) for (_, form), one in zip(forms, given[3:], strict=True)))
    return Call(_thread(given[1], names), arguments)


def _thread(value: Wire, names: tuple[str, ...]) -> int:
    if value not in names:
        raise NotThisForm("thread", f"one of {', '.join(names)}, not {value!r}")
    return names.index(value)
