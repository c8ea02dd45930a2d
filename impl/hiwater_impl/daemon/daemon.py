"""The daemon: what comes through its door is put together again and appended to its trails, and answered with 0.

0 is answered when the record has been given to the system, so that a daemon that is killed loses nothing it answered
for. Each connection is a kernel of its own, with its own record in pieces and its own policy; all write to one trail,
one record after the other.
"""

import os
import struct
import threading
import time
from typing import Final, NamedTuple

from hiwater_impl.daemon.exposure import tell_exposure
from hiwater_impl.daemon.reassembly import Reassembly, Toss
from hiwater_impl.daemon.recovery import recover
from hiwater_impl.daemon.settings import Settings
from hiwater_impl.daemon.telling import Teller
from hiwater_impl.daemon.trails import Trails
from hiwater_impl.door.server import DoorServer

_REPLY: Final = struct.Struct("=II")
_REPLIES: Final = {kind: _REPLY.pack(0, kind) for kind in range(4)}
_LAST_ANSWERS_SECONDS: Final = 2.0


class Stopping(OSError):
    """The daemon stops and has not kept the record: the connection ends without an answer, so it is sent again."""


class Account(NamedTuple):
    """What a daemon has done; `bytes` are those of records."""

    records: int
    bytes: int
    files: int
    tossed: dict[Toss, int]
    dropped: int
    """Records lost because every directory was full, and policy CNT on."""


class _Connection:
    """One connection's record in pieces, and for which reasons it has already been told that something was tossed."""

    def __init__(self, number: int, daemon: "Daemon") -> None:
        self._number = number
        self._daemon = daemon
        self._told: set[Toss] = set()
        self.reassembly = Reassembly(self._toss)

    def _toss(self, reason: Toss, octets: bytes) -> None:
        first = reason not in self._told
        self._told.add(reason)
        self._daemon.count_tossed(self._number, reason, octets, first=first)


class Daemon:
    """A daemon that listens from now on. `serve` until `stop`; both, `rotate` and `look_anew`, from any thread.

    Raises DoorError when the door cannot be made, OSError when a directory cannot be read.
    """

    def __init__(self, settings: Settings, teller: Teller) -> None:
        self._settings = settings
        self._tell = teller.tell
        self._lock = threading.Lock()
        """Held to append, and for all counts."""
        self._closed = False
        self._tossed = dict.fromkeys(Toss, 0)
        self._dropped = 0
        self._dropping = False
        self._connections: dict[int, _Connection] = {}
        self._connection_ended = threading.Condition()
        self._stopping = threading.Event()
        self._wake = threading.Event()
        for directory in settings.directories:
            recover(directory, settings.host, teller.tell)
            tell_exposure(directory, teller.tell)
        self._trails = Trails(settings, teller)
        self._server = DoorServer(settings.door, self._answer, ended=self._ended)
        self._trails.open()

    def serve(self) -> Account:
        """Answer until `stop`, then end the trail; what was done."""
        keeper = threading.Thread(target=self._keep_house, name="hiwater housekeeping")
        keeper.start()
        try:
            self._server.serve()
        finally:
            self.stop()
            keeper.join()
            self._wait_for_last_answers()
            with self._lock:
                self._closed = True
                self._trails.close()
        return self.account()

    def stop(self) -> None:
        """Close the door; what is being answered is finished, and what waits for room is given up unanswered."""
        self._stopping.set()
        self._wake.set()
        self._server.revoke()

    def rotate(self) -> None:
        """Begin a new trail file, as `audit -n` asks auditd to; within a second, since names are made of seconds."""
        self._trails.rotation_wanted = True
        self._wake.set()

    def look_anew(self) -> None:
        """Forget what was seen and told of the directories, and begin with the first, as auditd does on SIGHUP.

        There is no file to read again: what it was told when it began is what it may do.
        """
        for directory in self._settings.directories:
            tell_exposure(directory, self._tell)
        with self._lock:
            self._trails.look_anew()
        self._wake.set()

    def account(self) -> Account:
        """What was done so far."""
        trails = self._trails
        tossed = {reason: count for reason, count in self._tossed.items() if count}
        return Account(trails.records, trails.bytes, trails.files, tossed, self._dropped)

    def count_tossed(self, connection: int, reason: Toss, octets: bytes, *, first: bool) -> None:
        """Something was tossed; `first` of its kind on its connection, which is told."""
        with self._lock:
            self._tossed[reason] += 1
        if first:
            self._tell("tossed", connection=connection, reason=reason.value, length=len(octets))

    def _answer(self, number: int, kind: int, payload: memoryview) -> bytes:
        connection = self._connections.get(number)
        if connection is None:
            connection = self._connections[number] = _Connection(number, self)
        record = connection.reassembly.receive(kind, payload)
        if record is not None and not self._append(record):
            self._wait_for_room(record, connection.reassembly)
        return _REPLIES.get(kind) or _REPLY.pack(0, kind)

    def _append(self, record: bytes | bytearray | memoryview) -> bool:
        with self._lock:
            if self._closed:
                raise Stopping
            if not self._trails.append(record):
                return False
            self._dropping = False
            return True

    def _wait_for_room(self, record: bytes | bytearray | memoryview, reassembly: Reassembly) -> None:
        """Every directory is full: drop the record under CNT, else keep it, unanswered, until one takes it."""
        while True:
            if reassembly.count_instead_of_block:
                self._drop()
                return
            if self._stopping.wait(self._settings.retry_seconds):
                raise Stopping
            if self._append(record):
                return

    def _drop(self) -> None:
        with self._lock:
            self._dropped += 1
            first, self._dropping = not self._dropping, True
        if first:
            self._tell("dropped")

    def _ended(self, number: int) -> None:
        with self._connection_ended:
            connection = self._connections.pop(number, None)
            self._connection_ended.notify_all()
        if connection is not None:
            connection.reassembly.end()

    def _wait_for_last_answers(self) -> None:
        with self._connection_ended:
            self._connection_ended.wait_for(lambda: not self._connections, _LAST_ANSWERS_SECONDS)

    def _keep_house(self) -> None:
        """Sync now and then, and begin a new file when that was asked for and no record comes."""
        while not self._stopping.is_set():
            self._wake.wait(min(self._settings.sync_seconds, 1 - time.time() % 1 + 0.001))
            self._wake.clear()
            try:
                with self._lock:
                    self._trails.rotate_if_due()
                    descriptor = self._trails.unsynced()
                if descriptor is not None:
                    self._sync(descriptor)
            except OSError as problem:
                self._tell("trouble", path="the trail", reason=f"not synced: {problem.strerror}")

    def _sync(self, descriptor: int) -> None:
        """Sync without the lock: records go on meanwhile."""
        try:
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)
