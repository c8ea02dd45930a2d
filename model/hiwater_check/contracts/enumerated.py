"""What CrossHair cannot decide, gone through case by case in plain Python, each at a bound that it names.

Masks of sixteen bits, bytes at every place of a membuf, and loops of unknown length are beyond the solver. Not good
for: anything beyond the named bound.
"""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Final, NamedTuple

from hiwater_check.contracts.skeleton import READER, START, at_once, run, with_zone
from hiwater_model import decisions, tokens
from hiwater_model.configuration import Granularity
from hiwater_model.constants import FIRST, LAST, MIDDLE, POLICY_SEQUENCE, POLICY_TRAILER, POLICY_ZONENAME
from hiwater_model.draft import Draft
from hiwater_model.examples import GLOBAL_ZONE, IN_SYSTEM_CALL, WORLD
from hiwater_model.fifo import Fifo
from hiwater_model.machine import Machine, Wait
from hiwater_model.membufs import Chain, cut, size
from hiwater_model.neighbours.output_thread import OutputThread
from hiwater_model.producers import enqueue
from hiwater_model.reader.door import DoorUpcall
from hiwater_model.reader.doorio import DoorIo
from hiwater_model.relation import apply, start
from hiwater_model.steps import Answer, AuClose, AuWrite, Call

_TIME: Final = (1, 2)


class Enumerated(NamedTuple):
    """A property, its bound in words, and how many cases it was looked at; the first case that breaks it, or None."""

    name: str
    bound: str
    cases: int
    broken: str | None


class Enumeration(NamedTuple):
    """A property over cases: `cases` gives each as words and whether it holds."""

    name: str
    bound: str
    cases: Callable[[], Iterator[tuple[object, bool]]]


def enumerate_all() -> list[Enumerated]:
    """Go through every property; a property with no case at all is broken too."""
    return [through(one) for one in ENUMERATIONS]


def through(one: Enumeration) -> Enumerated:
    """Go through every case of one property."""
    count, broken = 0, None
    for case, holds in one.cases():
        count += 1
        if not holds and broken is None:
            broken = repr(case)
    return Enumerated(one.name, one.bound, count, broken if count else "there was no case")


def _words_of_policy() -> Iterator[tuple[object, bool]]:
    for word in range(2**16):
        drops = word % 2 == 1
        halts = word // 2 % 2 == 1
        yield word, (decisions.drops_by_policy(word), decisions.halts_by_policy(word)) == (drops, halts)


def _flags_and_states() -> Iterator[tuple[object, bool]]:
    for flag, syscall in product(range(16), range(4)):
        asked = flag // 4 % 2 == 1 and syscall not in (0, 1)
        yield (flag, syscall), decisions.is_deferred(flag, syscall) == (flag // 2 % 2 == 1 or asked)
    for state, event in product(range(256), (0, 112, 113, 114)):
        yield (state, event), decisions.closes_a_record(state, event) == (state in (0, 1, 4, 5) or event == 113)


def _places_of_the_time() -> Iterator[tuple[object, bool]]:
    membuf = bytes(range(128))
    for offset, wide in product(range(121), (True, False)):
        field = tokens.time_field(_TIME, wide)
        if offset + len(field) > 128:
            continue
        frame = enqueue.Enqueue(372, 0, (membuf,), offset, None, wide=wide, dont_block=True)
        thread = START.threads[0]._replace(wait=Wait("enter", 372, "queue lock", 0), frames=(frame,))
        after = run(START._replace(threads=(thread, *START.threads[1:])))[0]
        (record,) = after.zones[0].queue.records.at(0)
        now = tokens.time_field((1_000_000_000, 0), wide)
        yield (offset, wide), record == membuf[:offset] + now + membuf[offset + len(now) :]


def _sizes_of_records() -> Iterator[tuple[object, bool]]:
    bits = (0, POLICY_SEQUENCE, POLICY_TRAILER, POLICY_ZONENAME)
    words = {first | second | third for first, second, third in product(bits, repeat=3)}
    lengths = (1, 2, 90, 109, 110, 127, 128, 129, 300)
    for word, host, width, length in product(sorted(words), (0, 4, 16), (32, 64), lengths):
        zone = GLOBAL_ZONE._replace(
            policy=word, host_valid=int(host > 0), host_type=host or 4, host_address=bytes((9,)) * (host or 4)
        )
        world = WORLD._replace(width=width, zones=(zone,), threads=(IN_SYSTEM_CALL,))
        machine = start(world)
        machine = apply(machine, Call(0, AuWrite("local", cut(b"b" * length)))).machine
        machine = apply(machine, Call(0, AuClose(0, "local", 1, 6, 0, None))).machine
        queue, counters = machine.zones[0].queue, machine.zones[0].counters
        record = queue.records.at(0)
        said = int.from_bytes(record[0][1:5], "big")
        yield (word, host, width, length), said == size(record) == counters.totalsize and max(map(len, record)) <= 128


def _shapes() -> Iterator[tuple[Chain, ...]]:
    letters = b"abcdefghi"
    for membufs in (1, 2, 3):
        for lengths in product((1, 2, 3), repeat=membufs):
            places = [sum(lengths[:number]) for number in range(membufs)]
            chain = tuple(letters[place : place + length] for place, length in zip(places, lengths, strict=True))
            yield (chain,)
            yield chain, (b"xy", b"z")


def _drained(records: tuple[Chain, ...], buffer_length: int) -> tuple[Machine, list[DoorUpcall]]:
    zone = START.zones[0]
    queue = zone.queue._replace(
        records=Fifo(0, records, (), ()), count=len(records), buffer_size=buffer_length, buffer_length=buffer_length
    )
    frames = (OutputThread("output:drain", 0), DoorIo(644, 0))
    reader = START.threads[READER]._replace(wait=Wait("read", 644, "buffer size", 0), frames=frames)
    coarse = START.configuration._replace(granularity=Granularity.BLOCKING)
    machine = with_zone(START, zone._replace(queue=queue, draining=True))._replace(
        configuration=coarse, threads=(*START.threads[:READER], reader, *START.threads[READER + 1 :])
    )
    machine = at_once(machine, READER)
    sent: list[DoorUpcall] = []
    while machine.threads[READER].wait.kind == "door":
        upcall = machine.threads[READER].frames[-1]
        sent.append(upcall)
        machine = apply(machine, Answer(READER, 0, 0)).machine
    return machine, sent


def _reassembled(sent: list[DoorUpcall]) -> list[bytes] | None:
    """The records that a receiver puts together; None if the types are not of `(COMPLETE | FIRST MIDDLE* LAST)*`."""
    records: list[bytes] = []
    open_record = False
    for buffer in sent:
        if open_record != (buffer.type in (MIDDLE, LAST)):
            return None
        if open_record:
            records[-1] += buffer.payload
        else:
            records.append(buffer.payload)
        open_record = buffer.type in (FIRST, MIDDLE)
    return None if open_record else records


def _reassemblies() -> Iterator[tuple[object, bool]]:
    for records in _shapes():
        for buffer_length in range(1, 12):
            machine, sent = _drained(records, buffer_length)
            wanted = [b"".join(record) for record in records]
            full = all(len(one.payload) <= buffer_length for one in sent)
            least = sum(-(-len(record) // buffer_length) for record in wanted)
            gone = machine.zones[0].queue.count == 0 and machine.zones[0].counters.written == len(records)
            yield (records, buffer_length), _reassembled(sent) == wanted and full and len(sent) == least and gone


def _orders_of_timers() -> Iterator[tuple[object, bool]]:
    for dues in product(range(4), repeat=3):
        draft = Draft(START)
        for due in dues:
            draft.arm("kick", due, due, "TIMER-03")
        yield dues, [timer.due for timer in draft.timers] == sorted(dues)


ENUMERATIONS: Final = (
    Enumeration("timers stand in the order in which they are due", "3 timers, due in 0 to 3 ticks", _orders_of_timers),
    Enumeration("CNT and AHLT of every word of policy", "all 65,536 words", _words_of_policy),
    Enumeration("deferring by flag, closing by state", "flags 0 to 15, states 0 to 255", _flags_and_states),
    Enumeration("time of queueing at its place", "every place in a membuf of 128 bytes", _places_of_the_time),
    Enumeration(
        "the byte count of a header is the length of its record",
        "8 policies, 3 kinds of host, 2 widths, bodies of 9 lengths up to 300 bytes",
        _sizes_of_records,
    ),
    Enumeration(
        "buffers are of the language of fragments and give the records back, in as few as possible",
        "records of 1 to 3 membufs of 1 to 3 bytes, alone and before another one; buffers of 1 to 11 bytes",
        _reassemblies,
    ),
)
