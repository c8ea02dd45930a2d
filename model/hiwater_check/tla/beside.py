"""The relation that stands first on the path, beside graphs that TLC found before.

Run as `python -m hiwater_check.tla.beside`. Standard input holds a pickled list of pairs of a scope's name and TLC's
graph of it; the answer is one line for each difference, and 1 if there is any. A process of its own is what a faulted
copy of the model needs.
Not good for: pickles from elsewhere.
"""

import pickle
import sys
from typing import Final

from hiwater_check.states.graph import TooManyStates
from hiwater_check.tla.comparison import ProjectionForgets, compared, relation_behaviour
from hiwater_check.tla.dump import Behaviour
from hiwater_check.tla.scopes import shared

_ROOM: Final = 20
"""How many times more states than TLC's a relation may have before it is called different."""


def difference(name: str, tla: Behaviour) -> str | None:
    """How the relation differs at a scope, in a line; None if it does not."""
    try:
        found = compared(relation_behaviour(shared(name), most=_ROOM * len(tla.states)), tla).difference
    except (TooManyStates, ProjectionForgets) as problem:
        return str(problem)
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as problem:
        return f"the relation fails: {problem!r}"
    if found is None:
        return None
    return f"{name}: {found.line}"


def main() -> int:
    """Compare what standard input holds."""
    different = 0
    for name, tla in pickle.load(sys.stdin.buffer):
        line = difference(name, tla)
        if line is not None:
            sys.stdout.write(f"{line}\n")
            different = 1
    return different


if __name__ == "__main__":
    sys.exit(main())
