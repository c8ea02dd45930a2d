"""Producing an asynchronous event: start under a jump label, build tokens, finish (neighbour: audit.c)."""

from collections.abc import Sequence

from hiwater_impl.pipeline.asynchronous import drop, start
from hiwater_impl.pipeline.chains import Chain
from hiwater_impl.pipeline.close import close
from hiwater_impl.pipeline.constants import FLAG_DONT_BLOCK, FLAG_OK, NON_ATTRIBUTABLE
from hiwater_impl.pipeline.memory import membuf
from hiwater_impl.pipeline.outcomes import Jump, JumpLabel
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.pipeline.write import write
from hiwater_impl.surroundings.surroundings import Time


def finish(thread: AuditThread, chain: Chain | None, event: int, modifier: int, time: Time | None) -> None:
    """audit_async_finish: close into the global zone without ever blocking (audit_io.c:825-839)."""
    context = thread.system.contexts[0]
    close(thread, context, chain, FLAG_DONT_BLOCK | FLAG_OK, event, NON_ATTRIBUTABLE | modifier, time)


def async_event(
    thread: AuditThread, event: int, sorf: int, tokens: Sequence[Chain], modifier: int, time: Time | None
) -> int:
    """One event: 0 if it went to the softcalls, 1 if it is not audited, 2 if it was lost for want of memory."""
    if not thread.system.loaded:
        return 1
    label = JumpLabel(live=True)
    try:
        if start(thread, label, event, sorf):
            return 1
        for token in tokens:
            membuf(thread, "async_event:token")
            write(thread, "local", token)
        finish(thread, thread.take("local"), event, modifier, time)
    except Jump:
        drop(thread, "local", 0)
        return 2
    finally:
        label.live = False
    return 0
