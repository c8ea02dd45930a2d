"""Why a thread of a live run does not go on: in words, with the clause and the lines of audit_io.c.

The lines of a trace tell where a thread is, not what it is about to do; so only sleep, the door, memory and the door
lock have reasons, and a thread between two lines is running.
"""

from collections.abc import Callable
from functools import cache
from typing import Final

from hiwater_conform.clauses import ClauseError, clause_registry
from hiwater_conform.clauses.clause import Clause
from hiwater_conform.telling.names import BUFFER_TYPES, ERRORS, STATES
from hiwater_inspector.web.live.state import Standing, State
from hiwater_inspector.web.queue.view import Doing, Why
from hiwater_inspector.web.queue.why import function_of, making_none
from hiwater_model.constants import AGAIN_TICKS, POLICY_COUNT
from hiwater_model.draft import CLAUSES

_OWN_WORK: Final = {"softint": "No softcall is pending.", "clock": "It waits for the next timer."}
_Told = tuple[str, dict[str, int | str]]


def why(state: State, standing: Standing) -> Why:
    """The sentence, its clause, function and lines, and the values that it is made of."""
    tell = _tell_of(state, standing)
    if tell is None:
        return Why(sentence=_going_on(state, standing), function=function_of(standing.at))
    sentence, values = tell(state, standing)
    clause = _found(CLAUSES.get(standing.at)) if standing.at is not None else None
    lines = None if clause is None or clause.span is None else (clause.span.first, clause.span.last)
    return Why(
        sentence=sentence,
        clause=None if clause is None else clause.identifier,
        function=function_of(standing.at) or (clause.function if clause is not None else "") or "",
        lines=lines,
        at=standing.at if isinstance(standing.at, int) else None,
        values=values,
    )


def doing_of(state: State, standing: Standing) -> Doing:
    """What the thread does."""
    if standing.name in state.words.lacking:
        return Doing.WAITING
    if standing.doing is Doing.RUNNING and standing.asked_for and state.door_holder not in ("", standing.name):
        return Doing.BLOCKED
    return standing.doing


def words_of(state: State, standing: Standing) -> str:
    """The same in a few words."""
    doing = doing_of(state, standing)
    if doing is Doing.ASLEEP:
        return f"asleep on {standing.condition}"
    if standing.name in state.words.lacking:
        return "waits for memory"
    if doing is Doing.BLOCKED:
        return f"wants the {standing.asked_for}"
    if doing is Doing.WAITING:
        return f"EAGAIN, waits {AGAIN_TICKS} ticks"
    if doing is Doing.IDLE and standing.syscall:
        return f"{len(standing.deferred)} deferred" if standing.deferred else "in its call"
    return doing.value


@cache
def _found(clause: str | None) -> Clause | None:
    try:
        return None if clause is None else clause_registry().find(clause)
    except ClauseError:
        return None


def _tell_of(state: State, standing: Standing) -> Callable[[State, Standing], _Told] | None:
    if standing.name in state.words.lacking:
        return _no_memory
    doing = doing_of(state, standing)
    if doing is Doing.BLOCKED:
        return _wants_lock
    if standing.condition == "write_cv":
        return _writer_asleep
    if standing.condition == "read_cv":
        return _reader_asleep
    if standing.condition == "again_cv":
        return _again
    return _at_the_door if doing is Doing.AT_THE_DOOR else None


def _going_on(state: State, standing: Standing) -> str:
    if state.words.broken is not None:
        return "The machine is halted: nothing goes on."
    if standing.doing is Doing.GONE:
        return "The output thread is not there: nothing leaves the queue until a daemon brings a door."
    if standing.doing is Doing.RUNNING:
        return f"It runs{f', in {standing.function}' if standing.function else ''}."
    if standing.name in _OWN_WORK:
        return _OWN_WORK[standing.name]
    return making_none(len(standing.deferred), in_call=bool(standing.syscall))


def _writer_asleep(state: State, _standing: Standing) -> _Told:
    words, length = state.words, state.end - state.first
    counts = "on" if words.policy & POLICY_COUNT else "off"
    values: dict[str, int | str] = {
        "length": length,
        "high water": words.high_water,
        "low water": words.low_water,
        "cnt": counts,
        "state": STATES.get(words.state, str(words.state)),
    }
    sleeps = f"until the reader brings the queue to low water ({words.low_water}) or below"
    if length >= words.high_water and counts == "off":
        place = "at" if length == words.high_water else "above"
        sentence = (
            f"Queue length {length} is {place} high water {words.high_water} and policy cnt is off, "
            f"so the writer sleeps {sleeps}."
        )
    elif length >= words.high_water:
        sentence = (
            f"Queue length {length} is not below high water {words.high_water}. Policy cnt is on now; the writer "
            f"fell asleep before, and sleeps until it is woken."
        )
    else:
        room = f"There is room now ({length} of {words.high_water})"
        sentence = f"{room}, but nobody wakes the writer for that: it sleeps {sleeps}."
    return f"{sentence}{_why_not_drained(state)}", values


def _why_not_drained(state: State) -> str:
    """What keeps the queue from being emptied, if something does."""
    words = state.words
    if not words.door:
        return " No daemon has a door installed, so nothing leaves the queue."
    if words.daemon == "stopped":
        return " The daemon is stopped (SIGSTOP), so the output thread waits at the door."
    return " The daemon was killed." if words.daemon == "gone" else ""


def _reader_asleep(state: State, _standing: Standing) -> _Told:
    words, length = state.words, state.end - state.first
    values: dict[str, int | str] = {"length": length, "low water": words.low_water, "delay": words.delay}
    kick = f"a kick comes every {words.delay} ticks of 10 ms"
    if length == 0:
        return f"Nothing is queued, so the output thread sleeps until something is; {kick}.", values
    if length <= words.low_water:
        return f"{length} queued is not above low water {words.low_water}, so no writer wakes it; {kick}.", values
    return f"{length} queued is above low water {words.low_water}: the next writer, or a kick, wakes it.", values


def _wants_lock(state: State, standing: Standing) -> _Told:
    if standing.asked_for == "queue lock":
        return "It was woken, and wants the queue lock to look again.", {}
    holder = state.door_holder
    asleep = " The daemon is stopped (SIGSTOP)." if state.words.daemon == "stopped" else ""
    return (
        f"It wants the door lock, which {holder} holds until the daemon has answered.{asleep}",
        {"owner": holder},
    )


def _at_the_door(state: State, _standing: Standing) -> _Told:
    asked = state.asked
    asleep = "; it is stopped (SIGSTOP)" if state.words.daemon == "stopped" else ""
    if asked is None or asked.record is None:
        return f"A message is with the daemon{asleep}; the thread holds the door lock until it is answered.", {}
    kind = str(BUFFER_TYPES.get(asked.kind, asked.kind))
    return (
        f"The daemon has a {kind} buffer of {asked.size} bytes{asleep}. "
        "The record stays queued, and the door lock held, until the daemon answers."
    ), {"type": kind, "bytes": asked.size}


def _again(state: State, _standing: Standing) -> _Told:
    more = f" {state.words.planned} more such answers are planned." if state.words.planned else ""
    return (f"The door answered EAGAIN: the same buffer is offered again after {AGAIN_TICKS} ticks of 10 ms.{more}"), {
        "of": AGAIN_TICKS
    }


def _no_memory(_state: State, _standing: Standing) -> _Told:
    return "It waits for memory, which is gone; the allocation may sleep, so the record is not lost.", {
        "memory": "gone"
    }


def error_name(error: int) -> str:
    """Of an answer of the door."""
    return ERRORS.get(error, f"error {error}") if error >= 0 else "−1"
