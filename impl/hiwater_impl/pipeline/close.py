"""au_close and au_close_defer: a descriptor is closed now, or put aside (audit_io.c:99-188)."""

from hiwater_impl.pipeline.asynchronous import done, finish_backend
from hiwater_impl.pipeline.chains import Chain, free
from hiwater_impl.pipeline.constants import FLAG_DEFER, FLAG_DONT_BLOCK, FLAG_OK, SYSCALL_EXIT
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.record import close_time
from hiwater_impl.pipeline.thread import AuditThread, Deferred
from hiwater_impl.surroundings.surroundings import Time


def close(
    thread: AuditThread,
    context: ZoneContext,
    chain: Chain | None,
    flag: int,
    event: int,
    modifier: int,
    time: Time | None,
) -> None:
    """au_close of what a descriptor held: put aside if asynchronous, or if asked for within a call other than _exit."""
    if chain is None:
        return
    if flag & FLAG_DONT_BLOCK or (flag & FLAG_DEFER and thread.syscall not in (0, SYSCALL_EXIT)):
        close_defer(thread, chain, flag, event, modifier, time)
    else:
        close_time(thread, context, chain, flag, event, modifier, time)


def close_defer(thread: AuditThread, chain: Chain, flag: int, event: int, modifier: int, time: Time | None) -> None:
    """au_close_defer: hand the chain to a softcall, or keep it on the thread. Without memory it is lost, uncounted."""
    if not flag & FLAG_OK:
        free(thread, chain)
        return
    surroundings = thread.surroundings
    if not surroundings.memory(thread, 151, "descriptor", may_sleep=False):
        free(thread, chain)
        return
    entry = Deferred(event, modifier, flag, surroundings.now() if time is None else time, chain)
    if flag & FLAG_DONT_BLOCK:
        surroundings.softcall(thread, finish_backend, entry)
        done(thread, "none", 0)
    else:
        thread.deferred.append(entry)
