"""Within one call of a service: its own record grows token by token, others are put aside until the call ends."""

from hiwater_impl.library.numbers import number_of
from hiwater_impl.library.sizes import NO_TOKENS, check_tokens
from hiwater_impl.pipeline.chains import cut
from hiwater_impl.pipeline.close import close
from hiwater_impl.pipeline.constants import AUDITING, FLAG_DEFER, FLAG_OK
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.pipeline.write import write, write_own

CALL = 186
"""The number of the call in progress, auditsys' own; any but that of _exit, within which nothing is put aside."""


class SystemCall:
    """What `AuditContext.system_call` gives; it belongs to the thread that asked."""

    def __init__(self, thread: AuditThread) -> None:
        self._thread = thread
        self._size = 0
        """Bytes of tokens so far."""

    @property
    def audited(self) -> bool:
        """Auditing was on when the call began. It is not looked at again until the call has ended."""
        return self._thread.cache == AUDITING

    def add(self, *tokens: bytes) -> None:
        """Add tokens to the call's own record (au_uwrite). Raises ValueError, OSError with E2BIG: none is added."""
        self._size = check_tokens(tokens, self._size)
        if self.audited:
            for token in tokens:
                write_own(self._thread, cut(token))

    def defer(self, event: int | str, *tokens: bytes, modifier: int = 0) -> None:
        """Make another record, with the present time; it is queued when the call ends, before the call's own.

        Raises ValueError, OSError with E2BIG.
        """
        number = number_of(event)
        check_tokens(tokens or NO_TOKENS)
        if not self.audited:
            return
        thread = self._thread
        for token in tokens:
            write(thread, "local", cut(token))
        context = thread.system.own_or_global(thread)
        close(thread, context, thread.take("local"), FLAG_OK | FLAG_DEFER, number, modifier, None)
