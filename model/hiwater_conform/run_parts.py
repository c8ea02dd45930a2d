"""The parts that a run may have beside its configuration and steps, as values.

Steps are counted from 1, as everywhere in reports; `after` 0 is before the first. How these parts stand on the wire is
`wire_run_parts`, what they mean is "Runs" in `specs/hiwater_specs/protocol/README.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple, TypeAlias

from hiwater_conform.wire_values import Wire


class Classification(Enum):
    """What is thought of what a run shows."""

    DEFECT = "defect"
    """The code does what nobody can want; another implementation should not repeat it."""
    PERMITTED = "permitted"
    """The interface promises nothing else; another implementation may differ, and callers must bear both."""
    DELIBERATE = "deliberate"
    """The code means it; another implementation should do the same."""


@dataclass(frozen=True, slots=True)
class InFile:
    """What is shown lies in audit_io.c, in these spans of lines."""

    spans: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        spans = (f"{first}" if first == last else f"{first}-{last}" for first, last in self.spans)
        return ", ".join(f"audit_io.c:{span}" for span in spans)


@dataclass(frozen=True, slots=True)
class InNeighbour:
    """What is shown lies in another file of the kernel, or in the daemon."""

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


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be seen after so many steps."""

    after: int
    holds: Mapping[str, Wire] = field(default_factory=dict)
    """Keys of the observation with their values."""
    events: tuple[Mapping[str, Wire], ...] = ()
    """Each must be part of an event of that step."""
    absent: tuple[Mapping[str, Wire], ...] = ()
    """None of them may be part of an event of that step."""
    daemon: Collected | None = None


@dataclass(frozen=True, slots=True)
class UndefinedEnd:
    """The last step has no defined outcome in the C: the model says so, and no other implementation is asked."""

    reason: str
    """Part of the model's reason."""
    line: int | None
    """Of audit_io.c; None in a neighbour."""


class ShrinkingStage(NamedTuple):
    """How many steps the run had after a stage of shrinking, and after how many seconds."""

    name: str
    steps: int
    seconds: float


class SeenDifference(NamedTuple):
    """Where an implementation differed from the model."""

    implementation: str
    step: int
    """0: in the first observation."""
    key: str
    """A key of the observation, `events`, or `answer`."""
    expected: Wire
    """The model's value."""
    actual: Wire
    clause: str | None
    """The clause that is blamed."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """The whole answer to a step: its events, and the keys of the observation that changed."""

    events: tuple[Mapping[str, Wire], ...]
    changed: Mapping[str, Wire]


@dataclass(frozen=True, slots=True)
class Question:
    """Asked of a learner before a step is taken."""

    before: int
    question: str
    choices: tuple[str, ...]
    right: int
    """Which choice is right, counted from 0."""
