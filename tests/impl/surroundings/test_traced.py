"""What the traced surroundings write: each event once, in its place, in the form of the protocol."""

import io
import json
import threading
from typing import Any

import pytest

from hiwater_impl.pipeline.chains import Chain
from hiwater_impl.pipeline.outcomes import Halted
from hiwater_impl.pipeline.thread import Deferred
from hiwater_impl.surroundings.threaded import Threaded
from hiwater_impl.surroundings.traced import Traced

SECONDS = 20.0
"""After which a wait counts as hung."""


class _Someone:
    def __init__(self, name: str) -> None:
        self.name = name


class _Queue:
    count, writers, reader = 3, 1, 0
    tail = Chain(b"abcde", [2, 3])


class _Context:
    zone, sequence = 0, 7
    queue = _Queue()


def _traced(inner: Threaded | None = None) -> tuple[Traced, io.BytesIO]:
    file = io.BytesIO()
    traced = Traced(inner or Threaded(on_halt=lambda reason, line: None), {"trace": 1}, file)
    traced.watch([_Context()])
    return traced, file


def _lines(traced: Traced, file: io.BytesIO) -> list[dict[str, Any]]:
    traced.close()
    first, *lines = map(json.loads, file.getvalue().splitlines())
    assert first == {"trace": 1}
    assert lines.pop() == {"event": "ended"}
    return lines


def test_a_lock_tells_facts_before_it_is_given_up() -> None:
    """Queue, sequence number, and at 403 the record in its membufs; the door lock has no facts."""
    traced, file = _traced()
    user = _Someone("user0")
    queue, door = traced.lock("queue lock", 0), traced.lock("door lock", 0)
    queue.enter(user, 372)
    queue.exit(user, 403)
    door.enter(user, 550)
    door.exit(user, 568)
    facts = {"count": 3, "writers": 1, "reader": 0, "sequence": 7}
    assert _lines(traced, file) == [
        {"event": "entered", "thread": "user0", "at": 372, "zone": 0},
        {"event": "left", "thread": "user0", "at": 403, "zone": 0, **facts, "record": ["6162", "636465"]},
        {"event": "entered", "thread": "user0", "at": 550, "zone": 0},
        {"event": "left", "thread": "user0", "at": 568, "zone": 0},
    ]


def test_sleep_is_told_before_and_waking_after() -> None:
    """Between the two another thread takes the lock and broadcasts."""
    traced, file = _traced()
    lock = traced.lock("queue lock", 0)
    condition = traced.condition("write_cv", 0, lock)
    ready = threading.Event()

    def sleeper() -> None:
        user = _Someone("user0")
        lock.enter(user, 372)
        ready.set()
        condition.wait(user, 493)
        lock.exit(user, 376)

    thread = threading.Thread(target=sleeper, daemon=True)
    thread.start()
    assert ready.wait(SECONDS)
    other = _Someone("user1")
    lock.enter(other, "setcond:lock")
    condition.broadcast()
    lock.exit(other, "setcond:unlock")
    thread.join(SECONDS)
    assert [(line["event"], line["thread"]) for line in _lines(traced, file)] == [
        ("entered", "user0"),
        ("sleeps", "user0"),
        ("entered", "user1"),
        ("broadcast", "user1"),
        ("left", "user1"),
        ("woke", "user0"),
        ("left", "user0"),
    ]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((0, (5).to_bytes(4, "little")), (0, 5)),
        ((0, (-1).to_bytes(4, "little", signed=True)), (0, -1)),
        ((0, None), (0, None)),
        ((0, b""), (0, "unchanged")),
        ((0, b"\x07"), (0, 7)),
        ((11, None), (11, None)),
    ],
)
def test_an_answer_is_told_as_its_code(answer: tuple[int, bytes | None], told: tuple[int, Any]) -> None:
    """A short reply lies over the size that was sent, here 3 bytes: one byte of it leaves the other three, zeros."""

    class Door:
        def upcall(self, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
            return answer

    traced, file = _traced()
    given = traced.ask_door(_Someone("reader0"), 551, _Context(), Door(), 1, memoryview(b"xyz"))
    assert given == answer
    asked, answered = _lines(traced, file)
    assert asked == {"event": "asked", "thread": "reader0", "zone": 0, "type": 1, "size": 3, "bytes": "78797a"}
    assert (answered["error"], answered["reply"]) == told


def test_softcalls_are_told_in_their_order_with_what_they_were_given() -> None:
    """The chain as it was when it was appended, though the softcall makes it longer; then `begun` for each."""
    inner = Threaded(on_halt=lambda reason, line: None)
    inner.new_thread = lambda name, zone: _Someone(name)
    traced, file = _traced(inner)
    done = threading.Semaphore(0)

    def work(_softint: Any, entry: Any) -> None:
        if isinstance(entry, Deferred):
            entry.chain.pack_one(b"more")
        done.release()

    user = _Someone("user0")
    for number in range(300):  # more than there are slots
        traced.softcall(user, work, Deferred(number, 0, 3, (1, 2), Chain(b"ab", [2])))
    traced.softcall(user, work, Chain(b"ab", [2]))
    for _ in range(301):
        assert done.acquire(timeout=SECONDS)
    inner.close()
    lines = _lines(traced, file)
    appended = [line["softcall"] for line in lines if line["event"] == "softcall"]
    assert appended == [*(["finish", number, 0, 3, [1, 2], ["6162"]] for number in range(300)), ["free"]]
    pending = 0
    for line in lines:
        pending += 1 if line["event"] == "softcall" else -1
        assert 0 <= pending <= 200
    assert pending == 0


def test_timers_are_told_by_the_thread_that_arms_them() -> None:
    """Armed by whoever took a lock last on this thread; fired by the clock."""
    inner = Threaded(on_halt=lambda reason, line: None)
    inner.new_thread = lambda name, zone: _Someone(name)
    traced, file = _traced(inner)
    fired = threading.Event()

    def kick(_clock: Any, _context: Any) -> None:
        fired.set()

    traced.runs(_Someone("reader0"))
    traced.timer(1, kick, _Context())
    assert fired.wait(SECONDS)
    inner.close()
    assert _lines(traced, file) == [
        {"event": "armed", "thread": "reader0", "timer": "kick", "zone": 0, "ticks": 1},
        {"event": "fired", "thread": "clock", "timer": "kick", "zone": 0},
    ]


def test_a_halt_is_the_last_line() -> None:
    """What others do for a moment longer is not told, and there is no `ended`."""
    traced, file = _traced()
    with pytest.raises(Halted):
        traced.halt(_Someone("softint"), "panic", 787)
    traced.lock("door lock", 0).enter(_Someone("user0"), 550)
    traced.close()
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert lines[1:] == [{"event": "halted", "thread": "softint", "reason": "panic", "line": 787}]


def test_calls_writes_and_messages() -> None:
    """The rest of the events."""
    traced, file = _traced()
    user = _Someone("user0")
    traced.call_begins(user, {"function": "auditon_setpolicy", "policy": 0})
    traced.write(user, "setpolicy:local", "policy", 0)
    traced.tell(user, "printed", 89)
    traced.tell(user, "freed", [3])
    traced.call_returns(user, "auditon_setpolicy", 0)
    assert [line["event"] for line in _lines(traced, file)] == ["called", "writes", "printed", "returned"]


def test_memory_that_was_not_there() -> None:
    """Only its lack is told."""

    class Short(Threaded):
        def memory(self, thread: Any, at: Any, what: str, *, may_sleep: bool) -> bool:
            return what != "descriptor"

    traced, file = _traced(Short(on_halt=lambda reason, line: None))
    user = _Someone("user0")
    assert traced.memory(user, 302, "membuf", may_sleep=True)
    assert not traced.memory(user, 151, "descriptor", may_sleep=False)
    assert _lines(traced, file) == [{"event": "lacked", "thread": "user0", "at": 151}]
