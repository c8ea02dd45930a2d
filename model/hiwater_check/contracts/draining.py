"""au_doorio for all buffer lengths: what is copied, when it is sent, under which type (audit_io.c:613-724).

What is bounded: the record has two membufs of three and two bytes, and the copying begins at any of its five bytes;
the buffer's length is any integer from 1 on. By induction over the buffers of a record this is lossless reassembly for
records of that shape; `enumerated.py` runs au_doorio whole over many shapes.
"""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import (
    READER,
    START,
    Numbers,
    Seen,
    is_undefined,
    run,
    seen,
    with_zone,
    world,
)
from hiwater_model import going_on
from hiwater_model.decisions import buffer_is_sent, bytes_moved, next_type
from hiwater_model.fifo import EMPTY, Fifo
from hiwater_model.machine import Machine, Wait
from hiwater_model.neighbours.output_thread import OutputThread
from hiwater_model.reader import dequeue, door, doorio

_CHAIN = (b"abc", b"de")
_WHOLE = b"abcde"
_OUTPUT = OutputThread("output:drain", 0)
_ONE = Fifo(0, (_CHAIN,), (), ())
_NOTHING = Numbers(0, 1, 0, 0, 0)


def _drains(
    wait: Wait, *frames: object, records: Fifo = _ONE, length: int = 64, size: int = 64, numbers: Numbers = _NOTHING
) -> Machine:
    zone = START.zones[0]
    zone = zone._replace(draining=True, queue=zone.queue._replace(buffer_length=length, buffer_size=size))
    return world(numbers, wait, _OUTPUT, *frames, actor=READER, records=records, zone=zone)


@about("IO-01", doorio.buffer_size_compared)
def buffer_size_compared(numbers: Numbers, length: int, size: int) -> Seen:
    """Only another size than the buffer's leads to a new buffer.

    post: (__return__.wait == Wait("read", 656, "queue head", 0)) == (length == size)
    post: (__return__.wait == Wait("read", 645, "buffer size", 0)) == (length != size)
    post: __return__.numbers == numbers and __return__.woken == () and __return__.rest_kept
    """
    frame = doorio.DoorIo(644, 0)
    return seen(
        _drains(Wait("read", 644, "buffer size", 0), frame, length=length, size=size, numbers=numbers), "", READER
    )


@about("IO-01", doorio.buffer_size_read, doorio.buffer_made)
def buffer_made(length: int, size: int, later: int) -> tuple[int, int]:
    """The buffer gets the size that was read, even if another one has been asked for since.

    post: __return__ == (size, later)
    """
    read = run(_drains(Wait("read", 645, "buffer size", 0), doorio.DoorIo(644, 0), length=length, size=size), READER)[0]
    zone = read.zones[0]
    changed = with_zone(read, zone._replace(queue=zone.queue._replace(buffer_size=later)))
    after = run(changed, READER)[0]
    assert after.threads[READER].wait == Wait("read", 656, "queue head", 0)
    queue = after.zones[0].queue
    return queue.buffer_length, queue.buffer_size


@about("IO-02 IO-11", doorio.head_tested, doorio._leave)
def head_tested(listed: bool, first: int) -> bool:
    """With nothing in the list the call is over, and may be entered again; else the head will be taken.

    post: __return__ == listed
    """
    records = Fifo(first, (_CHAIN,), (), ()) if listed else EMPTY._replace(first=first)
    after = run(_drains(Wait("read", 656, "queue head", 0), doorio.DoorIo(644, 0), records=records), READER)[0]
    assert after.zones[0].draining == (after.threads[READER].wait == Wait("read", 662, "queue head", 0))
    assert after.zones[0].draining == (len(after.threads[READER].frames) == 2)
    return after.zones[0].draining


def _copied(membuf: int, used: int, length: int, last_type: int = 0) -> tuple[doorio.DoorIo, door.DoorUpcall | None]:
    """The frames after the copying that follows an upcall without error."""
    frame = doorio.DoorIo(704, 0, record=0, membuf=membuf, used=used, staged=b"sent", last_type=last_type)
    upcall = door.DoorUpcall(568, 0, 1, b"sent", "", "")
    after = run(_drains(Wait("exit", 568, "door lock", 0), frame, upcall, length=length), READER)[0]
    frames, wait = after.threads[READER].frames, after.threads[READER].wait
    ended = len(frames) == 2
    assert wait == (Wait("read", 690, "next record", 0) if ended else Wait("enter", 550, "door lock", 0))
    return frames[1], None if ended else frames[2]


def _each_below(bound: int, value: int) -> int:
    """The value as one of 0, 1, … below the bound: the proof goes through them one by one."""
    return next(known for known in range(bound) if known == value)


def _place(frame: doorio.DoorIo) -> int:
    """How many bytes of the record lie before the place where the copying goes on."""
    return (0, 3, 5)[frame.membuf] + frame.used


@about("IO-04 IO-05 IO-07", doorio.sent, doorio._copy, bytes_moved, buffer_is_sent)
def next_bytes(place: int, length: int) -> int:
    """What is staged is the next bytes of the record, as many as the buffer holds or the record still has.

    pre: 0 <= place < 5 and length >= 1
    post: __return__ == min(length, 5 - place)
    """
    frame, _ = _copied(place // 3, place % 3, length)
    size = _each_below(6, len(frame.staged))
    begin = _each_below(5, place)
    assert frame.staged == _WHOLE[begin : begin + size]
    return size


@about("IO-04 IO-05 IO-07 TABLE-01", doorio._copy, doorio._send, next_type, bytes_moved, buffer_is_sent, door.begin)
def next_place(place: int, length: int) -> bool:
    """If the record goes on the buffer is sent, exactly full, and the copying goes on at the byte behind it.

    pre: 0 <= place < 5 and length >= 1
    post: __return__ == (place + length >= 5)
    """
    frame, upcall = _copied(place // 3, place % 3, length)
    if upcall is None:
        assert (frame.membuf, frame.used, frame.last_type) == (0, 0, 0)
        return True
    assert len(frame.staged) == length
    assert _place(frame) == place + length
    assert (frame.at, frame.last_type) == (704, 1)
    assert (upcall.at, upcall.type, upcall.payload) == (550, 1, frame.staged)
    return False


@about("TABLE-01 TABLE-02 IO-06", doorio.record_ended, doorio._send, next_type)
def record_ended(last_type: int, follows: bool, first: int) -> tuple[int, int | None, int | None]:
    """The last buffer is LAST within an open record, else COMPLETE; the successor is the next number, or none.

    pre: 0 <= last_type < 4
    post: __return__[0] == (3 if last_type == 1 or last_type == 2 else 0)
    post: __return__[1:] == (first, first + 1 if follows else None)
    """
    frame = doorio.DoorIo(704, 0, record=first, staged=b"de", last_type=last_type)
    records = Fifo(first, (_CHAIN, _CHAIN) if follows else (_CHAIN,), (), ())
    after = run(_drains(Wait("read", 690, "next record", 0), frame, records=records), READER)[0]
    _, now, upcall = after.threads[READER].frames
    assert (upcall.type, upcall.payload, after.threads[READER].wait.at) == (now.last_type, b"de", 550)
    return now.last_type, now.finished, now.record


@about("IO-08 IO-09", doorio.sent, doorio._leave, dequeue.begin)
def after_the_upcall(result: int, finished: int) -> bool:
    """Any code but 0 ends the call with that code, and nothing leaves the queue; after 0 the record is dequeued.

    post: __return__ == (result == 0)
    """
    frame = doorio.DoorIo(704, 0, record=None, staged=b"de", finished=finished)
    upcall = door.DoorUpcall(568, 0, 0, b"de", "", "", result)
    after = run(_drains(Wait("exit", 568, "door lock", 0), frame, upcall), READER)[0]
    frames = after.threads[READER].frames
    assert after.zones[0].queue == _drains(Wait("idle")).zones[0].queue
    if len(frames) == 1:
        assert not after.zones[0].draining
        return False
    assert frames[1] == frame._replace(at=712)
    assert frames[2] == dequeue.Dequeue(422, 0, finished)
    assert after.threads[READER].wait == Wait("enter", 422, "queue lock", 0)
    return True


@about("DOOR-04", going_on._fall_asleep)
def waits_to_try_again(ticks: int) -> tuple[Wait, bool]:
    """After EAGAIN the lock made for that is given up, and the sleep ends ten ticks later.

    post: __return__ == (Wait("timed", 561, "again_cv", 0, ticks + 10), True)
    """
    upcall = door.DoorUpcall(561, 0, 1, b"", "", "", 11)
    before = _drains(Wait("wait", 561, "again_cv", 0, 10), doorio.DoorIo(704, 0), upcall)
    before = with_zone(before, before.zones[0]._replace(again_lock=READER))._replace(ticks=ticks)
    after = run(before, READER)[0]
    return after.threads[READER].wait, after.zones[0] == before.zones[0]._replace(again_lock=None)


@about("IO-10 IO-11", doorio.dequeued, doorio._copy, doorio._leave)
def after_the_dequeue(follows: bool, number: int) -> bool:
    """The next record begins with its first byte in an empty buffer; without one the call ends with 0.

    post: __return__ == follows
    """
    frame = doorio.DoorIo(712, 0, record=number if follows else None, staged=b"xyz", finished=number - 1)
    before = _drains(
        Wait("count", 453, "written", 0, 1), frame, dequeue.Dequeue(422, 0, 0), records=Fifo(number, (_CHAIN,), (), ())
    )
    after = run(before, READER)[0].threads[READER]
    if len(after.frames) == 1:
        assert after.wait == Wait("read", "output:state", "state", 0)
        return False
    assert after.frames[1].staged == _WHOLE
    assert after.frames[1].finished is None
    return True


@about("IO-13", doorio._copy)
def record_gone(number: int, first: int) -> bool:
    """Reading a record that has left the queue, or has not come, is no defined act.

    pre: number != first
    post: __return__
    """
    frame = doorio.DoorIo(704, 0, record=number, staged=b"")
    upcall = door.DoorUpcall(568, 0, 1, b"", "", "")
    before = _drains(Wait("exit", 568, "door lock", 0), frame, upcall, records=Fifo(first, (_CHAIN,), (), ()))
    return is_undefined(*run(before, READER), "IO-13", 671)
