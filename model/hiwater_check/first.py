"""Where the first refutation is enough: what the kill matrix asks of a layer, which otherwise looks at everything.

Not good for: evidence. A layer that ends early has said nothing about what it did not come to.
"""

from collections.abc import Callable
from contextvars import ContextVar

from hiwater_check.layer import Showing

_enough: ContextVar[bool] = ContextVar("the first refutation is enough", default=False)


class _FirstRefuted(Exception):
    """Ends a layer; it carries what it shows of the one thing that does not hold."""

    def __init__(self, showing: Showing) -> None:
        super().__init__(showing)
        self.showing = showing


def until_refuted(run: Callable[[], Showing]) -> Showing:
    """Run a layer until something is refuted, or else to its end. Passes on what it raises."""
    before = _enough.set(True)
    try:
        return run()
    except _FirstRefuted as first:
        return first.showing
    finally:
        _enough.reset(before)


def refuted(line: str, witness_steps: int | None = None) -> None:
    """Told by a layer of each thing that does not hold, as soon as it is known: ends the layer if that is enough."""
    if _enough.get():
        raise _FirstRefuted(Showing(False, [line], {"not as it should be": [line], "witness_steps": witness_steps}))
