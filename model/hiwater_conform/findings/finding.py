"""What a finding is: a run that shows a quirk of the queue, what must be seen in it, and what is thought of it.

Steps are counted from 1, as everywhere in reports; an expectation `after` 0 is about the machine before its first step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from hiwater_conform.wire_values import Wire
from hiwater_model.configuration import Configuration
from hiwater_model.steps import Step


class Classification(Enum):
    """What is thought of a finding."""

    DEFECT = "defect"
    """The code does what nobody can want; another implementation should not repeat it."""
    PERMITTED = "permitted"
    """The interface promises nothing else; another implementation may differ, and callers must bear both."""
    DELIBERATE = "deliberate"
    """The code means it; another implementation should do the same."""


@dataclass(frozen=True, slots=True)
class InFile:
    """The finding lies in audit_io.c, in these spans of lines."""

    spans: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        spans = (f"{first}" if first == last else f"{first}-{last}" for first, last in self.spans)
        return ", ".join(f"audit_io.c:{span}" for span in spans)


@dataclass(frozen=True, slots=True)
class InNeighbour:
    """The finding lies in another file of the kernel, or in the daemon."""

    name: str

    def __str__(self) -> str:
        return self.name


LiesIn: TypeAlias = InFile | InNeighbour


@dataclass(frozen=True, slots=True)
class Collected:
    """What the daemon has made of the buffers so far: whole records, and why others were tossed, in order."""

    records: tuple[str, ...]
    """Hexadecimal."""
    tossed: tuple[str, ...]

    def to_wire(self) -> dict[str, Wire]:
        """As it stands in the file."""
        return {"records": list(self.records), "tossed": list(self.tossed)}


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be seen after so many steps."""

    after: int
    holds: Mapping[str, Wire]
    """Keys of the observation with their values."""
    events: tuple[Mapping[str, Wire], ...]
    """Each must be part of an event of that step."""
    absent: tuple[Mapping[str, Wire], ...]
    """None of them may be part of an event of that step."""
    daemon: Collected | None


@dataclass(frozen=True, slots=True)
class UndefinedEnd:
    """The last step has no defined outcome in the C: the model says so, and no other implementation is asked."""

    reason: str
    """Part of the model's reason."""
    line: int | None
    """Of audit_io.c; None in a neighbour."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One quirk, shown by one run."""

    id: str
    title: str
    classification: Classification
    why: str
    quirks: tuple[str, ...]
    """Numbers in kernel-queue.md section 16; and of 12.4, for a blocked writer that stays blocked."""
    lies_in: LiesIn
    clauses: tuple[str, ...]
    configuration: Configuration
    steps: tuple[Step, ...]
    notes: Mapping[int, str]
    """A sentence about some of the steps."""
    expectations: tuple[Expectation, ...]
    ends: UndefinedEnd | None


@dataclass(frozen=True, slots=True)
class NotModelled:
    """A quirk, or a part of one, of which there is no run."""

    quirk: str
    title: str
    reason: str
