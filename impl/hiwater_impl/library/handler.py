"""Log records as audit records: the formatted line as text, and how it ended by the level."""

import logging

from hiwater_impl.library import tokens
from hiwater_impl.library.context import AuditContext

THIRD_PARTY_EVENT = 32_768
"""The first event number that is left to applications."""


class AuditHandler(logging.Handler):
    """A handler for `logging` whose lines go into the audit trail, by its policy: it may wait for room.

    >>> with AuditContext(directory="/var/audit/shop") as context:
    ...     logging.getLogger("shop").addHandler(AuditHandler(context))
    ...     logging.getLogger("shop").warning("card refused")

    From ERROR on, the record is that of a failed event. What cannot be recorded goes to `handleError`, as in every
    handler; `context` may be closed before the handler is removed.
    """

    def __init__(
        self, context: AuditContext, event: int | str = THIRD_PARTY_EVENT, level: int = logging.NOTSET
    ) -> None:
        super().__init__(level)
        self._context = context
        self._event = event

    def emit(self, record: logging.LogRecord) -> None:
        """Make one audit record: text, then a return token with the level as value."""
        try:
            failed = record.levelno >= logging.ERROR
            self._context.audit(
                self._event,
                tokens.text(self.format(record)),
                tokens.outcome(tokens.FAILED if failed else 0, record.levelno),
                failure=failed,
            )
        except Exception:  # noqa: BLE001 the convention of logging
            self.handleError(record)
