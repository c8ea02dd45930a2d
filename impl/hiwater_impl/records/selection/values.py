"""The values of a selection's terms, each with the one text that stands for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SECOND = 1_000_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SPECIAL = frozenset('\\,()"*?~')
BARE = re.compile(r"[A-Za-z_/][A-Za-z0-9_/@-]*(\.[A-Za-z0-9_/@-]+)*")


def quoted(text: str) -> str:
    """A text in quotes; a backslash before each quote and backslash."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclass(frozen=True, slots=True)
class Exact:
    """Exactly this text."""

    text: str

    def __str__(self) -> str:
        return self.text if BARE.fullmatch(self.text) else quoted(self.text)


@dataclass(frozen=True, slots=True)
class Glob:
    """All of a text: `parts` has literal texts, and None for `*`, and the number 1 for `?`."""

    parts: tuple[str | int | None, ...]

    def __str__(self) -> str:
        return "".join(self._texts())

    def _texts(self) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield "".join(f"\\{one}" if one in SPECIAL or one.isspace() else one for one in part)
            else:
                yield "*" if part is None else "?"


@dataclass(frozen=True, slots=True)
class Regex:
    """An expression that is found somewhere in a text."""

    pattern: str

    def __str__(self) -> str:
        return "~" + quoted(self.pattern)


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from `low` to `high`, both included; None is no bound, and one of the two is there."""

    low: int | None
    high: int | None

    def __str__(self) -> str:
        if self.low == self.high:
            return str(self.low)
        return f"{'' if self.low is None else self.low}..{'' if self.high is None else self.high}"

    def holds(self, number: int) -> bool:
        """Whether a number is one of them."""
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time on a clock: nanoseconds since 1970 as it shows them, and its seconds east of UTC when these were given."""

    wall: int
    east: int | None

    def __str__(self) -> str:
        seconds, rest = divmod(self.wall, SECOND)
        text = (EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat()
        fraction = f".{rest:09d}".rstrip("0") if rest else ""
        return text + fraction + _zone(self.east)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, by its number since 1970-01-01."""

    number: int

    def __str__(self) -> str:
        return (EPOCH + timedelta(days=self.number)).date().isoformat()


@dataclass(frozen=True, slots=True)
class Flag:
    """A class, and the sign before it: `+` successes, `-` failures, empty for both."""

    sign: str
    name: str

    def __str__(self) -> str:
        return self.sign + self.name


Value = Exact | Glob | Regex | Range | Moment | Day | Flag


def _zone(east: int | None) -> str:
    if east is None:
        return ""
    sign, minutes = ("-" if east < 0 else "+"), abs(east) // 60
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}" if east else "Z"
