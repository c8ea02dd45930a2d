"""Steps: every choice that the kernel leaves open, one value each. Threads are named by their number."""

from typing import Any, NamedTuple, TypeAlias

from hiwater_model.machine import Time
from hiwater_model.membufs import Chain

# Calls of the file.


class AuUwrite(NamedTuple):
    """au_uwrite: append a token to the thread's own descriptor."""

    token: Chain | None


class AuWrite(NamedTuple):
    """au_write; `descriptor` is none, thread or local."""

    descriptor: str
    token: Chain | None


class AuClose(NamedTuple):
    """au_close; `descriptor` is thread or local."""

    zone: int
    descriptor: str
    flag: int
    event: int
    modifier: int
    time: Time | None


class AuEnqueue(NamedTuple):
    """au_enqueue with the null context."""

    record: Chain


class AuDoorio(NamedTuple):
    """au_doorio, called by hand."""

    zone: int


class AuDoormsg(NamedTuple):
    """au_doormsg."""

    zone: int
    code: int
    policy: int


class AuditAsyncStart(NamedTuple):
    """audit_async_start, with a jump label that is dead as soon as the call returns."""

    event: int
    sorf: int


class AuditAsyncDone(NamedTuple):
    """audit_async_done; `descriptor` is none, thread or local."""

    descriptor: str
    flags: int


class AuditAsyncDrop(NamedTuple):
    """audit_async_drop; `descriptor` is none, thread or local."""

    descriptor: str
    flags: int


class AuditAsyncFinish(NamedTuple):
    """audit_async_finish; `descriptor` is thread or local."""

    descriptor: str
    event: int
    modifier: int
    time: Time | None


# Calls of the neighbours.


class SyscallEnter(NamedTuple):
    """A system call begins."""

    number: int
    event: int
    selected: bool


class SyscallExit(NamedTuple):
    """A system call ends (audit_finish)."""


class ThreadExit(NamedTuple):
    """The thread is destroyed and its slot begins afresh."""


class AsyncEvent(NamedTuple):
    """A producer of an asynchronous event: start, tokens, finish, under a jump label."""

    event: int
    sorf: int
    tokens: tuple[Chain, ...]
    modifier: int
    time: Time | None


class Audit(NamedTuple):
    """audit(2): a record made in user space."""

    privileged: bool
    record: bytes


class Auditdoor(NamedTuple):
    """auditdoor(2); `door` is a number, or bad (no such file), or file (not a door)."""

    door: int | str


class SetCondition(NamedTuple):
    """auditon(A_SETCOND)."""

    state: int


class SetPolicy(NamedTuple):
    """auditon(A_SETPOLICY)."""

    policy: int


class SetQueueControl(NamedTuple):
    """auditon(A_SETQCTRL)."""

    high_water: int
    low_water: int
    buffer_size: int
    delay: int


class GetStatistics(NamedTuple):
    """auditon(A_GETSTAT)."""


class SetStatistics(NamedTuple):
    """auditon(A_SETSTAT): the named counters become 0."""

    counters: tuple[str, ...]


class SetKernelAddress(NamedTuple):
    """auditon(A_SETKAUDIT): the host address."""

    type: int
    address: bytes


class ZoneShutdown(NamedTuple):
    """A zone is shut down."""

    zone: int


FUNCTIONS: dict[str, Any] = {
    "au_uwrite": AuUwrite,
    "au_write": AuWrite,
    "au_close": AuClose,
    "au_enqueue": AuEnqueue,
    "au_doorio": AuDoorio,
    "au_doormsg": AuDoormsg,
    "audit_async_start": AuditAsyncStart,
    "audit_async_done": AuditAsyncDone,
    "audit_async_drop": AuditAsyncDrop,
    "audit_async_finish": AuditAsyncFinish,
    "syscall_enter": SyscallEnter,
    "syscall_exit": SyscallExit,
    "thread_exit": ThreadExit,
    "async_event": AsyncEvent,
    "audit": Audit,
    "auditdoor": Auditdoor,
    "auditon_setcond": SetCondition,
    "auditon_setpolicy": SetPolicy,
    "auditon_setqctrl": SetQueueControl,
    "auditon_getstat": GetStatistics,
    "auditon_setstat": SetStatistics,
    "auditon_setkaudit": SetKernelAddress,
    "zone_shutdown": ZoneShutdown,
}
"""Every call a user thread can make, by the name it has in the kernel or in the protocol."""

NAMES: dict[Any, str] = {arguments: name for name, arguments in FUNCTIONS.items()}

Arguments: TypeAlias = (
    AuUwrite
    | AuWrite
    | AuClose
    | AuEnqueue
    | AuDoorio
    | AuDoormsg
    | AuditAsyncStart
    | AuditAsyncDone
    | AuditAsyncDrop
    | AuditAsyncFinish
    | SyscallEnter
    | SyscallExit
    | ThreadExit
    | AsyncEvent
    | Audit
    | Auditdoor
    | SetCondition
    | SetPolicy
    | SetQueueControl
    | GetStatistics
    | SetStatistics
    | SetKernelAddress
    | ZoneShutdown
)


class Call(NamedTuple):
    """An idle user thread begins a call."""

    thread: int
    arguments: Arguments


class Run(NamedTuple):
    """A parked thread goes on."""

    thread: int


class Answer(NamedTuple):
    """The door answers: an error, or a reply that is a code, None (no buffer) or "unchanged" (an empty reply)."""

    thread: int
    error: int
    reply: int | str | None


class Softcall(NamedTuple):
    """The softint thread takes the first softcall."""


class TimerFires(NamedTuple):
    """The clock takes the first timer that is due."""


class Tick(NamedTuple):
    """Time passes, in ticks of 10 ms."""

    ticks: int


class Memory(NamedTuple):
    """Memory runs out, or is there again."""

    available: bool


Step: TypeAlias = Call | Run | Answer | Softcall | TimerFires | Tick | Memory
