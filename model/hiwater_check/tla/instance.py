"""A program as constants of the spec: the module that TLC is given, its configuration, and a name for every action.

TLC labels an edge with the name of its action, so every action of every thread, and every answer of the door, gets a
name of its own. Not good for: judging a program; see scopes.py for what the spec has.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from hiwater_check.tla.scopes import NotInTheSpec, mark_of, refuse_unknown, thread_names
from hiwater_check.tla.values import Value, mapping, record, written
from hiwater_conform.exploring.program import Program
from hiwater_model.configuration import Granularity, Limits
from hiwater_model.constants import (
    BUFFER_LEAST,
    HIGH_WATER_LEAST,
    POLICY_COUNT,
    POLICY_HALT,
    POLICY_SEQUENCE,
    POLICY_SHARED_COUNT,
    POLICY_TRAILER,
    POLICY_ZONENAME,
)
from hiwater_model.membufs import size
from hiwater_model.steps import (
    Arguments,
    AsyncEvent,
    AuClose,
    Auditdoor,
    AuUwrite,
    SetCondition,
    SetPolicy,
    SetQueueControl,
)

POLICIES: Final = {
    POLICY_COUNT: "CNT",
    POLICY_HALT: "AHLT",
    POLICY_SEQUENCE: "SEQ",
    POLICY_TRAILER: "TRAIL",
    POLICY_SHARED_COUNT: "SCNT",
    POLICY_ZONENAME: "ZONENAME",
}
NO_DOOR: Final = -1
ENDLESS: Final = -1
"""A budget that never ends."""
_UNSURE: Final = "calls and errors"
MODULE: Final = "Instance"


class Instance(NamedTuple):
    """What TLC is given: text of the module, text of the configuration."""

    module: str
    configuration: str


def instance(program: Program, *, invariants: Iterable[str] = (), properties: Iterable[str] = ()) -> Instance:
    """The program for TLC, with what is to hold in every state and every step. Raises NotInTheSpec."""
    actions = {name: f"TRUE /\\ {action.formula}" for name, action in named_actions(program).items()}
    setting = ["INIT Init", "NEXT Steps"]
    setting += [f"INVARIANT {name}" for name in invariants]
    return _instance(program, "Promises", actions, [], [*setting, *_asked(properties)])


def fair_instance(program: Program, properties: Iterable[str]) -> Instance:
    """The program under fairness, with what is to hold some time. Raises NotInTheSpec."""
    actions = {
        name: f'TRUE /\\ By("{action.actor}", {action.formula})' for name, action in named_actions(program).items()
    }
    spec = "Fair == InitFair /\\ [][Steps]_everything /\\ ThreadsGoOn /\\ TimeGoesOn"
    return _instance(program, "Fairness", actions, [spec], ["SPECIFICATION Fair", *_asked(properties)])


def _asked(properties: Iterable[str]) -> list[str]:
    return [f"PROPERTY {name}" for name in properties]


def _instance(program: Program, base: str, actions: dict[str, str], last: list[str], setting: list[str]) -> Instance:
    refuse_unknown(program)
    constants = _constants(program)
    lines = [f"---- MODULE {MODULE} ----", f"EXTENDS {base}"]
    lines += [f"The{name} == {written(value)}" for name, value in constants.items()]
    lines += [f"{name} == {formula}" for name, formula in actions.items()]
    lines += ["Steps ==", *(f"  \\/ {name}" for name in actions), *last, "====", ""]
    setting = [*setting, *(f"CONSTANT {name} <- The{name}" for name in constants), ""]
    return Instance("\n".join(lines), "\n".join(setting))


class Action(NamedTuple):
    """An action of the program: its formula, and who acts: a thread, time, or whoever makes calls and errors."""

    formula: str
    actor: str


def named_actions(program: Program) -> dict[str, Action]:
    """Every action that the program can take, by its name."""
    names = thread_names(program)
    users = names[: len(program.calls)]
    found = {f"call_{name}": Action(f'Call("{name}")', _UNSURE) for name in users}
    found |= {f"run_{name}": Action(f'Run("{name}")', name) for name in names}
    for name in (*users, names[-1]):
        found[f"answer_{name}"] = Action(f'Answer("{name}")', name)
        for place, refusals in enumerate(program.environment.refusals, 1):
            for error, reply in refusals.answers:
                formula = f'Refuse("{name}", {place}, {written(_answer(error, reply))})'
                found[refusal_name(name, place, error, reply)] = Action(formula, _UNSURE)
    return {
        **found,
        "softcall": Action("SoftcallRuns", "softint"),
        "timer": Action("TimerFires", "clock"),
        "tick": Action("TimePasses", "time"),
    }


def refusal_name(thread: str, place: int, error: int, reply: int | str | None) -> str:
    """The name of an answer other than 0; `place` counts the refusals of the program from 1."""
    word = "nothing" if reply is None else str(reply).replace("-", "less")
    return f"refuse_{thread}_{place}_{error}_{word}"


def policies(mask: int) -> frozenset[Value]:
    """The names of a mask's bits that the spec knows; the others change nothing in it."""
    return frozenset(name for bit, name in POLICIES.items() if mask & bit)


def _answer(error: int, reply: int | str | None) -> Value:
    if isinstance(reply, int):
        return record(error=error, reply="code", code=reply)
    return record(error=error, reply="nothing" if reply is None else reply, code=0)


def _constants(program: Program) -> dict[str, Value]:
    configuration, environment = program.configuration, program.environment
    (zone,), names = configuration.zones, thread_names(program)
    users = names[: len(configuration.threads)]
    caches: dict[str, Value] = {name: thread.cache for name, thread in zip(users, configuration.threads, strict=True)}
    small = configuration.limits is Limits.SMALL
    return {
        "Users": frozenset(users),
        "Program": mapping(
            {
                name: tuple(_call(program, arguments) for arguments in made)
                for name, made in zip(users, program.calls, strict=True)
            }
        ),
        "Cache": mapping({**caches, "softint": configuration.softint_cache}),
        "Beginning": record(
            state=zone.state,
            policy=policies(zone.policy),
            **{"global": policies(configuration.policy)},
            high=zone.high_water,
            low=zone.low_water,
            size=zone.buffer_size,
            delay=zone.delay,
            door=NO_DOOR if zone.door is None else zone.door,
            active=zone.active,
            sequence=zone.sequence,
        ),
        "Least": record(high=1, size=1) if small else record(high=HIGH_WATER_LEAST, size=BUFFER_LEAST),
        "Refusals": tuple(record(times=refusals.times) for refusals in environment.refusals),
        "Jumps": environment.jumps,
        "Fine": configuration.granularity is Granularity.FINE,
    }


def _call(program: Program, arguments: Arguments) -> Value:
    match arguments:
        case AuUwrite(token):
            assert token is not None
            return record(call="write", token=_token(token))
        case AuClose():
            return record(call="close")
        case AsyncEvent():
            return _event(program, arguments)
        case Auditdoor(door):
            return record(call="auditdoor", door=door if isinstance(door, int) else NO_DOOR)
        case SetCondition(state):
            return record(call="setcond", state=state)
        case SetPolicy(policy):
            return record(call="setpolicy", policy=policies(policy))
        case SetQueueControl(high, low, wanted, delay):
            return record(call="setqctrl", high=high, low=low, size=wanted, delay=delay)
    raise NotInTheSpec(type(arguments).__name__)


def _event(program: Program, event: AsyncEvent) -> Value:
    """Which halves are asked for, and whether the event's class meets them."""
    (zone,) = program.configuration.zones
    mask = dict(program.configuration.classes).get(event.event, 1)
    return record(
        call="event",
        tokens=tuple(map(_token, event.tokens)),
        success=bool(event.sorf & 1),
        failure=bool(event.sorf & 2),
        succeeds=bool(mask & zone.success_mask),
        fails=bool(mask & zone.failure_mask),
    )


def _token(token: tuple[bytes, ...]) -> Value:
    return record(mark=mark_of(token[0]), bytes=size(token))
