"""Records a second from the producers' threads into a file: our queue, door and daemon, and logging's own chain.

Both have a queue of 100, a process of their own behind a Unix socket, one write(2) a record and no sync, and are done
when all is in the file. Ours waits for an answer to each record; the peer sends ahead and hopes. Our kick comes every
tick: with the kernel's 20 the last ten records would wait 0.2 s, which is design and no speed.
"""

import logging
import logging.handlers
import queue
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from hiwater_impl.library import AuditContext
from hiwater_impl.pipeline.constants import BUFFER_BYTES, HIGH_WATER

EVENT = 6152
_TEXT_TOKEN = 0x28
_LOOK_AGAIN_SECONDS = 0.0005
_TEXT_BYTES_MOST = 8000


class Ran(NamedTuple):
    """One run: seconds on the wall, and of the processors, the daemon's process included."""

    records: int
    seconds: float
    processor_seconds: float

    @property
    def a_second(self) -> float:
        """Records."""
        return self.records / self.seconds


def tokens_of(size: int) -> list[bytes]:
    """Text tokens of together so many bytes of text."""
    sizes = [_TEXT_BYTES_MOST] * (size // _TEXT_BYTES_MOST)
    sizes += [size % _TEXT_BYTES_MOST] if size % _TEXT_BYTES_MOST else []
    return [bytes((_TEXT_TOKEN,)) + (one + 1).to_bytes(2) + b"x" * one + b"\0" for one in sizes]


def ours(records: int, threads: int, size: int, buffer_size: int = BUFFER_BYTES) -> Ran:
    """Through `AuditContext.audit`; a record that is longer than the door's buffer goes in pieces."""
    tokens = tokens_of(size)
    before = _processor_seconds()
    with (
        tempfile.TemporaryDirectory() as folder,
        AuditContext(directory=folder, delay=1, buffer_size=buffer_size, close_timeout=60.0) as context,
    ):
        context.audit(EVENT, *tokens)
        each = records // threads

        def produce() -> None:
            for _ in range(each):
                context.audit(EVENT, *tokens)

        began = time.perf_counter()
        _together(produce, threads)
        while context.statistics().written < each * threads:
            time.sleep(_LOOK_AGAIN_SECONDS)
        seconds = time.perf_counter() - began
    return Ran(each * threads, seconds, _processor_seconds() - before)


def peer(records: int, threads: int, size: int) -> Ran:
    """Through QueueHandler, QueueListener and SocketHandler."""
    before = _processor_seconds()
    with tempfile.TemporaryDirectory() as folder:
        path, file = Path(folder) / "socket", Path(folder) / "file"
        words = [sys.executable, "-m", "tests.benchmarks.pipeline.peer_server", str(path), str(file)]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            server.stdout.readline()
            seconds = _log(records // threads, threads, "x" * size, path, file)
            server.kill()
    return Ran(records // threads * threads, seconds, _processor_seconds() - before)


class _Waiting(logging.handlers.QueueHandler):
    """Waits for room, as our queue does; logging's own would raise."""

    def __init__(self, waiting: queue.Queue[logging.LogRecord]) -> None:
        super().__init__(waiting)
        self._waiting = waiting

    def enqueue(self, record: logging.LogRecord) -> None:
        """Put it onto the queue."""
        self._waiting.put(record)


def _log(each: int, threads: int, message: str, path: Path, file: Path) -> float:
    sink = logging.handlers.SocketHandler(str(path), None)
    waiting: queue.Queue[logging.LogRecord] = queue.Queue(HIGH_WATER)
    listener = logging.handlers.QueueListener(waiting, sink)
    logger = logging.Logger("peer", logging.INFO)
    logger.addHandler(_Waiting(waiting))

    def produce() -> None:
        for _ in range(each):
            logger.info(message)

    listener.start()
    began = time.perf_counter()
    _together(produce, threads)
    while file.stat().st_size < each * threads * (len(message) + 1):
        time.sleep(_LOOK_AGAIN_SECONDS)
    seconds = time.perf_counter() - began
    listener.stop()
    sink.close()
    return seconds


def _together(work: Callable[[], None], threads: int) -> None:
    running = [threading.Thread(target=work) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


def _processor_seconds() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
