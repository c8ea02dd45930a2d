"""A thread's audit data (t_audit_data): what it has cached, what it has put aside, where it would jump."""

from typing import TYPE_CHECKING, NamedTuple

from hiwater_impl.pipeline.chains import Chain
from hiwater_impl.pipeline.constants import UNSET
from hiwater_impl.pipeline.outcomes import JumpLabel
from hiwater_impl.surroundings.surroundings import Time

if TYPE_CHECKING:
    from hiwater_impl.pipeline.system import AuditSystem


class Deferred(NamedTuple):
    """A record body put aside until the system call ends, or for the softcall (au_defer_info_t)."""

    event: int
    modifier: int
    flag: int
    time: Time
    chain: Chain


class AuditThread:
    """One thread of a system. No lock: it is used by its own thread alone."""

    __slots__ = (
        "cache",
        "deferred",
        "descriptor",
        "errjmp",
        "event",
        "label",
        "local",
        "name",
        "selected",
        "surroundings",
        "syscall",
        "system",
        "zone",
    )

    def __init__(self, system: "AuditSystem", name: str, zone: int = 0) -> None:
        self.system = system
        self.surroundings = system.surroundings
        self.name = name
        self.zone = zone
        self.forget()

    def forget(self) -> None:
        """Begin zero-filled, as a new thread does."""
        self.syscall = 0
        """tad_scid: the system call in progress."""
        self.cache = UNSET
        """tad_audit: the audit state as it was when the call began."""
        self.errjmp = False
        """ERRJMP in tad_ctrl: memory is not waited for, the label is jumped to."""
        self.label: JumpLabel | None = None
        """tad_errjmp."""
        self.descriptor: Chain | None = None
        """tad_ad: tokens of the call's own record."""
        self.local: Chain | None = None
        """A descriptor on the thread's stack."""
        self.deferred: list[Deferred] = []
        """tad_defer_head."""
        self.event = 0
        self.selected = False

    def take(self, descriptor: str) -> Chain | None:
        """What a descriptor (`none`, `thread`, `local`) holds; it is empty afterwards."""
        if descriptor == "thread":
            chain, self.descriptor = self.descriptor, None
        elif descriptor == "local":
            chain, self.local = self.local, None
        else:
            chain = None
        return chain
