"""Asking for a membuf (au_getclr, audit_mem.c): a thread waits for it, or jumps to its label if ERRJMP is set."""

from hiwater_impl.pipeline.outcomes import jump
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.surroundings.surroundings import Place


def membuf(thread: AuditThread, at: Place) -> None:
    """Returns once there is one. Raises Jump, or Undefined if the label is dead."""
    if not thread.surroundings.memory(thread, at, "membuf", may_sleep=not thread.errjmp):
        raise jump(thread, at)
