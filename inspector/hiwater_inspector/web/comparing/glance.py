"""One side at one step, small enough for a picture: the queue against its marks, the door buffer, who sleeps where."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, Field

from hiwater_conform.telling.names import BUFFER_TYPES, STATES
from hiwater_conform.telling.words import wait_in_words
from hiwater_conform.wire_values import Wire
from hiwater_inspector.web.comparing.comparison import Comparison, Said

SLOTS_MOST: Final = 64
_ASLEEP: Final = ("asleep", "timed")


class Sleeper(BaseModel):
    """A thread that does not run, and why."""

    thread: str = Field(examples=["user1"])
    words: str = Field(examples=["sleeps on write_cv of zone0 (audit_io.c:493)"])
    asleep: bool


class Glance(BaseModel):
    """The first zone of one side; sizes are bytes, the head of the queue first."""

    state: str = Field(examples=["AUDITING"])
    count: int
    high_water: int
    low_water: int
    sizes: list[int]
    buffer_length: int
    buffer_size: int
    threads: list[Sleeper]
    halted: bool


class Passed(BaseModel):
    """What went to the door in one step, or came back."""

    step: int
    kind: str = Field(examples=["FIRST", "answer 0", "answer EBADF"])
    size: int
    answer: bool


def glance(seen: Mapping[str, Wire]) -> Glance:
    """Of an observation. A side may leave out or distort any key: what is no number is 0."""
    records = seen.get("zone0.records")
    records = records if isinstance(records, list) else []
    state = seen.get("zone0.state")
    return Glance(
        state=STATES.get(state, str(state)) if isinstance(state, int) else str(state),
        count=_number(seen, "zone0.count"),
        high_water=_number(seen, "zone0.high_water"),
        low_water=_number(seen, "zone0.low_water"),
        sizes=[_size(record) for record in records[:SLOTS_MOST]],
        buffer_length=_number(seen, "zone0.buffer_length"),
        buffer_size=_number(seen, "zone0.buffer_size"),
        threads=list(_threads(seen)),
        halted=bool(seen.get("halted")),
    )


def traffic(comparison: Comparison, side: int) -> Iterator[Passed]:
    """Buffers and answers of one side (0 is the left), in order."""
    for number, (step, compared) in enumerate(zip(comparison.run.steps, comparison.steps, strict=False), start=1):
        said: Said = (compared.left, compared.right)[side]
        error = getattr(step, "error", None)
        if error is not None:
            yield Passed(step=number, kind=compared.words.partition(": ")[2] or "answer", size=0, answer=True)
        for event in said.events:
            if isinstance(event, Mapping) and event.get("event") == "asked":
                kind = BUFFER_TYPES.get(event.get("type", -1), str(event.get("type")))
                size = event.get("size")
                yield Passed(step=number, kind=kind, size=size if isinstance(size, int) else 0, answer=False)


def _threads(seen: Mapping[str, Wire]) -> Iterator[Sleeper]:
    for key, wait in seen.items():
        if key.endswith(".wait") and isinstance(wait, Sequence) and wait and wait[0] != "idle":
            try:
                words = wait_in_words(wait)
            except (KeyError, IndexError, TypeError, ValueError):
                words = str(wait)
            yield Sleeper(thread=key.removesuffix(".wait"), words=words, asleep=wait[0] in _ASLEEP)


def _number(seen: Mapping[str, Wire], key: str) -> int:
    value = seen.get(key)
    return value if isinstance(value, int) else 0


def _size(record: Any) -> int:
    try:
        return sum(len(piece) // 2 for piece in record)
    except TypeError:
        return 0
