"""Asynchronous events: start, softcall, what a loss costs (audit_io.c:500-521, audit_io.c:726-883).

`before` is the queue when the softcall begins, `checked` the one that it looks at, `numbers` the one that it then
appends to, in a second hold of the lock.
"""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import Numbers, sound  # noqa: F401  # named in a contract
from hiwater_impl.pipeline import asynchronous
from hiwater_impl.pipeline.asynchronous import done, drop, finish_backend, start
from hiwater_impl.pipeline.close import close, close_defer
from hiwater_impl.pipeline.outcomes import JumpLabel
from hiwater_impl.pipeline.producer import async_event, finish
from hiwater_impl.pipeline.record import close_time
from hiwater_impl.pipeline.thread import Deferred
from hiwater_inspector.command_line.checking.critical.both import both
from hiwater_inspector.command_line.checking.critical.passage import DONE, End  # noqa: F401  # named in a contract
from hiwater_inspector.command_line.checking.critical.shipped import chain
from hiwater_inspector.command_line.checking.critical.situation import NOBODY, Fields, Others, chosen, of
from hiwater_model import machine, steps
from hiwater_model.asynchronous import backend
from hiwater_model.constants import EVENT_EXIT_PROM, EVENT_SYSTEM_BOOT, POLICY_HALT, POLICY_PER_ZONE

_BODY = (b"body",)
_TIME = (1_000_000_123, 456)
_EVENT, _FLAG = 153, 3
_PANIC = ("halted", "panic")


def _word(halts: bool, others: bool) -> int:
    return (POLICY_HALT if halts else 0) + (POLICY_PER_ZONE if others else 0)


def _softcall(fields: Fields, others: Others, event: int = _EVENT) -> End:
    """audit_async_finish_backend on both sides."""
    entry = Deferred(event, 0x4000, _FLAG, _TIME, chain(_BODY))
    modelled = machine.Deferred(event, 0x4000, _FLAG, _TIME, _BODY)
    return both(
        "softint",
        fields,
        others,
        lambda thread, _context: finish_backend(thread, entry),
        lambda draft: backend.begin(draft, modelled),
    )


@about("ABLOCK-01 ABLOCK-02 BACK-02 DROP-02 DROP-03", finish_backend, asynchronous._async_block, asynchronous._lose)
def softcall_finds_a_full_queue(before: Numbers, checked: Numbers, halts: bool, others: bool, state: int) -> End:
    """The loss is counted; under AHLT the machine stops, in every state but the one before the daemon has run.

    pre: sound(checked) and checked.length >= checked.high_water
    post: __return__ == (_PANIC if halts and state != 4 else DONE)
    """
    meanwhile = {
        ("enter", 511): of(checked),
        ("read", 768): {"global_policy": _word(halts, others)},
        ("read", 769): {"state": state},
    }
    return _softcall({**of(before), "global_policy": _word(not halts, others), "state": 1}, Others(meanwhile))


@about("ABLOCK-01 ABLOCK-03 BACK-03 BACK-04 BACK-05 ENQ-03", finish_backend, asynchronous._async_block)
def softcall_finds_room(before: Numbers, checked: Numbers, numbers: Numbers, exits: bool) -> End:
    """The record joins the queue, however full that has become since it was looked at.

    pre: sound(checked) and checked.length < checked.high_water
    post: __return__ == DONE
    """
    meanwhile = {("enter", 511): of(checked), ("enter", 372): of(numbers)}
    return _softcall(of(before), Others(meanwhile), EVENT_EXIT_PROM if exits else _EVENT)


@about("BACK-04 RECORD-03", finish_backend, close_time)
def softcall_finds_auditing_off(which: int, boots: bool) -> End:
    """Then it makes no record, but for the boot event; it is counted as generated all the same.

    pre: 0 <= which < 4
    post: __return__ == DONE
    """
    meanwhile = {("read", 254): {"state": chosen(which, 1, 2, 4, 8)}}
    return _softcall({"state": 1}, Others(meanwhile), EVENT_SYSTEM_BOOT if boots else _EVENT)


@about("DROP-01 DROP-02 DROP-03 MEMBUF-03", drop, done, asynchronous._lose)
def event_is_dropped(backend_flag: bool, errjmp: bool, halts: bool, state: int) -> End:
    """audit_async_drop: the jump is forgotten unless the softcall asks, the chain freed, the loss decided.

    post: __return__ == (_PANIC if halts and state != 4 else DONE)
    """
    fields = {"errjmp": errjmp, "label": errjmp, "local": _BODY, "global_policy": _word(halts, False), "state": state}
    flags = 1 if backend_flag else 0
    return both(
        "user",
        fields,
        NOBODY,
        lambda thread, _context: drop(thread, "local", flags),
        steps.AuditAsyncDrop("local", flags),
    )


@about("DONE-01 DONE-02 MEMBUF-03", done)
def event_is_over(backend_flag: bool, errjmp: bool, held: bool, debug: bool) -> End:
    """audit_async_done: the jump is forgotten, what the descriptor holds is freed; the assertion can fail.

    post: __return__ == (("halted", "assertion") if debug and not errjmp and not backend_flag else DONE)
    """
    fields = {
        "errjmp": errjmp,
        "label": errjmp,
        "local": _BODY if held else None,
        "profile": "debug" if debug else "given",
    }
    flags = 1 if backend_flag else 0
    return both(
        "user",
        fields,
        NOBODY,
        lambda thread, _context: done(thread, "local", flags),
        steps.AuditAsyncDone("local", flags),
    )


@about("START-01 START-02 START-03", start)
def event_is_started(first: int, second: int, success: bool, failure: bool, labelled: bool) -> End:
    """audit_async_start: audited if the state is AUDITING, or INIT_AUDIT at a second look, and a half is asked for.

    post: __return__ == ("returned", 0 if (first == 1 or second == 4) and (success or failure) else 1)
    """
    fields = {"state": first, "errjmp": labelled, "label": labelled}
    sorf = (1 if success else 0) + (2 if failure else 0)
    others = Others({("read", 801): {"state": second}})
    return both(
        "user",
        fields,
        others,
        lambda thread, _context: start(thread, JumpLabel(live=False), _EVENT, sorf),
        steps.AuditAsyncStart(_EVENT, sorf),
    )


@about("START-04", start)
def event_is_beyond_the_table(event: int) -> End:
    """The class of an event above 309 is no defined memory.

    pre: event > 309
    post: __return__[0] == "undefined" and __return__[2] == 808
    """
    return both(
        "user",
        {},
        NOBODY,
        lambda thread, _context: start(thread, JumpLabel(live=False), event, 1),
        steps.AuditAsyncStart(event, 1),
    )


@about(
    "PRODUCER-01 PRODUCER-02 MEMBUF-01 FINISH-01 CLOSE-03 DEFER-02 DEFER-05", async_event, finish, close, close_defer
)
def producer_makes_an_event(loaded: bool, state: int, memory: bool, memory_again: bool, halts: bool) -> End:
    """start, two tokens, finish: without memory for a token it jumps and the event is lost, without it later it waits.

    post: __return__[0] != "differs"
    """
    fields = {"loaded": loaded, "state": state, "memory": memory, "global_policy": _word(halts, False)}
    others = Others({("memory", 151): {"memory": memory_again}})
    return both(
        "user",
        fields,
        others,
        lambda thread, _context: async_event(thread, _EVENT, 1, [chain(_BODY), chain((b"tail",))], 2, _TIME),
        steps.AsyncEvent(_EVENT, 1, (_BODY, (b"tail",)), 2, _TIME),
    )
