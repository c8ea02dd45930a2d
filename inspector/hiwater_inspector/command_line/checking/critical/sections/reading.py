"""au_output_thread and its two timers: the reader sleeps, is woken, drains, leaves; the kick; the second chance."""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import Numbers
from hiwater_impl.pipeline import output_thread as shipped_reader
from hiwater_impl.pipeline.output_thread import output_thread
from hiwater_impl.pipeline.timers import dont_stop, kick
from hiwater_inspector.command_line.checking.critical.both import both
from hiwater_inspector.command_line.checking.critical.modelled import Begin
from hiwater_inspector.command_line.checking.critical.passage import (  # noqa: F401  # named in a contract
    DONE,
    STAYS,
    End,
)
from hiwater_inspector.command_line.checking.critical.shipped import Section
from hiwater_inspector.command_line.checking.critical.situation import NOBODY, Others, of
from hiwater_model.draft import Draft
from hiwater_model.machine import Timer
from hiwater_model.neighbours import output_thread as modelled
from hiwater_model.neighbours import timers

_RECORD = (b"record",)


def _reads() -> tuple[Section, Begin]:
    def begin(draft: Draft) -> None:
        draft.stack.append(modelled.OutputThread("output:start", 0))
        draft.park("read", "output:start", "delay", 0)

    return output_thread, begin


@about("OUTPUT-01 OUTPUT-02 OUTPUT-03 OUTPUT-04 OUTPUT-07", output_thread, shipped_reader._wait_for_records)
def reader_finds_nothing(state: int, numbers: Numbers, delay: int) -> End:
    """It arms its kick, wakes writers that sleep, and sleeps; with auditing off it leaves and gives up the door.

    pre: delay >= 0
    post: __return__ == (STAYS if state == 1 else DONE)
    """
    fields = {"state": state, "delay": delay}
    return both("reader", fields, Others({("enter", "output:lock"): of(numbers)}), *_reads())


@about("TIMER-05", output_thread)
def reader_is_begun_with_a_delay_below_zero(delay: int) -> End:
    """A timer before the present is no defined act.

    pre: delay < 0
    post: __return__[0] == "undefined"
    """
    return both("reader", {"delay": delay}, NOBODY, *_reads())


@about("OUTPUT-03 OUTPUT-04 OUTPUT-05 OUTPUT-06 OUTPUT-07", output_thread, shipped_reader._wait_for_records)
def reader_is_woken(numbers: Numbers, state: int, arrived: bool) -> End:
    """The code after the wait: auditing off makes it leave whatever is queued; an empty queue makes it sleep again.

    post: __return__ == (STAYS if state == 1 else DONE)
    """
    then = {**of(numbers), **({"appended": _RECORD} if arrived else {})}
    others = Others({("asleep", "output:sleep"): then, ("read", "output:recheck"): {"state": state}})
    return both("reader", {}, others, *_reads())


@about("OUTPUT-02 OUTPUT-06 OUTPUT-07", output_thread)
def door_fails_the_reader(error: int, state: int, new_door: int) -> End:
    """After a drain it looks at the state; any error makes it leave, and give up whatever door is there by then.

    pre: error != 11
    post: __return__ == (STAYS if error == 0 and state == 1 else DONE)
    """
    meanwhile = {
        ("read", "output:state"): {},
        ("enter", 422): {"state": state},
        ("enter", "output:release"): {"door": new_door},
    }
    fields = {"records": [_RECORD], "count": 1}
    return both("reader", fields, Others(meanwhile, [(error, 0 if error == 0 else None)]), *_reads())


@about("TIMER-01 TIMER-02 TIMER-03", kick)
def kick_looks(valid: bool, state: int, count: int, reader: int, delay: int) -> End:
    """au_queue_kick: without a lock, a reader that sleeps beside records is woken; then it is armed again.

    pre: delay >= 0
    post: __return__ == DONE
    """
    fields = {"valid": valid, "state": state, "delay": delay}
    others = Others({("read", "kick:count"): {"count": count}, ("read", "kick:reader"): {"reader": reader}})
    return both(
        "clock",
        fields,
        others,
        kick,
        lambda draft: timers.begin(draft, Timer(0, "kick", 0)),
    )


@about("TIMER-04", dont_stop)
def writers_get_a_second_chance(valid: bool, state: int, numbers: Numbers) -> End:
    """audit_dont_stop: writers are woken, unless auditing is off by then.

    post: __return__ == DONE
    """
    return both(
        "clock",
        {**of(numbers), "valid": valid, "state": state},
        NOBODY,
        dont_stop,
        lambda draft: timers.begin(draft, Timer(0, "dont_stop", 0)),
    )
