"""Which functions of the model ran, and so which clauses were followed that no event and no write names.

A helper such as the one that fills in the time stands for a clause, but says nothing by itself. Not good for: telling
which way a function went. It ran, and what came of it was compared.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from operator import attrgetter
from types import CodeType, FrameType
from typing import Any

from hiwater_conform.clauses import model_folder, scan_citations


@contextmanager
def clauses_run(counts: Counter[str]) -> Iterator[None]:
    """While it lasts, count for each clause how often a function that stands for it is entered. Costs time."""
    table = _clauses_of_code()

    def entered(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call":
            for clause in table.get(frame.f_code, ()):
                counts[clause] += 1

    before = sys.getprofile()
    sys.setprofile(entered)
    try:
        yield
    finally:
        sys.setprofile(before)


@cache
def _clauses_of_code() -> dict[CodeType, tuple[str, ...]]:
    """The clauses that each function of the model cites."""
    found: dict[CodeType, tuple[str, ...]] = {}
    for clause, places in scan_citations(model_folder()).places().items():
        for place in places:
            module, _, name = place.partition(":")
            try:
                code = attrgetter(name)(import_module(module)).__code__
            except AttributeError:
                continue
            found[code] = (*found.get(code, ()), clause)
    return found
