"""What has passed the queue and the door so far in a driven run: a fold over answers and events, step by step.

The daemon here is the model's: it puts fragments together and keeps whole records, as auditd does. One zone is told,
the global one.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from hiwater_conform.wire_values import Wire
from hiwater_inspector.web.queue.trusted import is_asked
from hiwater_inspector.web.queue.view import FRAGMENT_STATES, Record
from hiwater_model.constants import COMPLETE, EAGAIN, LAST, MIDDLE, NOTIFY, SEQUENCE_TOKEN_BYTES, TRAILER_TOKEN_BYTES
from hiwater_model.neighbours.daemon import Daemon, receive
from hiwater_model.steps import Answer, Step


class Waiting(NamedTuple):
    """A buffer at the door, not answered yet."""

    thread: str
    type: int
    size: int
    data: str
    """Hexadecimal."""
    record: int | None
    begin: int


class Passage(NamedTuple):
    """Everything up to one step. Records are known by their numbers: those from `first`, before `end`, are queued."""

    first: int = 0
    end: int = 0
    waiting: Waiting | None = None
    type: int = COMPLETE
    """Of the last buffer that held a record, or a part of one."""
    transition: tuple[str, str] | None = None
    sent: int = 0
    """How many bytes of the record have been given to the door."""
    daemon: Daemon = Daemon()
    tossed: int = 0
    delivered: int = 0
    trail_size: int = 0
    trail_record: int | None = None
    """The number of the record that reached the trail last."""
    error: int = 0
    """What the door answered last; 0 is no error, -1 what is not an error but no success either."""


_SEQUENCE: Final = (2 * SEQUENCE_TOKEN_BYTES, 2 * (SEQUENCE_TOKEN_BYTES + TRAILER_TOKEN_BYTES))
NO_PASSAGE: Final = Passage()


class Stride(NamedTuple):
    """What a step did to the queue and at its door."""

    thread: str
    """Who went on."""
    removed: int
    appended: int
    events: list[Mapping[str, Wire]]
    begins: bool
    """Whoever asks the door has begun au_doorio anew, so the fragment machine began with COMPLETE."""
    new_door: bool
    """Another daemon is there: it knows nothing of the pieces that the one before had."""


def after_step(before: Passage, step: Step, stride: Stride) -> tuple[Passage, bytes | None]:
    """The passage after a step, and a record that reached the daemon whole."""
    passage, arrived = _answered(before, step, stride.thread)
    end = passage.end + stride.appended
    passage = passage._replace(first=min(end, passage.first + stride.removed), end=end)
    if stride.new_door:
        passage = passage._replace(daemon=Daemon(), error=0)
    for event in stride.events:
        if is_asked(event):
            passage = _asked(passage, event, anew=stride.begins)
    return passage, arrived


def _answered(passage: Passage, step: Step, thread: str) -> tuple[Passage, bytes | None]:
    waiting = passage.waiting
    if not isinstance(step, Answer) or waiting is None or waiting.thread != thread:
        return passage, None
    failed = step.error if step.error else int(step.reply != 0) * -1
    passage = passage._replace(waiting=None, error=failed)
    if step.error == EAGAIN:
        return passage, None
    received = receive(passage.daemon, waiting.type, bytes.fromhex(waiting.data))
    passage = passage._replace(daemon=received.daemon, tossed=passage.tossed + len(received.tossed))
    if received.record is None:
        return passage, None
    size = passage.trail_size + len(received.record)
    passage = passage._replace(delivered=passage.delivered + 1, trail_size=size, trail_record=waiting.record)
    return passage, received.record


def _asked(passage: Passage, event: Mapping[str, Any], *, anew: bool) -> Passage:
    kind, thread, data = event["type"], event["thread"], event["bytes"]
    if kind & NOTIFY:
        return passage._replace(waiting=Waiting(thread, kind, event["size"], data, None, 0))
    begin = passage.sent if kind in (MIDDLE, LAST) else 0
    transition = (FRAGMENT_STATES[COMPLETE if anew else passage.type], FRAGMENT_STATES[kind])
    waiting = Waiting(thread, kind, event["size"], data, passage.first, begin)
    return passage._replace(waiting=waiting, type=kind, transition=transition, sent=begin + event["size"])


def record_of(number: int, chain: list[str], kind: Any, event: str, thread: str) -> Record:
    """A record as it was queued; its sequence token begins a membuf, which holds at most the trailer besides."""
    token = next((membuf for membuf in reversed(chain) if len(membuf) in _SEQUENCE and membuf.startswith("2f")), None)
    return Record(
        number=number,
        size=sum(map(len, chain)) // 2,
        kind=kind,
        event=event,
        thread=thread,
        sequence=None if token is None else int(token[2:10], 16),
    )
