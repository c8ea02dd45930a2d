"""The invariants by name: a sentence, the clauses that it rests on, and the rule that looks at each step.

Not good for: what random runs do not reach. Each invariant is shown to see a lie (`tests/formal/stateful`), and what
they find together is in the kill matrix (`hiwater_check/faults/MATRIX.md`).
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from hiwater_check.stateful import (
    counter_rules,
    decision_rules,
    queue_rules,
    relation_rules,
    thread_rules,
    time_rules,
    wake_rules,
)
from hiwater_check.stateful.moment import Moment

Rule = Callable[[Moment], Iterator[str]]


class Invariant(NamedTuple):
    """What must hold of every step; the rule yields a sentence for each way in which it does not."""

    rule: Rule
    clauses: tuple[str, ...] = ()
    """Empty: it is about the relation, not about the queue."""

    @property
    def name(self) -> str:
        """What it is called in reports."""
        return self.rule.__name__.replace("_", " ")

    @property
    def sentence(self) -> str:
        """What it says."""
        return (self.rule.__doc__ or "").partition("\n")[0]


OF_THE_RELATION: Final = (
    Invariant(relation_rules.undefined_is_a_clause),
    Invariant(relation_rules.immutable),
    Invariant(relation_rules.same_twice),
    Invariant(relation_rules.refusals),
    Invariant(relation_rules.clauses_exist),
    Invariant(relation_rules.one_consumer, ("DEQ-04", "DEQ-08", "IO-12", "IO-13")),
    Invariant(relation_rules.halts_with_an_event, ("DROP-03", "SOFTCALL-02")),
)
"""Looked at first, and alone where a step has no defined outcome: then the machine stays as it was."""
OF_THE_QUEUE: Final = (
    Invariant(thread_rules.known_points, ("LOCK-01",)),
    Invariant(thread_rules.locks_held, ("LOCK-01",)),
    Invariant(thread_rules.sleepers_listed, ("LOCK-02", "BLOCK-05", "OUTPUT-04")),
    Invariant(thread_rules.sleepers_counted, ("BLOCK-05", "OUTPUT-04")),
    Invariant(thread_rules.woken_in_order, ("LOCK-02",)),
    Invariant(thread_rules.sleeps_are_counted, ("BLOCK-04", "OUTPUT-04")),
    Invariant(thread_rules.asynchronous_never_sleeps, ("RECORD-16", "ENQ-03")),
    Invariant(queue_rules.count_is_length, ("ENQ-07", "DEQ-03")),
    Invariant(queue_rules.first_in_first_out, ("ENQ-06", "DEQ-02", "DEQ-03")),
    Invariant(queue_rules.settings_in_range, ("QCTRL-01", "POLICY-02", "COND-01")),
    Invariant(queue_rules.sequence_without_gap, ("ENQ-05",)),
    Invariant(queue_rules.records_know_their_length, ("RECORD-04", "RECORD-05", "RECORD-15")),
    Invariant(queue_rules.freed_what_left, ("DEQ-06",)),
    Invariant(queue_rules.dropped_is_freed, ("BLOCK-02", "ENQ-03")),
    Invariant(decision_rules.room_when_queued, ("ENQ-03", "BLOCK-06", "ABLOCK-01")),
    Invariant(decision_rules.dropped_when_full, ("ENQ-03", "ABLOCK-01", "ABLOCK-02")),
    Invariant(decision_rules.drops_or_sleeps_by_rule, ("BLOCK-01",)),
    Invariant(decision_rules.halts_by_rule, ("DROP-02",)),
    Invariant(wake_rules.nobody_left_asleep, ("ENQ-08", "DEQ-05", "COND-03", "POLICY-04", "QCTRL-03", "TIMER-04")),
    Invariant(wake_rules.woken_for_a_reason, ("ENQ-08", "DEQ-05", "BLOCK-03")),
    Invariant(counter_rules.counters_in_range),
    Invariant(counter_rules.counters_balance, ("ENQ-10", "DEQ-07", "BACK-04", "SYSCALL-03", "AUDIT-04")),
    Invariant(counter_rules.time_goes_forward, ("CLOCK-01",)),
    Invariant(time_rules.softcalls_in_order, ("SOFTCALL-01", "SOFTCALL-02")),
    Invariant(time_rules.timers_in_order, ("TIMER-01", "TIMER-03", "OUTPUT-05")),
    Invariant(time_rules.kicks_go_on, ("TIMER-01", "TIMER-03", "OUTPUT-01")),
)
INVARIANTS: Final = (*OF_THE_RELATION, *OF_THE_QUEUE)
BY_RUN: Final = {
    "explained": "Every field that can be seen to have changed has a clause that explains it.",
    "delivered whole": "A record leaves the queue after its bytes have left, in buffers of the right types and sizes.",
    "total": "A step that is enabled can be taken.",
}
"""Those that need more than a step: names of what is seen, what went through the door, the step itself."""
