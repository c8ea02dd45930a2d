"""What a person makes happen in a live run: by threads of the system, by signals to the daemon, by the door between.

Every order is carried out now; what its call returned is told in words, its errno with it.
"""

import time
from collections.abc import Callable
from typing import Any, Final

from hiwater_impl.daemon.child import DaemonFailed
from hiwater_impl.pipeline.context import COUNTERS
from hiwater_inspector.counted import counted
from hiwater_inspector.web.live.parts import Parts
from hiwater_inspector.web.live.reasons import error_name
from hiwater_inspector.web.live.records import What
from hiwater_inspector.web.live.system import Caller
from hiwater_inspector.web.live.workload import RATE_MOST, owe
from hiwater_inspector.web.queue.picture import FLAGS, bits_of
from hiwater_inspector.web.queue.run import Act, Inject, NotDone, Policy
from hiwater_model.constants import AUDITING, EAGAIN, NO_AUDIT

OWED_MOST: Final = 200_000
"""Records that producers may owe together."""
_DRAIN_SECONDS: Final = 3.0
_LIMITS: Final = (
    "high water is 10 to 100,000 and above low water, the buffer 8,192 to 1,048,576 bytes, "
    "the delay up to 20,000 ticks and not 0"
)
_LATER: Final = "has not returned after 2 s; it goes on by itself, see why at the thread admin"


def act(parts: Parts, order: Act) -> str:
    """Do it, and say what came of it. Raises NotDone."""
    if order.act == "rate":
        if not 0 <= order.times <= RATE_MOST:
            raise NotDone(f"The workload makes 0 to {RATE_MOST:,} records a second.", 422)
        parts.workload.set_rate(order.times)
        return f"the workload makes {counted(order.times, 'record')} a second"
    if order.act == "drain":
        return _drain(parts)
    if order.act in ("tick", "timer", "softcall"):
        raise NotDone("In a live run time passes and softcalls run by themselves; take it over to do so by hand.", 422)
    if order.act == "call":
        raise NotDone("Calls by hand belong to a driven run: take this one over in slow motion.", 422)
    return _make(parts, order)


def policy(parts: Parts, order: Policy) -> str:
    """By auditon(2), as auditconfig does it; each call with its errno."""
    told = []
    if order.flags:
        told.append(
            _returned("A_SETPOLICY", parts.as_admin(_policy_call(parts, order.flags)), "such bits do not exist")
        )
    if any(value is not None for value in (order.high_water, order.low_water, order.buffer_size, order.delay)):
        told.append(_returned("A_SETQCTRL", parts.as_admin(_control_call(parts, order)), _LIMITS))
    if order.auditing is not None:
        state = AUDITING if order.auditing else NO_AUDIT
        condition = {"function": "auditon_setcond", "state": state}
        told.append(_returned("A_SETCOND", parts.as_admin(lambda admin: admin.call(condition)), "no such state"))
        if order.auditing and not parts.live.context.active and parts.daemon.standing == "running":
            told.append(_returned("auditdoor(2)", parts.install_door(), "not permitted"))
    if not told:
        raise NotDone("Nothing was asked for: name a flag, a control or auditing.", 422)
    return "; ".join(told)


def fault(parts: Parts, order: Inject) -> str:
    """Break something, or mend it. Raises NotDone."""
    return _FAULTS[order.fault](parts, order)


def _make(parts: Parts, order: Act) -> str:
    what: What = "produce" if order.act == "burst" else order.act  # type: ignore[assignment]
    owed = sum(caller.owed for caller in parts.producers)
    if owed + order.times > OWED_MOST:
        raise NotDone(f"The producers owe {owed:,} records already: let them make those first.")
    if order.thread is not None:
        callers = [caller for caller in parts.producers if caller.thread.name == order.thread]
        if not callers:
            names = ", ".join(caller.thread.name for caller in parts.producers)
            raise NotDone(f"No producer is called {order.thread!r}: there are {names}.", 404)
    else:
        callers = sorted(parts.producers, key=lambda caller: (caller.owed, caller.made))
        callers = callers if order.act == "burst" or order.times > 1 else callers[:1]
    for number, caller in enumerate(callers):
        share = (order.times + number) // len(callers)
        if share:
            owe(caller, what, share, order.size)
    who = callers[0].thread.name if len(callers) == 1 else f"{len(callers)} threads"
    return f"{who} {_MAKES[order.act]} {counted(order.times, 'record')}"


_MAKES: Final = {"produce": "makes", "burst": "make", "defer": "puts aside", "async": "hands to the softcall"}


def _drain(parts: Parts) -> str:
    """Hold the workload until the output thread has emptied the queue."""
    queue = parts.live.context.queue
    running, before = parts.workload.running, _written(parts)
    parts.workload.set_paused(True)
    deadline = time.monotonic() + _DRAIN_SECONDS
    try:
        while queue.count and parts.live.context.active and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        if running:
            parts.workload.set_paused(False)
    drained = f"{_written(parts) - before:,} records were written"
    if not queue.count:
        return f"{drained}, the queue is empty"
    return f"{drained}, {queue.count:,} are still queued: see why at the output thread"


def _written(parts: Parts) -> int:
    return parts.live.context.counters.values()[COUNTERS.index("written")]


def _policy_call(parts: Parts, flags: dict[str, bool]) -> Callable[[Caller], Any]:
    try:
        bits = bits_of(flags, parts.words().policy)
    except KeyError as error:
        raise NotDone(f"No policy is called {error.args[0]!r}: there are {', '.join(FLAGS)}.", 422) from None
    return lambda admin: admin.call({"function": "auditon_setpolicy", "policy": bits})


def _control_call(parts: Parts, order: Policy) -> Callable[[Caller], Any]:
    words = parts.words()
    wanted = {
        name: getattr(words, name) if getattr(order, name) is None else getattr(order, name)
        for name in ("high_water", "low_water", "buffer_size", "delay")
    }
    return lambda admin: admin.call({"function": "auditon_setqctrl", **wanted})


def _returned(call: str, value: int | None, limits: str) -> str:
    if value is None:
        return f"{call} {_LATER}"
    return f"{call} returned 0" if value == 0 else f"{call} returned {error_name(value)}: {limits}; nothing was changed"


def _gone(parts: Parts, _order: Inject) -> str:
    if parts.daemon.standing == "gone":
        raise NotDone("The daemon is gone already: bring it back first.")
    parts.daemon.kill()
    parts.recorder.touch()
    return "the daemon was killed (SIGKILL)"


def _back(parts: Parts, _order: Inject) -> str:
    if parts.daemon.standing == "stopped":
        return _continue(parts, _order)
    if parts.daemon.standing == "running" and parts.live.context.active:
        raise NotDone("The daemon is there, with its door installed.")
    if parts.daemon.standing == "gone":
        try:
            parts.daemon.start_again()
        except DaemonFailed as failure:
            raise NotDone(f"The daemon does not begin: {failure}.") from None
    return f"the daemon is back; {_returned('auditdoor(2)', parts.install_door(), 'not permitted')}"


def _stop(parts: Parts, _order: Inject) -> str:
    if parts.daemon.standing != "running":
        raise NotDone(f"The daemon is {parts.daemon.standing} already.")
    parts.daemon.stop()
    parts.recorder.touch()
    return "the daemon is stopped (SIGSTOP): it answers nothing"


def _continue(parts: Parts, _order: Inject) -> str:
    if parts.daemon.standing != "stopped":
        raise NotDone(f"The daemon is not stopped: it is {parts.daemon.standing}.")
    parts.daemon.go_on()
    parts.recorder.touch()
    return "the daemon goes on (SIGCONT)"


def _memory(parts: Parts, order: Inject) -> str:
    parts.live.surroundings.set_memory(not order.on)
    return "memory is gone: who may sleep waits for it" if order.on else "memory is there again"


def _answer(parts: Parts, order: Inject) -> str:
    error = {"again": EAGAIN, "minus one": 0}.get(order.fault, order.error)
    if order.fault == "door" and not error:
        raise NotDone("Error 0 is no error; name another one, or take the fault `minus one`.", 422)
    parts.answers.plan(error, order.times)
    parts.recorder.touch()
    name = error_name(error) if error else "−1"
    return f"the door will answer {name} " + ("once" if order.times == 1 else f"{order.times} times")


_FAULTS: Final[dict[str, Callable[[Parts, Inject], str]]] = {
    "door": _answer,
    "again": _answer,
    "minus one": _answer,
    "gone": _gone,
    "back": _back,
    "stop": _stop,
    "continue": _continue,
    "memory": _memory,
}
