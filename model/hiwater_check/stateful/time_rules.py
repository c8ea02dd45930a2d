"""Rules of softcalls and timers: tables in order, and a kick that never ends while the zone audits."""

from collections.abc import Iterator

from hiwater_check.stateful.moment import NOBODY, Moment
from hiwater_model.constants import DONT_STOP_TICKS, NO_AUDIT, SOFTCALL_SLOTS
from hiwater_model.machine import Machine
from hiwater_model.steps import Softcall, TimerFires


def softcalls_in_order(moment: Moment) -> Iterator[str]:
    """At most 200 softcalls wait; the first leaves by a step of its own, others join behind the last."""
    before, after = moment.before.softcalls, moment.after.softcalls
    if before is after:
        return
    gone = int(isinstance(moment.step, Softcall) and moment.after.halted != "undefined")
    if after[: len(before) - gone] != before[gone:]:
        yield f"{len(before)} softcalls became {len(after)}, and not by the first that left"
    if len(after) > SOFTCALL_SLOTS:
        yield f"{len(after)} softcalls wait"


def timers_in_order(moment: Moment) -> Iterator[str]:
    """Timers are sorted by when they are due; none that was armed is lost or moved, but for the one that fires."""
    before, after = moment.before.timers, moment.after.timers
    if before is after:
        return
    due = [timer.due for timer in after]
    if due != sorted(due):
        yield f"timers are due at {due}"
    armed = list(after)
    for timer in before[int(isinstance(moment.step, TimerFires)) :]:
        if timer not in armed:
            yield f"a timer is gone that was due at {timer.due}"
            return
        armed.remove(timer)
    for timer in armed:
        delay = DONT_STOP_TICKS if timer.kind == "dont_stop" else moment.before.zones[timer.zone].queue.delay
        if timer.due != moment.before.ticks + delay:
            yield f"a {timer.kind} was armed for tick {timer.due} at tick {moment.before.ticks}, delay {delay}"


def kicks_go_on(moment: Moment) -> Iterator[str]:
    """A chain of kicks begins with an output thread, and ends when one finds auditing off or the zone gone."""
    if moment.stopped or moment.actor == NOBODY:
        return
    for number, zone in enumerate(moment.before.zones):
        begins = moment.was.at == "output:start" and moment.was.zone == number
        ends = (
            isinstance(moment.step, TimerFires)
            and moment.before.timers[0][1:] == ("kick", number)
            and (not zone.valid or zone.state == NO_AUDIT)
        )
        expected = _kicks(moment.before, number) + begins - ends
        if _kicks(moment.after, number) != expected:
            yield f"zone {number} has {_kicks(moment.after, number)} chains of kicks, and not {expected}"


def _kicks(machine: Machine, number: int) -> int:
    armed = sum(timer.kind == "kick" and timer.zone == number for timer in machine.timers)
    wait = machine.threads[machine.clock].wait
    return armed + (wait.at in ("kick:count", "kick:reader") and wait.zone == number)
