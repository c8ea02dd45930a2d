"""What happens to open contexts when their process forks or ends."""

import atexit
import os
from typing import Protocol

from hiwater_impl.library.errors import AuditError


class Lasting(Protocol):
    """An open context."""

    def abandon(self) -> None:
        """In a forked child: refuse everything."""

    def close(self) -> None:
        """Drain and end; raises AuditError if records were left."""


_OPEN: set[Lasting] = set()


def remember(context: Lasting) -> None:
    """A context was opened."""
    _OPEN.add(context)


def forget(context: Lasting) -> None:
    """A context was closed."""
    _OPEN.discard(context)


def _in_child() -> None:
    for context in list(_OPEN):
        context.abandon()
    _OPEN.clear()


def _at_exit() -> None:
    for context in list(_OPEN):
        try:
            context.close()
        except AuditError as error:
            os.write(2, f"hiwater: {error}\n".encode())


os.register_at_fork(after_in_child=_in_child)
atexit.register(_at_exit)
