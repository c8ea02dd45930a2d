"""An audit trail for a service, by the kernel's rules: at high water a record waits, or is counted and dropped.

`AuditContext` is entered with `with`. What it promises, and what it does not, stands in impl/README.md.
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace, TracebackType
from typing import NamedTuple, Self, cast

from hiwater_impl.library import lifetimes
from hiwater_impl.library.controls import Controls, refuse
from hiwater_impl.library.errors import AuditError, AuditHalted, InAnotherProcess, NotOpen, UnknownName
from hiwater_impl.library.mending import mend
from hiwater_impl.library.numbers import PolicyWords, QueueControl, number_of, policy_of
from hiwater_impl.library.session import Refusing, Session, apart
from hiwater_impl.library.settings import door_source, system_settings
from hiwater_impl.library.sizes import NO_TOKENS, check_tokens
from hiwater_impl.library.soon import SoonWorker
from hiwater_impl.library.surroundings import WouldSleep
from hiwater_impl.library.system_call import CALL, SystemCall
from hiwater_impl.library.watcher import Watcher
from hiwater_impl.pipeline.audit_call import audit
from hiwater_impl.pipeline.chains import cut
from hiwater_impl.pipeline.close import close
from hiwater_impl.pipeline.constants import (
    AUDITING,
    BUFFER_BYTES,
    DELAY_TICKS,
    E2BIG,
    EINVAL,
    EPERM,
    FLAG_OK,
    HIGH_WATER,
    INIT_AUDIT,
    LAST_EVENT,
    LOW_WATER,
    SELECT_FAILURE,
    SELECT_SUCCESS,
)
from hiwater_impl.pipeline.outcomes import Halted
from hiwater_impl.pipeline.producer import async_event
from hiwater_impl.pipeline.system_calls import syscall_enter, syscall_exit
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.pipeline.write import write
from hiwater_impl.surroundings.surroundings import Door
from hiwater_impl.surroundings.threaded import OnHalt, abort

FAILURE = 0x8000
"""The bit of a header's modifier that tells a failed event (PAD_FAILURE)."""
_ON = AUDITING | INIT_AUDIT
_EXTENDED = (0x15, 0x79)
_ADDRESS_LENGTHS = (4, 16)
_UNOPENED = cast("Session", SimpleNamespace(own=Refusing(NotOpen)))


class QueueState(NamedTuple):
    """What can be seen of a queue at one moment, read without a lock."""

    length: int
    """Records."""
    writers_waiting: int
    """Threads that sleep until there is room, or were woken and have not run."""
    active: bool
    """There is an output thread, so as far as one knows there is a daemon."""
    door_error: str | None
    """Why the last try to reach the daemon failed."""


class AuditContext(Controls):
    """An audit system of this process, open within `with`.

    Give one of `door` (the path of a running daemon's door, or an object with `upcall`) and `directory` (where a daemon
    of its own, a child process, writes the trails). `policy` is a Policy, bits, or words; the rest begins as the
    kernel's: marks in records, buffer in bytes, delay in ticks of 10 ms, `width` 64 or 32 for the form of headers.
    `zones` names further zones. `on_halt` is called under policy AHLT, after the disks were synced, with the reason and
    the line of audit_io.c; by default the process stops. `close_timeout`: how many seconds leaving may take to have all
    written. `privileged` False has `submit` refused. Raises ValueError, OSError, UnknownName.
    """

    def __init__(
        self,
        *,
        door: str | os.PathLike[str] | Door | None = None,
        directory: str | os.PathLike[str] | None = None,
        policy: PolicyWords = 0,
        high_water: int = HIGH_WATER,
        low_water: int = LOW_WATER,
        buffer_size: int = BUFFER_BYTES,
        delay: int = DELAY_TICKS,
        host_address: str | None = None,
        width: int = 64,
        zones: Sequence[str] = (),
        on_halt: OnHalt = abort,
        close_timeout: float = 5.0,
        privileged: bool = True,
    ) -> None:
        if (door is None) == (directory is None):
            raise ValueError("give either door=… (a daemon that runs) or directory=… (a daemon of its own)")
        if width not in (32, 64):
            raise ValueError(f"width is 32 or 64, not {width}")
        self._place = (door, directory)
        self._settings = system_settings(
            policy_of(policy), QueueControl(high_water, low_water, buffer_size, delay), host_address, width, zones
        )
        self._on_halt = on_halt
        self._close_timeout = close_timeout
        self._privileged = privileged
        self._session = _UNOPENED
        self._watcher: Watcher | None = None
        self._soon = SoonWorker()

    # Opening and closing.

    def __enter__(self) -> Self:
        if self._watcher is not None:
            raise AuditError("this audit context is open already: make another one")
        source = door_source(*self._place)
        session = Session(source, replace(self._settings, started=divmod(time.time_ns(), 10**9)), self._on_halt)
        try:
            apart(session.begin)
        except BaseException:
            session.undo()
            raise
        self._session, self._watcher = session, Watcher(session)
        lifetimes.remember(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self.close()
        except AuditError as left:
            if failure is None:
                raise
            failure.add_note(str(left))

    def close(self) -> None:
        """What leaving `with` does: all is written, auditing turned off. Raises RecordsLeft. Again: nothing happens."""
        watcher, self._watcher = self._watcher, None
        if watcher is None:
            return
        lifetimes.forget(self)
        self._session.close(self._close_timeout, lambda: watcher.door_error, watcher.stop)

    def abandon(self) -> None:
        """Leave everything to the parent process: for a child made by fork, where nothing of it would go on."""
        self._session.own, self._watcher = Refusing(InAnotherProcess), None

    # Records.

    def audit(self, event: int | str, *tokens: bytes, failure: bool = False, modifier: int = 0) -> None:
        """Make a record of an event (number, or name as AUE_… or without) and at least one token.

        By policy it waits for room, or is counted and dropped. With auditing off nothing is recorded. Raises
        AuditError, ValueError; OSError with E2BIG for tokens of more than 16,000,000 bytes, which no daemon would take.
        """
        self._make(self._session.own.thread, event, tokens, modifier | FAILURE if failure else modifier)

    def _make(self, thread: AuditThread, event: int | str, tokens: tuple[bytes, ...], modifier: int) -> None:
        """au_write of each token, au_close, and what audit_finish counts."""
        number = number_of(event)
        check_tokens(tokens or NO_TOKENS)
        context = thread.system.own_or_global(thread)
        if (thread.cache or context.state) & ~_ON:
            return
        thread.local = None
        for token in tokens:
            write(thread, "local", cut(token))
        try:
            close(thread, context, thread.take("local"), FLAG_OK, number, modifier, None)
        except BaseException:
            mend(context)
            raise
        count = thread.surroundings.count
        count(thread, "syscall_exit:generated", context, "generated", 1)
        count(thread, "syscall_exit:kernel", context, "kernel", 1)

    async def audit_soon(self, event: int | str, *tokens: bytes, failure: bool = False, modifier: int = 0) -> None:
        """The same from asyncio: the task may wait for room, the loop never does.

        A task that awaits each of its records has them queued in its order.
        """
        bits, own = modifier | FAILURE if failure else modifier, self._session.own
        try:
            self._make(own.unwilling, event, tokens, bits)
        except WouldSleep:
            zone = own.thread.zone
            await self._soon.submit(lambda: self._make_in(zone, event, tokens, bits))

    def _make_in(self, zone: int, event: int | str, tokens: tuple[bytes, ...], modifier: int) -> None:
        thread = self._session.own.thread
        thread.zone = zone
        self._make(thread, event, tokens, modifier)

    def submit(self, record: bytes) -> None:
        """audit(2): queue a whole record, which gets zonename, sequence, trailer, time and length here.

        Raises OSError: EPERM, E2BIG beyond 32,768 bytes, EINVAL for what is no record, also for a header whose address
        has neither 4 nor 16 bytes, where a kernel would write astray (quirk Q27). No error does not mean recorded: a
        record shorter than its own header is ignored, and policy may drop it.
        """
        thread = self._session.own.thread
        if record[:1] and record[0] in _EXTENDED and len(record) >= 14:
            if int.from_bytes(record[10:14]) not in _ADDRESS_LENGTHS:
                refuse(EINVAL, "the header's address has 4 or 16 bytes")
        try:
            error = audit(thread, self._privileged, record)
        except BaseException:
            mend(thread.system.own_or_global(thread))
            raise
        if error:
            refuse(error, _SUBMIT_ADVICE[error])

    def event_async(self, event: int | str, *tokens: bytes, failure: bool = False, modifier: int = 0) -> bool:
        """An event that no call is to blame for; it never waits for room: dropped and counted, or policy AHLT halts.

        Events are numbered 0 to 309. It belongs to the global zone. Whether it is audited at all. Raises AuditHalted.
        """
        session = self._session
        name = session.own.thread.name
        number = number_of(event)
        check_tokens(tokens or NO_TOKENS)
        if not 0 <= number <= LAST_EVENT:
            refuse(EINVAL, f"asynchronous events are those of the kernel, 0 to {LAST_EVENT}")
        selection, bits = (SELECT_FAILURE, modifier | FAILURE) if failure else (SELECT_SUCCESS, modifier)
        thread = AuditThread(session.system, name)
        try:
            return async_event(thread, number, selection, [cut(token) for token in tokens], bits, None) == 0
        except Halted as halted:
            raise AuditHalted(halted.reason, halted.line) from None

    @contextmanager
    def system_call(self, event: int | str, *tokens: bytes) -> Iterator[SystemCall]:
        """A call that is audited as one: its record is made of what is added within, and queued when it ends.

        Whether auditing is on is looked at once, when it begins. It belongs to this thread: no await within.
        """
        thread = self._session.own.thread
        if thread.syscall:
            raise AuditError("this thread is within a system call already: end that one first")
        number = number_of(event)
        syscall_enter(thread, CALL, number, True)
        call = SystemCall(thread)
        try:
            call.add(*tokens)
            yield call
        finally:
            try:
                syscall_exit(thread)
            except BaseException:
                mend(thread.system.own_or_global(thread))
                raise
            finally:
                thread.forget()

    @contextmanager
    def in_zone(self, name: str) -> Iterator[None]:
        """Within it, this thread belongs to a zone: its records carry that name, and under PERZONE use its queue."""
        own = self._session.own
        names = [context.name.decode() for context in self._session.system.contexts]
        if name not in names:
            raise UnknownName("zone", name, names)
        before = own.thread.zone
        own.thread.zone = own.unwilling.zone = names.index(name)
        try:
            yield
        finally:
            own.thread.zone = own.unwilling.zone = before

    # Looks.

    def queue_state(self) -> QueueState:
        """The queue of this thread's zone at this moment."""
        context = self._seen()
        watcher = self._watcher
        return QueueState(
            context.queue.count,
            context.queue.writers,
            context.active,
            None if watcher is None else watcher.door_error,
        )


_SUBMIT_ADVICE = {
    EPERM: "the context was opened with privileged=False",
    E2BIG: "a record has 32,768 bytes at most",
    EINVAL: "a record begins with a header of version 2, and has 18 bytes at least",
}
