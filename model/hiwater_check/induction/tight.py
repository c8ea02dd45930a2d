"""The bound is tight: for any marks and any number of backends the queue comes to hold high water and all of theirs.

Writers fill the queue to one below high water, every backend finds room, a writer takes the last place, and every
backend queues. Solvers show that each of these steps can be taken, whatever the numbers, and leads to the next; to go
from one number to the next is left to the reader. The run of finding Q4, taken on the model once more, passes high
water by the one backend that the model has.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import z3

from hiwater_check.induction.image import image
from hiwater_check.induction.obligations import Obligation, symbols
from hiwater_check.induction.protocol import ACTIONS, Action, Counted, initial
from hiwater_check.induction.translation import translate
from hiwater_conform.findings import all_findings
from hiwater_model.relation import NotEnabled, apply, start

_CLAUSES: Final = ("ENQ-03", "ABLOCK-01")


class _Reached(NamedTuple):
    """A queue that nobody sleeps at, nothing removed: so many records queued, so many backends in flight."""

    queued: Any
    in_flight: Any

    def by(self, s: Counted) -> Any:
        """Whether a queue is such a one."""
        zero = (s.writers, s.asleep, s.woken, s.reader, s.reader_asleep, s.reader_woken, s.removed)
        counts = (s.queued == self.queued, s.enqueued == self.queued, s.in_flight == self.in_flight)
        return z3.And(*counts, *(field == 0 for field in zero))


class _Stage(NamedTuple):
    """Wherever `given` holds, the action can be taken, and leads from one queue to the next."""

    what: str
    action: str
    given: Any
    before: _Reached
    after: _Reached


def obligations_of_tightness(actions: Sequence[Action] = ACTIONS) -> Iterator[Obligation]:
    """That there is a way to a queue of high water and one record for each backend."""
    s, number = symbols(), z3.Int("number")
    by_name = {action.name: action for action in actions}
    marks = z3.And(s.low >= 0, s.low < s.high, s.backends >= 0)
    begins = z3.And(marks, _Reached(0, 0).by(s), z3.Not(translate(initial, s)))
    yield Obligation("tight: an empty queue is a beginning", begins, _CLAUSES)
    for stage in _stages(s, number):
        action = by_name[stage.action]
        after = translate(action.does, s)
        kept = z3.And(after.high == s.high, after.low == s.low, after.backends == s.backends)
        leads = z3.And(translate(action.may, s), stage.after.by(after), kept)
        broken = z3.And(marks, number >= 0, stage.given, stage.before.by(s), z3.Not(leads))
        yield Obligation(f"tight: {stage.what}", broken, _CLAUSES)


def _stages(s: Counted, number: Any) -> tuple[_Stage, ...]:
    last, all_of_them = s.high - 1, s.backends
    late, in_flight = s.high + number, s.backends - number
    return (
        _Stage("writers fill it", "a writer queues", number < last, _Reached(number, 0), _Reached(number + 1, 0)),
        _Stage(
            "backends find room",
            "a backend finds room",
            number < s.backends,
            _Reached(last, number),
            _Reached(last, number + 1),
        ),
        _Stage(
            "the last place is taken",
            "a writer queues",
            s.backends >= 0,
            _Reached(last, all_of_them),
            _Reached(s.high, all_of_them),
        ),
        _Stage(
            "backends queue",
            "a backend queues",
            number < s.backends,
            _Reached(late, in_flight),
            _Reached(late + 1, in_flight - 1),
        ),
    )


def most_queued_beyond_high_water() -> tuple[int, int]:
    """By how much the run of Q4 passes high water, and after how many steps; a model that cannot go it stops short."""
    (finding,) = (finding for finding in all_findings() if finding.id == "Q4")
    machine, most, when = start(finding.configuration), 0, 0
    for number, step in enumerate(finding.steps, 1):
        try:
            machine = apply(machine, step).machine
        except NotEnabled:
            break
        seen = image(machine)
        if seen.queued - seen.high > most:
            most, when = seen.queued - seen.high, number
    return most, when
