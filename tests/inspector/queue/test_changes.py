"""Changes between views: whatever happens to a run, applying them to the old view gives the new one, as JSON."""

import json
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hiwater_inspector.web.queue.changes import applied, changes
from hiwater_inspector.web.queue.picture import flags_of, window
from hiwater_inspector.web.queue.view import (
    BIN_RECORDS,
    SLOTS_MOST,
    TRANSITIONS,
    Counters,
    Fragment,
    Queue,
    Record,
    Room,
    Thread,
    View,
)

NAMES = tuple(f"user{number}" for number in range(5))


def test_a_view_does_not_differ_from_itself() -> None:
    """Nothing is sent when nothing happened."""
    assert changes(View(), View()) == []


def test_a_change_that_is_left_out_is_missed() -> None:
    """The comparison of the machines below can fail: each change is needed."""
    before = View(threads=(Thread(name="user0"),))
    threads = (Thread(name="user0", words="asleep on write_cv"),)
    after = before.model_copy(update={"at": 7, "threads": threads, "writers": Room(asleep=("user0",))})
    made, start = changes(before, after), before.model_dump(mode="json")
    assert [change.op for change in made] == ["set", "set", "sleep"]
    for index in range(len(made)):
        assert applied(start, made[:index] + made[index + 1 :]) != after.model_dump(mode="json")
    assert applied(start, made) == after.model_dump(mode="json")


def test_the_cost_of_a_change_is_that_of_the_change() -> None:
    """One record leaves a queue of 100,000: a handful of small changes, not the window."""
    records = [Record(number=number, size=100) for number in range(100_001)]
    sizes = [100 * number for number in range(100_002)]
    before = View(queue=Queue(length=100_000).model_copy(update=window(records, sizes, 0, 100_000)))
    after = View(queue=Queue(length=100_000).model_copy(update=window(records, sizes, 1, 100_001)))
    made = changes(before, after)
    assert len(json.dumps(made)) < 1000
    assert applied(before.model_dump(mode="json"), made) == after.model_dump(mode="json")
    assert len(after.queue.slots) == SLOTS_MOST
    assert sum(one.records for one in after.queue.bins) == 100_000 - SLOTS_MOST


class Views(RuleBasedStateMachine):
    """A view that lives; a client that gets changes now and then, after any number of things."""

    def __init__(self) -> None:
        super().__init__()
        self.view = View(threads=tuple(Thread(name=name) for name in NAMES), policy=flags_of(0))
        self.known = self.view
        self.client: dict[str, Any] = self.view.model_dump(mode="json")
        self.records: list[Record] = []
        self.sizes = [0]
        self.first = 0

    def _set(self, **parts: Any) -> None:
        self.view = self.view.model_copy(update=parts)

    def _requeue(self) -> None:
        part = window(self.records, self.sizes, self.first, len(self.records))
        self._set(queue=self.view.queue.model_copy(update={"length": len(self.records) - self.first, **part}))

    @rule(times=st.sampled_from([1, 2, 30, BIN_RECORDS, SLOTS_MOST + 7]), size=st.integers(1, 500))
    def enqueue(self, times: int, size: int) -> None:
        """Records join at the tail."""
        for _ in range(times):
            self.records.append(Record(number=len(self.records), size=size))
            self.sizes.append(self.sizes[-1] + size)
        self._requeue()

    @rule(times=st.sampled_from([1, 2, 31, BIN_RECORDS, 2 * SLOTS_MOST]))
    def dequeue(self, times: int) -> None:
        """Records leave at the head."""
        self.first = min(len(self.records), self.first + times)
        self._requeue()

    @rule(name=st.sampled_from(NAMES))
    def sleep(self, name: str) -> None:
        """A writer falls asleep."""
        if name not in self.view.writers.asleep:
            self._set(writers=Room(asleep=(*self.view.writers.asleep, name)))

    @rule(some=st.sets(st.sampled_from(NAMES)))
    def wake(self, some: set[str]) -> None:
        """Some are woken."""
        left = tuple(name for name in self.view.writers.asleep if name not in some)
        self._set(writers=Room(asleep=left, words=f"{len(left)} asleep"))

    @rule(asleep=st.permutations(NAMES))
    def sleepers_are_others(self, asleep: list[str]) -> None:
        """Any other sleepers, in any order."""
        self._set(readers=Room(asleep=tuple(asleep[:3])))

    @rule(index=st.integers(0, len(NAMES) - 1), words=st.text(max_size=5))
    def thread_does(self, index: int, words: str) -> None:
        """One thread is said otherwise."""
        threads = list(self.view.threads)
        threads[index] = threads[index].model_copy(update={"words": words})
        self._set(threads=tuple(threads))

    @rule()
    def a_thread_joins(self) -> None:
        """The list of threads has another length."""
        self._set(threads=(*self.view.threads, Thread(name=f"late{len(self.view.threads)}")))

    @rule(transition=st.sampled_from(TRANSITIONS))
    def fragment(self, transition: tuple[str, str]) -> None:
        """A buffer was sent."""
        self._set(fragment=Fragment(state=transition[1], transition=transition))

    @rule(bits=st.integers(0, 0x1FFF), written=st.integers(0, 9))
    def flags_and_counters(self, bits: int, written: int) -> None:
        """Policy and counters."""
        self._set(policy=flags_of(bits), counters=Counters(as_written=written))

    @rule()
    def another_moment(self) -> None:
        """A seek: numbers begin anew, and the client gets a snapshot."""
        self.records, self.sizes, self.first = [], [0], 0
        self._requeue()
        self.known, self.client = self.view, self.view.model_dump(mode="json")

    @invariant()
    def a_client_that_always_asks_has_the_view(self) -> None:
        """Applying gives what is."""
        made = json.loads(json.dumps(changes(self.known, self.view)))
        self.client = applied(self.client, made)
        self.known = self.view
        assert self.client == self.view.model_dump(mode="json")


class LateViews(Views):
    """The same with a client that asks once in a while."""

    @invariant()
    def a_client_that_always_asks_has_the_view(self) -> None:
        """Not this one."""

    @rule()
    def ask(self) -> None:
        """Everything since the last time, at once."""
        super().a_client_that_always_asks_has_the_view()


Views.TestCase.settings = settings(max_examples=20, stateful_step_count=15)
LateViews.TestCase.settings = settings(max_examples=20, stateful_step_count=25)
TestViews = Views.TestCase
TestLateViews = LateViews.TestCase
