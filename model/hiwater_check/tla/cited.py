"""Which clauses the comparison is about: those that the spec cites, and that the compared programs have followed.

Not good for: clauses that stand for nothing a function does. A function that ran is taken for its clauses followed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from hiwater_check.states.graph import explore
from hiwater_check.tla.running import spec
from hiwater_conform.exploring.program import Program
from hiwater_conform.functions_run import clauses_run

_CLAUSES: Final = re.compile(r"\b([A-Z]+)-(\d\d)\b(?: to \1-(\d\d)\b)?")


def cited() -> frozenset[str]:
    """The clauses that the comments of the spec name, alone or as a range."""
    return frozenset(_cited("\n".join(spec().values())))


def followed(program: Program) -> frozenset[str]:
    """The clauses whose functions run in any step of the program. Raises TooManyStates."""
    counts: Counter[str] = Counter()
    with clauses_run(counts):
        explore(program)
    return frozenset(counts)


def _cited(text: str) -> Iterator[str]:
    for area, first, last in _CLAUSES.findall(text):
        for number in range(int(first), int(last or first) + 1):
            yield f"{area}-{number:02}"
