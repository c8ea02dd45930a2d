"""Rules of the decisions at a full queue: who may queue, who drops, who sleeps, when the machine halts."""

from collections.abc import Iterator
from typing import Final

from hiwater_check.stateful.moment import Moment
from hiwater_model.constants import AUDITING, INIT_AUDIT, POLICY_COUNT, POLICY_HALT
from hiwater_model.decisions import state_in_force
from hiwater_model.events import Halted
from hiwater_model.steps import Softcall

_FULL_FOUND: Final = frozenset({474, 475, 478, 514})
"""Places to which a thread comes only when it found the queue full."""
_DECIDED: Final = frozenset({475, 478, 489, 493})
"""Places to which a thread comes by a decision about a full queue, or where it sleeps after one."""


def room_when_queued(moment: Moment) -> Iterator[str]:
    """A record that may wait is queued below high water alone."""
    for zone in moment.zones:
        if not zone.appended:
            continue
        queue = zone.old.queue
        if moment.by_user:
            if zone.new.queue.count > zone.new.queue.high_water:
                yield f"zone {zone.number} holds {zone.new.queue.count} records, above high water"
        elif isinstance(moment.step, Softcall) and queue.count >= queue.high_water:
            yield f"a softcall saw zone {zone.number} full and queued its record"


def dropped_when_full(moment: Moment) -> Iterator[str]:
    """Who decides about a full queue found it at high water or above."""
    now, queues = moment.now, {write[1] for write in moment.outcome.writes if write[2] == "BLOCK-02"}
    if moment.fine and now.at in _FULL_FOUND and now.at != moment.was.at:
        queues.add(now.zone or 0)
    for number in queues:
        queue = moment.after.zones[number].queue
        if queue.count < queue.high_water:
            yield f"zone {number} has room for {queue.high_water - queue.count} records and is taken for full"
    if isinstance(moment.step, Softcall) and "DROP-02" in {write[2] for write in moment.outcome.writes}:
        queue = moment.before.zones[0].queue
        if queue.count < queue.high_water:
            yield "a softcall drops a record while there is room"


def drops_or_sleeps_by_rule(moment: Moment) -> Iterator[str]:
    """A writer at a full queue sleeps if the state in force is AUDITING and CNT is not set, and drops otherwise."""
    now, was = moment.now, moment.was.at
    if now.at not in _DECIDED:
        return
    zone = moment.before.zones[now.zone or 0]
    state = state_in_force(moment.before.threads[moment.actor].cache, zone.state)
    counts = zone.policy & POLICY_COUNT != 0
    if not moment.fine:
        if now.kind == "asleep" and (state != AUDITING or counts):
            yield f"a writer sleeps in state {state}, policy {zone.policy:#x}"
    elif now.at == 478 and not (counts if was == 475 else state != AUDITING):
        yield f"a record is dropped in state {state}, policy {zone.policy:#x}"
    elif (now.at == 475 and state != AUDITING) or (now.at == 489 and counts):
        yield f"a writer is about to sleep in state {state}, policy {zone.policy:#x}"


def halts_by_rule(moment: Moment) -> Iterator[str]:
    """A lost asynchronous event halts if AHLT says so and the daemon has run once, and then always."""
    state, halts = moment.before.zones[0].state, moment.before.policy & POLICY_HALT != 0
    if moment.fine:
        if moment.was.at == 768 and (moment.now.at == 769) != halts:
            yield f"AHLT is {'set' if halts else 'not set'}, and the thread goes on to {moment.now.at}"
        if moment.was.at == 769 and (moment.now.at == 781) != (state != INIT_AUDIT):
            yield f"the state is {state}, and the thread goes on to {moment.now.at}"
        return
    panics = any(isinstance(event, Halted) and event.reason == "panic" for event in moment.outcome.events)
    counted = any(write[2] == "DROP-02" and "dropped" in write[3] for write in moment.outcome.writes)
    if (panics or counted) and panics != (halts and state != INIT_AUDIT):
        yield f"a lost event {'halts' if panics else 'is counted'} with AHLT {halts} in state {state}"
