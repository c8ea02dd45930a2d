"""At high water a thread waits, or its record is counted and dropped; an asynchronous loss can halt. Nothing hangs."""

import signal
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hiwater_impl.library import AuditContext, AuditHalted, Condition, QueueControl, RecordsLeft
from hiwater_impl.library.mending import mend
from hiwater_impl.library.tokens import text
from hiwater_impl.pipeline.chains import cut
from tests.impl.library.doors import DEADLINE_SECONDS, Absent, Stalling, Taking, until

HIGH_WATER = 10


@contextmanager
def full(door: Stalling, policy: str = "0", *, close_timeout: float = 10.0) -> Iterator[AuditContext]:
    """A context whose queue is full: ten records, of which the daemon has the first in its hands."""
    with AuditContext(
        door=door, policy=policy, high_water=HIGH_WATER, low_water=2, close_timeout=close_timeout
    ) as context:
        for number in range(HIGH_WATER - 1):
            context.audit(1, text(str(number)))
        assert context.queue_state().length == HIGH_WATER
        yield context


def writing(context: AuditContext, words: str) -> threading.Thread:
    """A thread that makes one record, and waits for room."""
    waiting = context.queue_state().writers_waiting
    thread = threading.Thread(target=lambda: context.audit(1, text(words)))
    thread.start()
    until(lambda: context.queue_state().writers_waiting > waiting)
    return thread


def test_a_thread_waits_for_room_and_its_record_comes_behind_the_others() -> None:
    """Without CNT nothing is dropped."""
    door = Stalling()
    with full(door) as context:
        threads = [writing(context, f"waited {number}") for number in range(3)]
        assert context.statistics().wblocked == 3
        door.go.set()
        for thread in threads:
            thread.join(DEADLINE_SECONDS)
            assert not thread.is_alive()
    assert context.statistics().dropped == 0
    assert sorted(door.texts()[HIGH_WATER:]) == ["waited 0", "waited 1", "waited 2"]


def test_with_cnt_a_record_is_counted_and_dropped_at_once() -> None:
    """Nobody waits, and every record is either in the queue or counted."""
    door = Absent()
    with AuditContext(door=door, policy="cnt", high_water=HIGH_WATER, low_water=2, close_timeout=0.05) as context:
        door.gone.set()
        for number in range(HIGH_WATER + 20):
            context.audit(1, text(str(number)))
        with pytest.raises(RecordsLeft) as left:
            context.close()
    found = context.statistics()
    assert found.enqueue + found.dropped == HIGH_WATER + 21
    assert found.dropped >= 20
    assert found.wblocked == 0
    assert left.value.queued == HIGH_WATER


def test_setting_cnt_lets_those_who_wait_drop() -> None:
    """The policy is set while the daemon is gone; who waits is woken and counted."""
    door = Absent()
    with AuditContext(door=door, high_water=HIGH_WATER, low_water=2, close_timeout=10) as context:
        until(lambda: context.queue_state().length == 0)
        door.gone.set()
        for number in range(HIGH_WATER):
            context.audit(1, text(str(number)))
        thread = writing(context, "waited")
        context.policy = "cnt"
        thread.join(DEADLINE_SECONDS)
        assert not thread.is_alive()
        assert context.statistics().dropped == 1
        door.gone.clear()
    assert door.texts()[1:] == [str(number) for number in range(HIGH_WATER)]


def test_turning_auditing_off_lets_those_who_wait_go() -> None:
    """Their records are dropped and counted; what was queued is told as left."""
    door = Stalling()
    with full(door) as context:
        thread = writing(context, "waited")
        context.condition = Condition.OFF
        thread.join(DEADLINE_SECONDS)
        assert not thread.is_alive()
        assert context.statistics().dropped == 1
        with pytest.raises(RecordsLeft, match=r"^10 audit records .*\(auditing is off\)") as left:
            context.close()
    assert left.value.queued == HIGH_WATER
    door.go.set()


def test_leaving_tells_what_was_left_and_what_was_dropped() -> None:
    """A daemon that does not answer: the context ends in time, with one line."""
    door = Stalling()
    begun = time.monotonic()
    with full(door, close_timeout=0.2) as context:
        thread = writing(context, "waited")
        with pytest.raises(RecordsLeft, match=r"^10 audit records were left in the queue and 1 dropped") as left:
            context.close()
    assert time.monotonic() - begun < DEADLINE_SECONDS
    thread.join(DEADLINE_SECONDS)
    assert (left.value.queued, left.value.dropped, thread.is_alive()) == (HIGH_WATER, 1, False)
    door.go.set()


def test_what_is_left_does_not_hide_an_error_of_the_body() -> None:
    """The error comes out, with a note."""
    door = Stalling()
    with pytest.raises(ZeroDivisionError) as caught, full(door, close_timeout=0.1):
        raise ZeroDivisionError
    assert any("10 audit records were left" in note for note in caught.value.__notes__)
    door.go.set()


def test_ctrl_c_comes_out_of_a_thread_that_waits_and_the_queue_goes_on() -> None:
    """The record of the interrupted call is not queued; nobody counts as waiting, and later records arrive."""
    door = Stalling()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with full(door) as context:

            def interrupt() -> None:
                until(lambda: context.queue_state().writers_waiting == 1)
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

            thread = threading.Thread(target=interrupt)
            thread.start()
            with pytest.raises(KeyboardInterrupt):
                context.audit(1, text("interrupted"))
            thread.join(DEADLINE_SECONDS)
            assert context.queue_state().writers_waiting == 0
            assert context.queue_state().length == HIGH_WATER
            door.go.set()
            context.audit(1, text("after"))
    finally:
        signal.signal(signal.SIGINT, before)
    assert door.texts()[-1] == "after"
    assert "interrupted" not in door.texts()


def test_an_asynchronous_event_never_waits() -> None:
    """At high water it is dropped and counted."""
    door = Stalling()
    with full(door) as context:
        for _ in range(1_000):
            assert context.event_async(2, text("y"))
        until(lambda: context.statistics().dropped == 1_000)
        door.go.set()
    assert len(door.taken) == HIGH_WATER


def test_under_ahlt_a_lost_asynchronous_event_halts() -> None:
    """The callback hears why; the context refuses from then on, and who is in line for a softcall is let go."""
    door, heard = Absent(), list[tuple[str, int | None]]()
    with AuditContext(
        door=door, policy="ahlt", high_water=HIGH_WATER, low_water=2, on_halt=lambda *why: heard.append(why)
    ) as context:
        until(lambda: context.queue_state().length == 0)
        door.gone.set()
        for number in range(HIGH_WATER):
            context.audit(1, text(str(number)))
        with pytest.raises(AuditHalted, match=r"halted \(panic, audit_io.c:787\)"):
            deque((context.event_async(2, text("y")) for _ in range(1_000)), maxlen=0)
        with pytest.raises(AuditHalted):
            context.audit(1, text("x"))
        door.gone.clear()
    assert heard == [("panic", 787)]
    assert len(door.taken) == HIGH_WATER + 1


def test_a_door_that_raises_is_one_that_failed() -> None:
    """The record is sent again."""

    class Raising(Taking):
        calls = 0

        def upcall(self, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
            self.calls += 1
            if self.calls == 2:
                raise RuntimeError
            return super().upcall(kind, payload)

    door = Raising()
    with AuditContext(door=door) as context:
        context.audit(1, text("x"))
    assert door.texts() == ["booting kernel", "x"]


def test_what_a_ctrl_c_left_half_done_is_mended() -> None:
    """A record that is linked and not counted, with the tail not moved and the lock held: what comes next is kept."""
    door = Stalling()
    with full(door) as context:
        queue = context._session.system.contexts[0].queue
        queue.lock.enter(None, 372)
        assert queue.tail is not None
        queue.tail.next_record = cut(bytes(queue.tail.data))
        mend(context._session.system.contexts[0])
        assert not queue.lock.is_held()  # type: ignore[attr-defined]
        assert (queue.count, context.queue_state().length) == (HIGH_WATER + 1, HIGH_WATER + 1)
        context.queue_control = QueueControl(100, 2, 8192, 20)
        context.audit(1, text("after"))
        door.go.set()
    assert door.texts()[-3:] == ["8", "8", "after"]
