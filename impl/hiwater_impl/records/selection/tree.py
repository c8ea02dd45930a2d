"""A selection as it was read: terms, words, and what joins them; `str()` gives the one text that reads to the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hiwater_impl.records.selection.values import Value


@dataclass(frozen=True, slots=True)
class Term:
    """A key and its values, of which one must fit; `at` is where it stood."""

    key: str
    values: tuple[Value, ...]
    at: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.key}:{','.join(map(str, self.values))}"


@dataclass(frozen=True, slots=True)
class Alone:
    """A word that stands alone."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Not:
    """What its part is not."""

    part: "Node"

    def __str__(self) -> str:
        return f"not {_inside(self.part, (And, Or))}"


@dataclass(frozen=True, slots=True)
class And:
    """What all of its parts are; two or more, none of them an And. Made by `all_of`."""

    parts: tuple["Node", ...]

    def __str__(self) -> str:
        return " and ".join(_inside(part, (Or,)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """What one of its parts is; two or more, none of them an Or. Made by `any_of`."""

    parts: tuple["Node", ...]

    def __str__(self) -> str:
        return " or ".join(map(str, self.parts))


Node = Term | Alone | Not | And | Or


@dataclass(frozen=True, slots=True)
class Selection:
    """What was asked, `root` None when every record is wanted; `text`, as it was written, is not compared."""

    root: Node | None
    text: str = field(default="", compare=False)

    def __str__(self) -> str:
        return "" if self.root is None else str(self.root)


def all_of(parts: Sequence[Node]) -> Node:
    """One or more parts joined by `and`; those inside an And join directly."""
    flat = tuple(one for part in parts for one in (part.parts if isinstance(part, And) else (part,)))
    return flat[0] if len(flat) == 1 else And(flat)


def any_of(parts: Sequence[Node]) -> Node:
    """One or more parts joined by `or`; those inside an Or join directly."""
    flat = tuple(one for part in parts for one in (part.parts if isinstance(part, Or) else (part,)))
    return flat[0] if len(flat) == 1 else Or(flat)


def _inside(part: Node, weaker: tuple[type, ...]) -> str:
    return f"({part})" if isinstance(part, weaker) else str(part)
