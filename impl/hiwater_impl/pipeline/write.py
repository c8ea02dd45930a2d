"""au_uwrite and au_write: a token joins a descriptor (audit_io.c:74-97)."""

from hiwater_impl.pipeline.chains import Chain, free
from hiwater_impl.pipeline.thread import AuditThread


def write_own(thread: AuditThread, token: Chain | None) -> None:
    """au_uwrite: to the descriptor of the thread's system call."""
    write(thread, "thread", token)


def write(thread: AuditThread, descriptor: str, token: Chain | None) -> None:
    """au_write: `descriptor` is `none` (a null pointer), `thread` or `local`. The token belongs to it afterwards."""
    if descriptor == "none":
        free(thread, token)
    elif token is None:
        thread.surroundings.tell(thread, "printed", 89)
    elif descriptor == "thread":
        if thread.descriptor is None:
            thread.descriptor = token
        else:
            thread.descriptor.pack(token)
    elif thread.local is None:
        thread.local = token
    else:
        thread.local.pack(token)
