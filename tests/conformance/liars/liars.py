"""Small adapters that misbehave: each is the model with one lie, of the queue or of the protocol.

`python -m tests.conformance.liars NAME` serves one on standard input and output. Not good for: measuring how many
lies would pass; these were chosen by hand.
"""

import re
import sys
import time
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from hiwater_conform.adapter import AdapterEnded
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_model import decisions, draft, tokens
from hiwater_model.asynchronous import backend, done
from hiwater_model.constants import COMPLETE, FIRST, LAST, MIDDLE
from hiwater_model.producers import block, enqueue
from hiwater_model.reader import dequeue, doorio
from hiwater_model.relation import Outcome
from hiwater_model.steps import Step

Lines = list[bytes]
PROTOCOL: Final = ("the protocol",)
"""Instead of clauses: the protocol itself is not kept."""
ANY: Final = ("any",)
"""Instead of clauses: whichever was followed by the step in which it lied."""


class Liar(NamedTuple):
    """What it does wrong; the clauses of which one must be blamed, or PROTOCOL; and how it is made."""

    what: str
    clauses: tuple[str, ...]
    make: Callable[[], ModelAdapter]


class _Twisted(ModelAdapter):
    """Answers what a twist makes of the true answers to a batch."""

    def __init__(self, twist: Callable[[Lines, Lines], Lines]) -> None:
        super().__init__()
        self._twist = twist

    def exchange(self, lines: Lines) -> Lines:
        return self._twist(lines, super().exchange(lines))


def _each(change: Callable[[bytes], bytes]) -> Callable[[], ModelAdapter]:
    """Every answer to a step is changed."""

    def twist(lines: Lines, answers: Lines) -> Lines:
        pairs = zip(lines, answers, strict=True)
        return [change(answer) if b'"do":"step"' in line else answer for line, answer in pairs]

    return lambda: _Twisted(twist)


def _patched(place: Any, name: str, value: Any) -> Callable[[], ModelAdapter]:
    """The model with one of its functions replaced, in this process."""

    def make() -> ModelAdapter:
        setattr(place, name, value)
        return ModelAdapter()

    return make


def _returns(place: int, handler: Callable[..., None]) -> Callable[[], ModelAdapter]:
    """The model with what a caller does after a call replaced."""

    def make() -> ModelAdapter:
        draft.RETURNS[place] = handler
        return ModelAdapter()

    return make


def _stale_fragments() -> ModelAdapter:
    """The last type is kept from one call of au_doorio to the next."""
    last = [COMPLETE]

    def next_type(_last_type: int, record_goes_on: bool) -> int:
        last[0] = decisions.next_type(last[0], record_goes_on)
        return last[0]

    return _patched(doorio, "next_type", next_type)()


def _wrong_counter() -> ModelAdapter:
    """What is dropped is counted as written."""
    true = draft.Draft.count

    def count(self: Any, zone: int, counter: str, amount: int) -> None:
        true(self, zone, "written" if counter == "dropped" else counter, amount)

    draft.Draft.count = count  # type: ignore[method-assign]  # the lie
    return ModelAdapter()


class _Ends(ModelAdapter):
    """Dies after so many steps."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self._left = steps

    def apply(self, machine: Any, step: Step) -> Outcome:
        self._left -= 1
        if self._left < 0:
            raise AdapterEnded("died")
        return super().apply(machine, step)


class _Forgetful(ModelAdapter):
    """Does every hundredth step twice as far: it leaves out the answer of a step it took before."""

    _count = 0

    def apply(self, machine: Any, step: Step) -> Outcome:
        outcome = super().apply(machine, step)
        self._count += 1
        return outcome._replace(machine=machine) if self._count % 100 == 0 else outcome


def _kept_after_error(frame_draft: Any, frame: Any, error: int) -> None:
    """An error is taken for success: the record leaves the queue unread."""
    doorio.sent(frame_draft, frame, 0 if frame.finished is not None else error)


def _late(_lines: Lines, answers: Lines) -> Lines:
    time.sleep(0.2 * len(answers))
    return answers


def _never(_lines: Lines, _answers: Lines) -> Lines:
    time.sleep(3_600)
    return []


def _flood(_lines: Lines, _answers: Lines) -> Lines:
    while True:
        sys.stdout.buffer.write(b"x" * (1 << 20))


LIARS: Final[dict[str, Liar]] = {
    "always-drops": Liar(
        "a full queue drops whatever the state", ("BLOCK-01",), _patched(block, "drops_by_state", lambda _state: True)
    ),
    "never-drops": Liar(
        "CNT is not looked at", ("BLOCK-01",), _patched(block, "drops_by_policy", lambda _policy: False)
    ),
    "never-wakes-writers": Liar(
        "au_dequeue wakes nobody", ("DEQ-05",), _patched(dequeue, "writers_are_woken", lambda *_: False)
    ),
    "wakes-below-low-water": Liar(
        "writers are woken below low water, not at it",
        ("DEQ-05",),
        _patched(dequeue, "writers_are_woken", lambda count, low, writers: writers != 0 and count < low),
    ),
    "never-wakes-the-reader": Liar(
        "au_enqueue wakes nobody", ("ENQ-08",), _patched(enqueue, "reader_is_woken", lambda *_: False)
    ),
    "wakes-at-low-water": Liar(
        "the reader is woken at low water",
        ("ENQ-08",),
        _patched(enqueue, "reader_is_woken", lambda count, low, reader: reader != 0 and count >= low),
    ),
    "full-too-late": Liar(
        "the queue takes one record more", ("ENQ-03",), _patched(enqueue, "is_full", lambda count, high: count > high)
    ),
    "asynchronous-too-soon": Liar(
        "an asynchronous record sees a full queue too soon",
        ("ABLOCK-01",),
        _patched(backend, "is_full", lambda count, high: count + 1 >= high),
    ),
    "wrong-table": Liar(
        "a record that fits is LAST",
        ("TABLE-02",),
        _patched(doorio, "next_type", lambda last, goes_on: (FIRST, MIDDLE, MIDDLE, FIRST)[last] if goes_on else LAST),
    ),
    "stale-fragments": Liar("fragment state is kept from call to call", ("TABLE-01", "TABLE-02"), _stale_fragments),
    "wrong-counter": Liar(
        "what is dropped counts as written", ("BLOCK-02", "DROP-02", "ENQ-03", "BACK-05"), _wrong_counter
    ),
    "loses-on-error": Liar(
        "a record leaves the queue though the door refused it", ("IO-08",), _returns(704, _kept_after_error)
    ),
    "halts-always": Liar(
        "a lost asynchronous record always halts", ("DROP-02",), _patched(done, "halts_by_policy", lambda _policy: True)
    ),
    "never-halts": Liar(
        "AHLT is not looked at", ("DROP-02",), _patched(done, "halts_by_policy", lambda _policy: False)
    ),
    "sequence-gaps": Liar(
        "sequence numbers go up by two",
        ("ENQ-05",),
        _patched(tokens, "sequence_number", lambda number: b"\x2f" + (2 * number).to_bytes(5, "big", signed=True)[1:]),
    ),
    "sends-too-much": Liar(
        "a full buffer is not sent before the record ends",
        ("IO-04", "TABLE-01", "DOOR-02"),
        _patched(doorio, "bytes_moved", lambda left, _room: left),
    ),
    "hides-a-change": Liar(
        "the count is left out of what changed",
        ("ENQ-07",),
        _each(lambda answer: re.sub(rb'"zone0.count":\d+,', b"", answer)),
    ),
    "forgets-a-step": Liar("every hundredth step is answered and not done", ANY, _Forgetful),
    "refuses": Liar("every step is refused", ANY, _each(lambda _answer: b'{"seq":3,"refused":"no"}')),
    "answers-twice": Liar("each answer comes twice", PROTOCOL, lambda: _Twisted(lambda _, answers: answers * 2)),
    "wrong-numbers": Liar(
        "sequence numbers are not echoed", PROTOCOL, _each(lambda a: a.replace(b'"seq":', b'"seq":1'))
    ),
    "garbage": Liar("answers are not JSON", PROTOCOL, _each(lambda answer: answer[:-1])),
    "no-object": Liar("answers are lists", PROTOCOL, _each(lambda answer: b"[" + answer + b"]")),
    "late": Liar("a fifth of a second for each answer", PROTOCOL, lambda: _Twisted(_late)),
    "silent": Liar("no answer ever comes", PROTOCOL, lambda: _Twisted(_never)),
    "floods": Liar("a line without an end", PROTOCOL, lambda: _Twisted(_flood)),
    "dies": Liar("it dies after a thousand steps", PROTOCOL, lambda: _Ends(1_000)),
}
