"""What one call costs, and what one queued record weighs, beside the queue of the standard library."""

import logging
import queue
import time
import tracemalloc
from collections.abc import Callable
from typing import NamedTuple

from hiwater_impl.library import AuditContext
from hiwater_impl.pipeline.constants import EAGAIN
from tests.benchmarks.pipeline.throughput import EVENT, tokens_of

_CALLS = 2_000


class Cost(NamedTuple):
    """Microseconds of a call, ours and the peer's."""

    ours: float
    peer: float


class Weight(NamedTuple):
    """Bytes that a queued record takes: ours, bytes in a queue.Queue, LogRecords in one."""

    ours: float
    plain: float
    logged: float


class _Shut:
    """A door with no free thread: nothing leaves the queue."""

    def upcall(self, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
        """EAGAIN."""
        return EAGAIN, None


def call_cost(size: int) -> Cost:
    """One uncontended `audit` against one `queue.Queue.put` of the same bytes, by the thread's processor time."""
    tokens, waiting = tokens_of(size), queue.Queue[bytes]()
    data = b"".join(tokens)
    with _shut(_CALLS * 2) as context:
        context.audit(EVENT, *tokens)
        ours = _microseconds(lambda: context.audit(EVENT, *tokens))
        peer = _microseconds(lambda: waiting.put(data))
        _drop(context)
    return Cost(ours, peer)


def weight(records: int, size: int) -> Weight:
    """Bytes for each of so many queued records of so many bytes of text."""
    tokens = tokens_of(size)
    with _shut(records + 1) as context:
        ours = _bytes(lambda: context.audit(EVENT, *tokens), records)
        _drop(context)
    plain, logged = queue.Queue[bytes](), queue.Queue[logging.LogRecord]()
    logger = logging.Logger("peer")
    return Weight(
        ours,
        _bytes(lambda: plain.put(b"".join(tokens) + bytes(26)), records),
        _bytes(lambda: logged.put(logger.makeRecord("peer", 20, __file__, 1, "x" * size, (), None)), records),
    )


def _shut(records: int) -> AuditContext:
    return AuditContext(door=_Shut(), high_water=records, low_water=records - 1, delay=20_000, close_timeout=0.0)


def _drop(context: AuditContext) -> None:
    """What is queued was never meant to leave."""
    queued = context._session.system.contexts[0].queue
    queued.head, queued.count = None, 0


def _microseconds(work: Callable[[], object]) -> float:
    began = time.thread_time()
    for _ in range(_CALLS):
        work()
    return (time.thread_time() - began) / _CALLS * 1e6


def _bytes(work: Callable[[], object], times: int) -> float:
    tracemalloc.start()
    for _ in range(times):
        work()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / times
