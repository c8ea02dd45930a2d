"""CrossHair's tracing, off for a while: where values are only moved, and nothing is decided.

An operation on a symbolic value that needs a decision fails there, so nothing is decided unseen.
"""

from contextlib import AbstractContextManager

from crosshair.tracers import NoTracing


def untraced() -> AbstractContextManager[object]:
    """A context without tracing; outside of the tool it does nothing."""
    context: AbstractContextManager[object] = NoTracing()  # type: ignore[no-untyped-call]
    return context
