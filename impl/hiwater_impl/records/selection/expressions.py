"""Regular expressions over bytes, by RE2: no expression takes longer on a text than some multiple of its length.

`.` is any byte, `$` only the very end; there are no references back and no looking around.
"""

from collections.abc import Callable

import re2

LARGEST_PROGRAM = 1 << 20
"""Bytes of memory that an expression may take when compiled; its matching takes a few times as many."""


class ExpressionFault(Exception):
    """The expression cannot be used; `problem` is RE2's phrase."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def search(pattern: bytes, any_case: bool = False) -> Callable[[bytes], bool]:
    """Whether a text holds what the expression describes; cases are those of Latin-1. Raises ExpressionFault."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.dot_nl = True
    options.never_capture = True
    options.case_sensitive = not any_case
    options.log_errors = False
    options.max_mem = LARGEST_PROGRAM
    try:
        found = re2.compile(pattern, options)
    except re2.error as error:
        raise ExpressionFault(_phrase(error)) from None
    return lambda text: found.search(text) is not None


def literal(text: bytes) -> bytes:
    """The expression for exactly these bytes."""
    escaped: bytes = re2.escape(text)
    return escaped


def _phrase(error: Exception) -> str:
    found = error.args[0]
    return found.decode(errors="replace") if isinstance(found, bytes) else str(found)
