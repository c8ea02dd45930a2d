"""From line to line of a trace: who runs, sleeps, waits; what is queued, at the door, put together by the daemon.

A line costs some microseconds, whatever is queued. What lines do not tell (counters, marks) is given in `words`.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, Final

from hiwater_inspector.web.live.state import Asked, Kept, Standing, State, Words
from hiwater_inspector.web.queue.view import Doing, Kind
from hiwater_model.constants import COMPLETE, EAGAIN, FLAG_DEFER, LAST, MIDDLE, NOTIFY
from hiwater_model.neighbours.daemon import Daemon, receive

_APPENDED_AT: Final = 403
_DEQUEUED_AT: Final = 446
_DOOR_TAKEN: Final = frozenset({550, "auditdoor:lock", "output:release"})
_DOOR_LEFT: Final = frozenset({554, 568, "auditdoor:unlock", "output:ended"})
_SLEEPS_ON: Final = {493: "write_cv", "output:sleep": "read_cv", 561: "again_cv"}
_SEQUENCE_ID: Final = 0x2F
_SEQUENCE_BYTES: Final = 5
_TRAILER: Final = b"\x13\xb1\x05"
_TRAILER_BYTES: Final = 7
_WORK_ENDS: Final = frozenset({376, _APPENDED_AT, 514, "dont_stop:unlock"})
"""Where softint or clock leaves its last lock."""
_OWN_WORK: Final = frozenset({"softint", "clock"})
Facts = Sequence[Any]


class Folding:
    """The present state, made of lines; `records` gets every record that is queued, by its number."""

    def __init__(self, names: tuple[str, ...], words: Words, keep: Callable[[Kept], None]) -> None:
        self._keep = keep
        self._threads = {name: Standing(name) for name in names}
        for name in names:
            if name.startswith("reader"):
                self._threads[name] = Standing(name, Doing.GONE)
        self.words = words
        self._at = 0
        self._first = self._end = 0
        self._writers: tuple[str, ...] = ()
        self._readers: tuple[str, ...] = ()
        self._softcalls: tuple[Kept | None, ...] = ()
        self._door_holder = ""
        self._asked: Asked | None = None
        self._payload = b""
        self._type, self._sent = COMPLETE, 0
        self._transition: tuple[int, int] | None = None
        self._anew = True
        self._daemon = Daemon()
        self._tossed = self._delivered = self._trail_size = self._error = 0
        self._trail_record: int | None = None

    def state(self, event: str = "", thread: str = "", place: Any = None) -> State:
        """The present one; the arguments say which line made it."""
        return State(
            self._at,
            event,
            thread,
            place,
            tuple(self._threads.values()),
            self._first,
            self._end,
            self._writers,
            self._readers,
            self._softcalls,
            self._door_holder,
            self._asked,
            self._type,
            self._transition,
            self._sent,
            self._daemon,
            self._tossed,
            self._delivered,
            self._trail_size,
            self._trail_record,
            self._error,
            self.words,
        )

    def take(self, line: Sequence[Any]) -> State:
        """The state after one line more: event, thread, facts, as `hiwater_impl.surroundings.traced` makes them."""
        self.pass_over(line)
        event, thread, *facts = line
        return self.state(event, thread, facts[0] if facts else None)

    def pass_over(self, line: Sequence[Any]) -> None:
        """One line more, after which nobody will look."""
        event, thread, *facts = line
        self._at += 1
        tell = _TELLING.get(event)
        was = self._threads.get(thread)
        if tell is not None and was is not None:
            tell(self, was, facts)

    def door_is_new(self) -> None:
        """Another connection: what the daemon had of a record is lost to it."""
        self._daemon = Daemon()

    def _moves(self, was: Standing, doing: Doing, at: Any, condition: str | None = None, asked_for: str = "") -> None:
        """A thread within its call. Spelt out, since it is done for most lines: `_replace` takes five times as long."""
        self._threads[was.name] = Standing(
            was.name, doing, was.function, was.syscall, at, condition, asked_for, was.written, was.deferred, was.event
        )

    def _called(self, was: Standing, facts: Facts) -> None:
        call = facts[0]
        function = call["function"]
        syscall, written, deferred, event = was.syscall, was.written, was.deferred, was.event
        if function == "au_write":
            written += sum(map(len, call["token"])) // 2
        elif function == "au_close" and call["flag"] & FLAG_DEFER:
            deferred = (*deferred, Kept(-1, written, Kind.DEFERRED, call["event"], was.name, None, b""))
            written = 0
        elif function == "syscall_enter":
            syscall, event = call["number"], call["event"]
        wants = "door lock" if function == "auditdoor" else ""
        self._threads[was.name] = Standing(
            was.name, Doing.RUNNING, function, syscall, None, None, wants, written, deferred, event
        )

    def _returned(self, was: Standing, facts: Facts) -> None:
        if facts[0] == "syscall_exit":
            self._threads[was.name] = Standing(was.name)
            return
        self._threads[was.name] = Standing(
            was.name, Doing.IDLE, "", was.syscall, None, None, "", was.written, was.deferred, was.event
        )

    def _entered(self, was: Standing, facts: Facts) -> None:
        if facts[0] in _DOOR_TAKEN:
            self._door_holder = was.name
        self._moves(was, Doing.RUNNING, facts[0])

    def _left(self, was: Standing, facts: Facts) -> None:
        at, doing = facts[0], was.doing
        if at in _DOOR_LEFT:
            self._door_holder = ""
        if at == _APPENDED_AT:
            was = self._appended(was, facts)
        elif at == _DEQUEUED_AT:
            self._first = self._end - facts[2]
        elif at == "output:ended":
            doing, at, self._anew = Doing.GONE, None, True
        if was.name in _OWN_WORK and at in _WORK_ENDS:
            doing, at = Doing.IDLE, None
        self._moves(was, doing, at)

    def _appended(self, was: Standing, facts: Facts) -> Standing:
        data, lengths = facts[-2], facts[-1]
        kind = Kind.SYNCHRONOUS
        if was.name == "softint":
            kind = Kind.SOFTCALL
        elif was.deferred:
            kind = Kind.DEFERRED
            was = was._replace(deferred=was.deferred[1:])
        event = int.from_bytes(data[6:8])
        self._keep(Kept(self._end, len(data), kind, event, was.name, _sequence(data, lengths), data))
        self._end += 1
        return was

    def _sleeps(self, was: Standing, facts: Facts) -> None:
        at = facts[0]
        condition = _SLEEPS_ON[at]
        if condition == "write_cv":
            self._writers = (*self._writers, was.name)
        elif condition == "read_cv":
            self._readers = (*self._readers, was.name)
            self._anew = True
        self._moves(was, Doing.WAITING if condition == "again_cv" else Doing.ASLEEP, at, condition)

    def _woke(self, was: Standing, facts: Facts) -> None:
        self._writers = tuple(name for name in self._writers if name != was.name)
        self._readers = tuple(name for name in self._readers if name != was.name)
        self._moves(was, Doing.RUNNING, facts[0])

    def _broadcast(self, _was: Standing, facts: Facts) -> None:
        """All who sleep there are woken; each goes on once it has the lock."""
        if facts[1] == "write":
            woken, self._writers = self._writers, ()
        else:
            woken, self._readers = self._readers, ()
        for name in woken:
            sleeper = self._threads[name]
            self._moves(sleeper, Doing.BLOCKED, sleeper.at, sleeper.condition, "queue lock")

    def _writes(self, was: Standing, facts: Facts) -> None:
        wants = "door lock" if facts[0] == "setpolicy:local" and self.words.door else ""
        self._moves(was, was.doing, facts[0], None, wants)

    def _asks(self, was: Standing, facts: Facts) -> None:
        kind, payload = facts[1], facts[2]
        self._moves(was, Doing.AT_THE_DOOR, 551)
        self._payload = payload
        if kind & NOTIFY:
            self._asked = Asked(was.name, kind, len(payload), None, 0)
            return
        begin = self._sent if kind in (MIDDLE, LAST) else 0
        self._transition = (COMPLETE if self._anew else self._type, kind)
        self._anew = False
        self._type, self._sent = kind, begin + len(payload)
        self._asked = Asked(was.name, kind, len(payload), self._first, begin)

    def _answered(self, was: Standing, facts: Facts) -> None:
        self._moves(was, Doing.RUNNING, was.at)
        asked, self._asked = self._asked, None
        if asked is None:
            return
        error, reply = facts[0], facts[1]
        done = error == 0 and reply is not None and not any(reply[:4])
        self._error = error or (0 if done else -1)
        if asked.kind in (MIDDLE, LAST) and error == EAGAIN:
            self._sent = asked.begin
        if not done:
            self._anew = self._anew or error != EAGAIN
            return
        received = receive(self._daemon, asked.kind, self._payload)
        self._daemon = received.daemon
        self._tossed += len(received.tossed)
        if received.record is not None:
            self._delivered += 1
            self._trail_size += len(received.record)
            self._trail_record = asked.record

    def _softcall(self, was: Standing, facts: Facts) -> None:
        entry = facts[0]
        kept = None if entry is None else Kept(-1, len(entry[4]), Kind.SOFTCALL, entry[0], was.name, None, b"")
        self._softcalls = (*self._softcalls, kept)

    def _begun(self, was: Standing, _facts: Facts) -> None:
        self._softcalls = self._softcalls[1:]
        self._moves(was, Doing.RUNNING, None)

    def _fired(self, was: Standing, facts: Facts) -> None:
        self._threads[was.name] = was._replace(doing=Doing.RUNNING, function=facts[0])

    def _armed(self, was: Standing, _facts: Facts) -> None:
        """A kick ends by arming the next one; an output thread begins by arming its own."""
        doing = Doing.IDLE if was.name == "clock" else Doing.RUNNING
        self._threads[was.name] = was._replace(doing=doing, function="")

    def _lacked(self, was: Standing, facts: Facts) -> None:
        self._moves(was, was.doing, facts[0])


def _sequence(data: bytes, lengths: Sequence[int]) -> int | None:
    """Of the sequence token: a membuf begins with it, and only a trailer follows."""
    place = len(data) - _SEQUENCE_BYTES
    if data[-_TRAILER_BYTES:].startswith(_TRAILER):
        place -= _TRAILER_BYTES
    if place <= 0 or data[place] != _SEQUENCE_ID or place not in accumulate(lengths):
        return None
    return int.from_bytes(data[place + 1 : place + _SEQUENCE_BYTES])


_TELLING: Final[dict[str, Callable[[Folding, Standing, Facts], None]]] = {
    "called": Folding._called,
    "returned": Folding._returned,
    "entered": Folding._entered,
    "left": Folding._left,
    "sleeps": Folding._sleeps,
    "woke": Folding._woke,
    "broadcast": Folding._broadcast,
    "writes": Folding._writes,
    "asked": Folding._asks,
    "answered": Folding._answered,
    "softcall": Folding._softcall,
    "begun": Folding._begun,
    "fired": Folding._fired,
    "armed": Folding._armed,
    "lacked": Folding._lacked,
}
