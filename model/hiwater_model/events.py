"""What a step lets the outside see besides the new state. Each event carries the clause that it follows."""

from typing import NamedTuple, TypeAlias


class Broadcast(NamedTuple):
    """All sleepers of a condition (write or read) are woken, in the order in which they fell asleep."""

    clause: str
    zone: int
    condition: str
    woke: tuple[int, ...]


class Freed(NamedTuple):
    """A chain was freed; its membuf lengths."""

    clause: str
    lengths: tuple[int, ...]


class Asked(NamedTuple):
    """The door was called with a buffer; its type follows `clause`, what it holds `payload_clause`."""

    clause: str
    thread: int
    zone: int
    door: int
    type: int
    payload: bytes
    payload_clause: str


class AssertionFailed(NamedTuple):
    """An ASSERT of the file did not hold."""

    clause: str
    line: int


class Printed(NamedTuple):
    """A message went to the console."""

    clause: str
    line: int


class Jumped(NamedTuple):
    """Memory was gone under ERRJMP: the thread went on at its label."""

    clause: str
    thread: int


class Synced(NamedTuple):
    """The disks were synced."""

    clause: str


class Halted(NamedTuple):
    """The machine stopped: panic, assertion or softcalls."""

    clause: str
    reason: str
    line: int | None


class Returned(NamedTuple):
    """A call of a user thread ended. The value "unspecified" is a variable that the C never set."""

    clause: str
    thread: int
    function: str
    value: int | str | tuple[int, ...] | None


class Undefined(NamedTuple):
    """The C has no defined next act here."""

    clause: str
    reason: str
    line: int | None


Event: TypeAlias = (
    Broadcast | Freed | Asked | AssertionFailed | Printed | Jumped | Synced | Halted | Returned | Undefined
)
